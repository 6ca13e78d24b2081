package io.winnow.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * An {@link NDArray} that stands for a value in a graph that is being traced. If one is among the arguments of a function, {@link
 * TorchFunctions} passes the call to it instead of the engine, which can handle only its own arrays.
 */
public interface TracedArray {
    /** Traces a {@link TorchFunctions#call} with these arguments, and returns its traced result. */
    NDArray traceCall(TorchFunctions functions, String function, Object[] arguments);

    /** Traces a {@link TorchFunctions#callList} with these arguments, and returns its traced results. */
    NDList traceCallList(TorchFunctions functions, String function, Object[] arguments);

    /** Traces a {@link TorchFunctions#invoke}, which would change its arguments in place. */
    void traceInvoke(TorchFunctions functions, String function);
}
