package io.winnow.trainer.export.graph;

import io.winnow.models.torch.TorchFunctions;
import java.util.Optional;

/**
 * What a node does.
 *
 * @param family the resource of a TorchScript function, or {@link #ARRAY}
 * @param name of the function, or of the method of NDArray or NDArrayEx
 * @param functions that the function is one of; none for a method
 */
public record Operator(String family, String name, Optional<TorchFunctions> functions) {
    /** The family of the methods of NDArray and NDArrayEx. Their first argument is the array itself. */
    public static final String ARRAY = "NDArray";

    static Operator method(String name) {
        return new Operator(ARRAY, name, Optional.empty());
    }

    static Operator function(TorchFunctions functions, String name) {
        return new Operator(functions.name(), name, Optional.of(functions));
    }

    /** By which formats know it: {@code NDArray.add}, {@code layers.py:linear}. */
    public String key() {
        return functions.isPresent() ? family + ":" + name : family + "." + name;
    }
}
