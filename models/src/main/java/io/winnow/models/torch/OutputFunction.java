package io.winnow.models.torch;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/**
 * A TorchScript function of a network's output, with all other arguments bound, such as the loss of a batch. Because the function is known
 * before the output, the network's forward pass and the function can be compiled into a single native call. Each {@link ScriptFacade} has a
 * method for it where the resource says that a function follows a network pass.
 *
 * @param functions the set that contains the function
 * @param name name of the function, whose first argument is the output and which returns one tensor
 * @param arguments the arguments after the first, of the types that {@link TorchFunctions#call} accepts
 */
public record OutputFunction(TorchFunctions functions, String name, List<Object> arguments) {
    /** Applies the function to an output. */
    public NDArray of(NDArray output) {
        List<Object> all = new ArrayList<>(List.of(output));
        all.addAll(arguments);
        return functions.call(name, all.toArray());
    }
}
