package io.winnow.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.engine.BatchLoss;
import io.winnow.trainer.engine.LiveArrays;
import io.winnow.trainer.engine.Objective;
import io.winnow.trainer.engine.Optimizer;
import io.winnow.trainer.engine.OptimizerOptions;
import io.winnow.trainer.modality.image.ImageData;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;

/** The training loop of the engine without schedule and files, for inspecting an objective between steps. */
public final class TrainingSteps {
    private TrainingSteps() {}

    /** Is called after each step. */
    @FunctionalInterface
    public interface Seen {
        void after(int step, float loss);
    }

    /**
     * Requires that the mean loss of five steps decreases by more than 5% in a training with SGD, and that each step closes its arrays.
     *
     * @param manager manager of the objective
     */
    public static <S> void requireLearning(
            Objective<ExampleBatch, S> objective, ImageData data, int batchSize, int steps, NDManager manager)
            throws IOException {
        double[] losses = new double[steps];
        int[] alive = new int[steps];
        OptimizerOptions rule = new OptimizerOptions.Sgd(0.05, 0.9, false, 0);
        run(objective, rule, data, batchSize, steps, manager, (step, loss) -> {
            losses[step] = loss;
            alive[step] = LiveArrays.below(manager);
        });
        double before = Arrays.stream(losses, 0, 5).average().orElseThrow();
        double after = Arrays.stream(losses, steps - 5, steps).average().orElseThrow();
        assertThat(after).isLessThan(0.95 * before);
        assertThat(alive[steps - 1]).isEqualTo(alive[10]);
    }

    public static <S> void run(
            Objective<ExampleBatch, S> objective,
            OptimizerOptions rule,
            ImageData data,
            int batchSize,
            int steps,
            NDManager manager,
            Seen seen)
            throws IOException {
        try (Optimizer optimizer = new Optimizer(rule, objective.parameters());
                ExampleLoader loader = data.trainLoader(batchSize);
                ExampleLoader.Batches batches = loader.shuffled(1, 0)) {
            for (int step = 0; step < steps; step++) {
                Autograd.zeroGradient(objective.parameters().values());
                float value;
                S kept;
                try (ExampleBatch batch = batches.next();
                        NDManager scope = manager.newSubManager()) {
                    try (Autograd.Recording recording = Autograd.record()) {
                        BatchLoss<S> loss = objective.loss(batch, step, 0, scope);
                        loss.mean().attach(scope);
                        Autograd.backward(loss.mean());
                        value = loss.mean().getFloat();
                        kept = loss.kept();
                        objective.collect(kept);
                    }
                    try (NDArray gradient = objective.parameters().gradient()) {
                        optimizer.step(gradient, 1);
                    }
                    objective.moved(Collections.singletonList(kept), 1);
                }
                seen.after(step, value);
            }
        }
    }
}
