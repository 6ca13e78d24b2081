package io.winnow.trainer.export.graph;

import io.winnow.models.torch.TorchFunctions;
import java.util.Optional;

/**
 * The operator of a node: a TorchScript function, or a method of NDArray or NDArrayEx.
 *
 * @param family the resource that contains the TorchScript function; {@link #ARRAY} for a method
 * @param name name of the function or method
 * @param functions the functions of the resource; empty for a method
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

    /** Returns the key by which export formats identify the operator, such as {@code NDArray.add} or {@code layers.py:linear}. */
    public String key() {
        return functions.isPresent() ? family + ":" + name : family + "." + name;
    }
}
