package io.winnow.trainer.export;

import ai.djl.ndarray.NDList;
import io.winnow.trainer.export.graph.Forward;
import io.winnow.trainer.export.graph.FreeAxis;
import io.winnow.trainer.export.graph.Graph;
import io.winnow.trainer.export.graph.Tensor;
import io.winnow.trainer.export.graph.Tracer;
import io.winnow.trainer.runtime.ArrayFunction;
import java.util.List;
import java.util.Map;

/**
 * A function of a model that becomes a file of its own.
 *
 * @param name of the file, without suffix
 * @param examples real ones, an array for each input
 * @param outputs their names
 * @param free the lengths that stay free
 * @param forward what is recorded
 * @param tensors that it uses
 * @param live the same in this process, to compare with
 * @param agreement what matters of the first output
 */
record ModelPart(
        String name,
        List<String> inputs,
        NDList examples,
        List<String> outputs,
        List<FreeAxis> free,
        Forward forward,
        Map<String, Tensor> tensors,
        ArrayFunction live,
        Agreement agreement) {
    /** The name of the part that is the model itself. */
    static final String MODEL = "model";

    Graph graph() {
        return Tracer.trace(forward, tensors, inputs, examples, free);
    }

    int rows() {
        return (int) examples.get(0).getShape().get(0);
    }
}
