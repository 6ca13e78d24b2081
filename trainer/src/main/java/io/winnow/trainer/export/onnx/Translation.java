package io.winnow.trainer.export.onnx;

import io.winnow.trainer.export.graph.Node;

/** Translates a node to operators of an ONNX graph. */
@FunctionalInterface
interface Translation {
    /**
     * Adds the operators.
     *
     * @return name of the array that is the first output of the node. If the node has more outputs, the translation itself binds them with
     *     {@link OnnxGraph#bind}
     */
    String add(Node node, OnnxGraph graph);
}
