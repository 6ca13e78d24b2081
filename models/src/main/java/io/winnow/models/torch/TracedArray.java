package io.winnow.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * An {@link NDArray} that stands for a value of a graph being recorded. Among the arguments of a function it takes the call, in place of
 * the engine, which knows only its own arrays.
 */
public interface TracedArray {
    /** What {@link TorchFunctions#call} of these arguments gives. */
    NDArray traceCall(TorchFunctions functions, String function, Object[] arguments);

    /** What {@link TorchFunctions#callList} of these arguments gives. */
    NDList traceCallList(TorchFunctions functions, String function, Object[] arguments);

    /** What {@link TorchFunctions#invoke} would do to these arguments in place. */
    void traceInvoke(TorchFunctions functions, String function);
}
