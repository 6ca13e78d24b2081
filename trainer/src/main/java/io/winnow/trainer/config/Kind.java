package io.winnow.trainer.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The value of the key {@code kind} that selects this record among those of its family (a sealed or registered interface). */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Kind {
    /** The kind, in snake case. */
    String value();

    /** Whether a section without the key {@code kind} may be of this kind, if it is the only one that has all keys of the section. */
    boolean inferred() default true;
}
