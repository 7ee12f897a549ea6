package io.myq.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method receives messages, as a member of a consumer group. It returns nothing, and takes, by type:
 *
 * <ul>
 *   <li>{@link io.myq.message.ConsumerMessage}: the message itself
 *   <li>{@code byte[]}, {@code String} or any other type: the payload, as it is, as text in UTF-8, or read from JSON to
 *       exactly that type
 *   <li>{@link Header @Header}: a header of the message, or by a name of {@link MyqHeaders} its key, place or time
 *   <li>{@link io.myq.message.TopicPartition}: where it was read
 *   <li>a {@code List} of any of these: then the method receives messages in batches, as they were fetched
 * </ul>
 *
 * <p>A message counts as done when the method returns. The messages of one partition come in order, one after the
 * other, on a thread of their own; a slow method delays nothing but its partitions. What happens when the method throws,
 * or a payload cannot be converted, is for {@link io.myq.spring.listener.ListenerErrorHandler} to say.
 *
 * <p>All values may hold placeholders ({@code ${orders.topic}}) and expressions ({@code #{...}}). The annotation can be
 * repeated, and put on another annotation.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(QueueListeners.class)
public @interface QueueListener {

    /** Topics to receive from; a value may name several, separated by commas. At least one, or else a {@link #topicPattern}. */
    String[] topics() default {};

    /**
     * Instead of {@link #topics}: a regular expression for the whole names of topics. Those that are created later are found
     * within {@code myq.metadata.refresh-frequency}; internal topics never match.
     */
    String topicPattern() default "";

    /** Consumer group. Default {@code myq.consumer.group.id}, and without that {@code spring.application.name}. */
    String group() default "";

    /** Names the listener in logs, health, metrics and the registry. Unique. Default {@code beanName.methodName}. */
    String id() default "";

    /**
     * How many invocations may run at the same time, across all partitions; within a partition it is always one. A whole
     * number, at least 1. Default {@code myq.listener.concurrency}.
     */
    String concurrency() default "";

    /** Whether it starts with the application: {@code true} or {@code false}. Default {@code myq.listener.auto-startup}. */
    String autoStartup() default "";
}
