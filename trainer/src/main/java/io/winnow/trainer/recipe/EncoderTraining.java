package io.winnow.trainer.recipe;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.EpochOrder;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.engine.BatchSource;
import io.winnow.trainer.engine.Objective;
import io.winnow.trainer.engine.Selection;
import io.winnow.trainer.engine.Training;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.engine.TrainingResult;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The training of an encoder in a stage of any recipe. It owns what all methods share: the seed, the loader, the loop, the weights that the
 * stage leaves, and its metrics. A method contributes its {@link Objective} and, if needed, further files.
 */
public final class EncoderTraining {
    private EncoderTraining() {}

    /** Creates the objective of a method with its initial model. */
    @FunctionalInterface
    public interface ObjectiveFactory {
        /**
         * Creates the objective. Random weights are drawn with PyTorch's current seed, which is that of the stage.
         *
         * @param manager manager on the device of the stage
         */
        Objective<ExampleBatch, ?> objective(NDManager manager) throws IOException;
    }

    /** Saves what a method needs besides the weights of the encoder. */
    @FunctionalInterface
    public interface Saving {
        /**
         * Saves trained parameters.
         *
         * @param scope manager for temporary arrays
         */
        void save(ParameterArena trained, NDManager scope) throws IOException;
    }

    /** Trains on the training examples in use and writes {@link Representations#ENCODER} into the folder of the stage. */
    public static StageResult run(
            TrainingOptions options, TaskData data, StageContext context, ObjectiveFactory factory) throws IOException {
        return run(options, data, context, factory, (trained, scope) -> {}, Optional.empty());
    }

    /**
     * Trains like the other method, and saves more than the encoder.
     *
     * @param order which training examples an epoch has, in which order; empty for each of them once
     */
    public static StageResult run(
            TrainingOptions options,
            TaskData data,
            StageContext context,
            ObjectiveFactory factory,
            Saving more,
            Optional<EpochOrder> order)
            throws IOException {
        Trained trained = run(
                options,
                context,
                factory,
                () -> data.trainLoader(options.batchSize()),
                data.unit(),
                (parameters, scope) -> {
                    Embedder.save(parameters, context.folder().resolve(Representations.ENCODER), scope);
                    more.save(parameters, scope);
                },
                order);
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss", trained.result().loss());
        metrics.putAll(trained.speed(data.unit()));
        metrics.put("corrupt_" + data.unit(), (double) trained.corruptCount());
        trained.selected().ifPresent(each -> {
            metrics.putAll(each.metrics());
            context.progress().say("Stage " + context.label() + " leaves the " + Selection.describe(metrics) + ".");
        });
        return StageResult.of(metrics);
    }

    /**
     * What a training ended with.
     *
     * @param result the last step
     * @param selected the step whose weights are left, if they were selected by validation
     * @param corruptCount number of damaged examples that were found
     */
    public record Trained(TrainingResult result, Optional<Selection> selected, int corruptCount) {
        /** Returns the metrics on the speed of the training. */
        public Map<String, Double> speed(String unit) {
            Map<String, Double> metrics = new LinkedHashMap<>();
            metrics.put(unit + "_per_second", result.examplesPerSecond());
            metrics.put("data_wait", result.dataWait());
            return metrics;
        }
    }

    /**
     * Trains on the batches of a loader: on examples that are no {@link TaskData}, such as pairs of tables.
     *
     * @param loader opens the loader, after the objective has drawn its random weights
     * @param unit noun in the plural for the examples
     * @param saving saves what the method leaves, while the objective is open
     * @param order which examples an epoch has, in which order; empty for each of them once
     */
    public static Trained run(
            TrainingOptions options,
            StageContext context,
            ObjectiveFactory factory,
            Supplier<ExampleLoader> loader,
            String unit,
            Saving saving,
            Optional<EpochOrder> order)
            throws IOException {
        Engine.getInstance().setRandomSeed((int) context.seed());
        try (Objective<ExampleBatch, ?> objective = factory.objective(context.manager());
                ExampleLoader batches = loader.get();
                Training<ExampleBatch, ?> training = new Training<>(
                        options,
                        context.training(),
                        objective,
                        BatchSource.shuffled(batches, options.batchSize(), unit, order));
                NDManager scope = context.manager().newSubManager()) {
            TrainingResult result = training.run();
            Optional<Selection> selected = training.select();
            saving.save(training.result(), scope);
            return new Trained(result, selected, batches.corruptCount());
        }
    }
}
