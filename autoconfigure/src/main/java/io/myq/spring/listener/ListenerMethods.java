package io.myq.spring.listener;

import io.myq.spring.annotation.QueueListener;
import io.myq.spring.annotation.QueueListeners;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/** Finds the annotated methods of a class. Stateless. */
public final class ListenerMethods {

    private ListenerMethods() {}

    /** Whether the class has any. */
    public static boolean anyIn(Class<?> type) {
        return !in(type).isEmpty();
    }

    /** In an order that is the same in every run. */
    static Map<Method, Set<QueueListener>> in(Class<?> type) {
        Map<Method, Set<QueueListener>> found = new TreeMap<>(Comparator.comparing(Method::toGenericString));
        if (AnnotationUtils.isCandidateClass(type, QueueListener.class)) {
            found.putAll(MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<Set<QueueListener>>)
                    method -> {
                        Set<QueueListener> annotations = AnnotatedElementUtils.getMergedRepeatableAnnotations(
                                method, QueueListener.class, QueueListeners.class);
                        return annotations.isEmpty() ? null : annotations;
                    }));
        }
        return found;
    }
}
