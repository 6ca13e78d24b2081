package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A saved training on disk.
 *
 * @param folder {@code step-00000500/}, whose checksums were found right
 */
public record Checkpoint(Path folder, long step) {
    /**
     * What the loop needs beside arrays.
     *
     * @param best value of the watched metric, and the step that had it
     * @param lossSum over the {@code lossCount} steps since metrics were last recorded; so with the norms
     * @param seconds of all sessions
     * @param waited seconds of these in which the loop waited for batches
     * @param loss mean that was last recorded
     * @param over whether the training ended at this step, by its length or for want of improvement
     */
    public record State(
            long step,
            double best,
            long bestStep,
            double lossSum,
            double normSum,
            long lossCount,
            double seconds,
            double waited,
            double loss,
            boolean over) {
        static State atStart(double worst) {
            return new State(0, worst, 0, 0, 0, 0, 0, 0, 0, false);
        }
    }

    public State state() throws IOException {
        return Json.read(folder.resolve("state.json"), State.class);
    }

    /** The model's parameters and statistics by name, attached to {@code manager}; the averaged ones where the training keeps them. */
    public Map<String, NDArray> weights(NDManager manager) throws IOException {
        Path average = folder.resolve("average.safetensors");
        return Files.exists(average) ? SafeTensors.read(average, manager) : read("model", manager);
    }

    /** One of {@code model}, {@code optimizer}, {@code objective}, {@code average}. */
    Map<String, NDArray> read(String part, NDManager manager) throws IOException {
        return SafeTensors.read(folder.resolve(part + ".safetensors"), manager);
    }
}
