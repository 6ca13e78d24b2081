package io.winnow.trainer.export.onnx;

import io.winnow.trainer.export.graph.Node;

/** Adds what a node does to an ONNX graph. */
@FunctionalInterface
interface Translation {
    /** Gives the name of the first result; says itself what the others are, by {@link OnnxGraph#bind}. */
    String add(Node node, OnnxGraph graph);
}
