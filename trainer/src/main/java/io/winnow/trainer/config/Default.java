package io.winnow.trainer.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a component that the configuration leaves out, as YAML: {@code @Default("0.9")}, {@code @Default("{kind: cosine}")}. A
 * section that names no {@code kind} is laid over the default, which does. A component without a default is required, unless it is an {@link java.util.Optional}.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Default {
    /** The value, as it would be written in YAML. */
    String value();
}
