package io.myq.spring.listener;

import io.myq.spring.annotation.QueueListener;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.util.StringValueResolver;

/**
 * Finds listener methods on beans as they are made, and registers them when all beans are there: before that, what they
 * need might not be. Called by the container's threads, one bean at a time or several.
 */
public final class QueueListenerBeanPostProcessor
        implements BeanPostProcessor, BeanFactoryAware, SmartInitializingSingleton {

    private final ObjectProvider<ListenerFactory> factory;
    private final Set<Class<?>> withoutListeners = ConcurrentHashMap.newKeySet();
    private final List<ListenerCandidate> waiting = new ArrayList<>();
    private boolean singletonsReady;
    private @Nullable StringValueResolver placeholders;

    /** @param factory asked for when all beans are there */
    public QueueListenerBeanPostProcessor(ObjectProvider<ListenerFactory> factory) {
        this.factory = factory;
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        if (beanFactory instanceof ConfigurableBeanFactory configurable) {
            placeholders = new EmbeddedValueResolver(configurable);
        }
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
        if (bean instanceof AopInfrastructureBean || withoutListeners.contains(type)) {
            return bean;
        }
        Map<Method, Set<QueueListener>> methods = ListenerMethods.in(type);
        if (methods.isEmpty()) {
            withoutListeners.add(type);
        }
        methods.forEach((method, annotations) -> {
            Method invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
            annotations.forEach(
                    annotation -> found(new ListenerCandidate(bean, beanName, type, method, invocable, annotation)));
        });
        return bean;
    }

    private void found(ListenerCandidate candidate) {
        synchronized (waiting) {
            if (!singletonsReady) {
                waiting.add(candidate);
                return;
            }
        }
        register(candidate);
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<ListenerCandidate> found;
        synchronized (waiting) {
            singletonsReady = true;
            found = List.copyOf(waiting);
            waiting.clear();
        }
        found.forEach(this::register);
        withoutListeners.clear();
    }

    private void register(ListenerCandidate candidate) {
        StringValueResolver resolver = placeholders;
        factory.getObject().register(candidate, value -> resolver == null ? value : resolver.resolveStringValue(value));
    }
}
