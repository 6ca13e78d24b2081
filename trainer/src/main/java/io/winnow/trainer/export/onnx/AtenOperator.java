package io.winnow.trainer.export.onnx;

/** The translation of a PyTorch operator to operators of an ONNX graph. */
@FunctionalInterface
interface AtenOperator {
    /**
     * Adds the operators.
     *
     * @return the result: a value as in {@link Arguments}
     * @throws IllegalArgumentException if the arguments cannot be translated; the message says which, and why
     */
    Object add(Arguments arguments, OnnxGraph graph);
}
