package io.winnow.trainer.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value that a component takes if the configuration leaves it out, written as YAML: {@code @Default("0.9")},
 * {@code @Default("{kind: cosine}")}. A section without a {@code kind} is merged over the default, from which it takes the kind. A
 * component without a default is required, unless it is an {@link java.util.Optional}.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Default {
    /** The default value as YAML. */
    String value();
}
