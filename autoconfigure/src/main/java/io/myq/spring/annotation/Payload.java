package io.myq.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The parameter takes the payload: for clarity, or to accept messages that have none. */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Payload {

    /**
     * Whether a message without a payload (a tombstone) is a failure. The parameter gets {@code null} for it when this is
     * false, or when the parameter is marked {@code @Nullable}.
     */
    boolean required() default true;
}
