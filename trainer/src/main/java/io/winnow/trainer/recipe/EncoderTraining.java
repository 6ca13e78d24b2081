package io.winnow.trainer.recipe;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.Batch;
import io.winnow.datasets.loader.EpochOrder;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.engine.GeneratorTurns;
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
    public interface ObjectiveFactory<B extends Batch> {
        /**
         * Creates the objective. Random weights are drawn with PyTorch's current seed, which is that of the stage.
         *
         * @param manager manager on the device of the stage
         */
        Objective<B, ?> objective(NDManager manager) throws IOException;
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
            TrainingOptions options, TaskData data, StageContext context, ObjectiveFactory<ExampleBatch> factory)
            throws IOException {
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
            ObjectiveFactory<ExampleBatch> factory,
            Saving more,
            Optional<EpochOrder> order)
            throws IOException {
        return run(
                options,
                data.unit(),
                context,
                factory,
                () -> Feed.shuffled(data.trainLoader(options.batchSize()), options.batchSize(), data.unit(), order),
                more);
    }

    /**
     * Trains on batches of any kind, and saves the encoder and more.
     *
     * @param unit noun in the plural for the examples
     * @param feed opens the source of the batches, after the objective has drawn its random weights
     */
    public static <B extends Batch> StageResult run(
            TrainingOptions options,
            String unit,
            StageContext context,
            ObjectiveFactory<B> factory,
            Supplier<Feed<B>> feed,
            Saving more)
            throws IOException {
        Trained trained = train(options, context, factory, feed, (parameters, scope) -> {
            Embedder.save(parameters, context.folder().resolve(Representations.ENCODER), scope);
            more.save(parameters, scope);
        });
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss", trained.result().loss());
        metrics.putAll(trained.speed(unit));
        metrics.put("corrupt_" + unit, (double) trained.corruptCount());
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
     * Trains on batches of any kind.
     *
     * @param feed opens the source of the batches, after the objective has drawn its random weights
     * @param saving saves what the method leaves, while the objective is open
     */
    public static <B extends Batch> Trained train(
            TrainingOptions options,
            StageContext context,
            ObjectiveFactory<B> factory,
            Supplier<Feed<B>> feed,
            Saving saving)
            throws IOException {
        try (Objective<B, ?> objective = GeneratorTurns.alone(() -> {
                    Engine.getInstance().setRandomSeed((int) context.seed());
                    return factory.objective(context.manager());
                });
                Feed<B> opened = feed.get();
                Training<B, ?> training = new Training<>(options, context.training(), objective, opened.batches());
                NDManager scope = context.manager().newSubManager()) {
            TrainingResult result = training.run();
            Optional<Selection> selected = training.select();
            saving.save(training.result(), scope);
            return new Trained(result, selected, opened.corruptCount().getAsInt());
        }
    }
}
