package io.myq.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The parameter takes a header of the message: the last one of this name, as {@code byte[]}, as {@code String} in UTF-8 or as
 * {@link io.myq.message.Header}; or, by a name of {@link MyqHeaders}, something else that the message carries.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Header {

    /** Name of the header. Default the name of the parameter. */
    String value() default "";

    /**
     * Whether a message without this header is a failure. Without one the parameter gets {@code null} when this is false,
     * or when the parameter is marked {@code @Nullable}.
     */
    boolean required() default true;
}
