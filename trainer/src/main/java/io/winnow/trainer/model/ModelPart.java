package io.winnow.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.export.graph.Forward;
import io.winnow.trainer.export.graph.FreeAxis;
import io.winnow.trainer.export.graph.Graph;
import io.winnow.trainer.export.graph.Tensor;
import io.winnow.trainer.export.graph.Tracer;
import io.winnow.trainer.runtime.ArrayFunction;
import java.util.List;
import java.util.Map;

/**
 * A part of a model that becomes a file of its own.
 *
 * @param name name of the file, without its suffix
 * @param inputs names of the inputs
 * @param examples real examples: an array for each input
 * @param outputs names of the outputs
 * @param free the lengths that are not fixed in the file
 * @param forward the forward pass to record
 * @param tensors the tensors that the pass uses, by the ids of their parameters
 * @param live the same function in this process, to compare the file with
 * @param agreement how to measure the agreement of the first output
 */
public record ModelPart(
        String name,
        List<String> inputs,
        NDList examples,
        List<String> outputs,
        List<FreeAxis> free,
        Forward forward,
        Map<String, Tensor> tensors,
        ArrayFunction live,
        Agreement agreement) {
    /** Smallest length of a free axis that a graph can be recorded with. */
    private static final long MIN_LENGTH = 3;

    /** The name of the part that is the model itself. */
    public static final String MODEL = "model";

    public Graph graph() {
        return Tracer.trace(forward, tensors, inputs, examples, free);
    }

    /** Pads token ids (B, 2, L) that are too short for recording a graph with zeros. */
    public static NDArray longEnough(NDArray ids, NDManager scope) {
        Shape shape = ids.getShape();
        if (shape.get(2) >= MIN_LENGTH) {
            return ids;
        }
        Shape more = new Shape(shape.get(0), shape.get(1), MIN_LENGTH - shape.get(2));
        return NDArrays.concat(new NDList(ids, scope.zeros(more, ids.getDataType())), 2);
    }

    /** Returns the number of examples. */
    public int rows() {
        return (int) examples.get(0).getShape().get(0);
    }
}
