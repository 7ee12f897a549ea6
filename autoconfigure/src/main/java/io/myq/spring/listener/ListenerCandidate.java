package io.myq.spring.listener;

import io.myq.spring.annotation.QueueListener;
import java.lang.reflect.Method;

/**
 * An annotation found on a method of a bean.
 *
 * @param beanType the bean's class, without the proxy that may be around it
 * @param method as the bean's class declares it: its parameters say what it takes
 * @param invocable the same on the bean itself, which may be a proxy
 */
record ListenerCandidate(
        Object bean, String beanName, Class<?> beanType, Method method, Method invocable, QueueListener annotation) {}
