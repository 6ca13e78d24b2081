package io.winnow.models.torch;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the generated classes by which Java calls TorchScript functions: the class {@code LayersScript} has a method for each function of
 * the resource {@code layers.py} in the same package. {@code ScriptFacades.java}, which Maven runs before it compiles a module, writes them
 * and says how a function is declared.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ScriptFacade {
    /** File name of the resource. */
    String value();
}
