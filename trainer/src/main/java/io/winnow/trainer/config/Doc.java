package io.winnow.trainer.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes a configuration record or one of its components. Editors show the text (through the JSON Schema), and so do error messages. */
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Doc {
    /** One or two sentences: what the value means, and its unit or range. */
    String value();
}
