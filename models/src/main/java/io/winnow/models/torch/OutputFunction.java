package io.winnow.models.torch;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/**
 * A TorchScript function of a network's output, with its other arguments: a loss of a batch that waits for what the network says of it.
 * The pass and the function then can be one native call.
 *
 * @param functions where the function is
 * @param name of the function; its first argument is the output, and it returns one tensor
 * @param arguments after the first, as {@link TorchFunctions#call} takes them
 */
public record OutputFunction(TorchFunctions functions, String name, List<Object> arguments) {
    /** The function of an output. */
    public NDArray of(NDArray output) {
        List<Object> all = new ArrayList<>(List.of(output));
        all.addAll(arguments);
        return functions.call(name, all.toArray());
    }
}
