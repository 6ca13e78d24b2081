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
 * The saved state of a training on disk.
 *
 * @param folder folder of the checkpoint, such as {@code step-00000500/}
 * @param step number of optimizer steps done when the checkpoint was written
 */
public record Checkpoint(Path folder, long step) {
    /**
     * What the training loop saves besides arrays.
     *
     * @param step number of optimizer steps done
     * @param best best value so far of the metric that early stopping watches
     * @param bestStep step at which that value was measured; 0 if there is none yet
     * @param lossSum sum of the losses of the {@code lossCount} steps since metrics were last recorded
     * @param normSum sum of the gradient norms of the same steps
     * @param lossCount number of steps since metrics were last recorded
     * @param seconds training time of all sessions together, in seconds
     * @param waited part of {@code seconds} that the loop spent waiting for batches
     * @param loss mean loss that was last recorded
     * @param over whether the training ended at this step, because it reached its duration or because early stopping ended it
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

    /** Reads {@code state.json}. */
    public State state() throws IOException {
        return Json.read(folder.resolve("state.json"), State.class);
    }

    /**
     * Reads the parameters and running statistics of the model by name. If the training keeps a moving average of the weights, the
     * averaged weights are returned.
     *
     * @param manager the arrays are attached to it
     */
    public Map<String, NDArray> weights(NDManager manager) throws IOException {
        Path average = folder.resolve("average.safetensors");
        return Files.exists(average) ? SafeTensors.read(average, manager) : read("model", manager);
    }

    /** Reads the arrays of one part: {@code model}, {@code optimizer}, {@code objective}, {@code average} or {@code loss_scale}. */
    Map<String, NDArray> read(String part, NDManager manager) throws IOException {
        return SafeTensors.read(folder.resolve(part + ".safetensors"), manager);
    }
}
