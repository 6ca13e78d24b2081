package io.winnow.trainer.export.onnx;

import io.winnow.trainer.export.graph.Node;

/** Adds what a node with one output does to an ONNX graph. */
@FunctionalInterface
interface Translation {
    /** Gives the name of the result. */
    String add(Node node, OnnxGraph graph);
}
