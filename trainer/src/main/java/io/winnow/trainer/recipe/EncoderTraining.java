package io.winnow.trainer.recipe;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.Batch;
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
import java.util.function.IntSupplier;

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

    /** Creates the objective of a method that trains on batches of its own kind. */
    @FunctionalInterface
    public interface OwnObjectiveFactory<B extends Batch> {
        /** Creates the objective as {@link ObjectiveFactory#objective} does. */
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
        try (ExampleLoader loader = data.trainLoader(options.batchSize())) {
            return run(
                    options,
                    data.unit(),
                    context,
                    factory::objective,
                    BatchSource.shuffled(loader, options.batchSize(), data.unit(), order),
                    loader::corruptCount,
                    more);
        }
    }

    /**
     * Trains on batches of any kind, and saves more than the encoder.
     *
     * @param unit noun in the plural for the examples
     * @param corrupt returns the number of damaged examples that were found so far
     */
    public static <B extends Batch> StageResult run(
            TrainingOptions options,
            String unit,
            StageContext context,
            OwnObjectiveFactory<B> factory,
            BatchSource<B> source,
            IntSupplier corrupt,
            Saving more)
            throws IOException {
        Engine.getInstance().setRandomSeed((int) context.seed());
        try (Objective<B, ?> objective = factory.objective(context.manager());
                Training<B, ?> training = new Training<>(options, context.training(), objective, source);
                NDManager scope = context.manager().newSubManager()) {
            TrainingResult result = training.run();
            Optional<Selection> selected = training.select();
            Embedder.save(training.result(), context.folder().resolve(Representations.ENCODER), scope);
            more.save(training.result(), scope);
            Map<String, Double> metrics = new LinkedHashMap<>();
            metrics.put("loss", result.loss());
            metrics.put(unit + "_per_second", result.examplesPerSecond());
            metrics.put("data_wait", result.dataWait());
            metrics.put("corrupt_" + unit, (double) corrupt.getAsInt());
            selected.ifPresent(each -> {
                metrics.putAll(each.metrics());
                context.progress().say("Stage " + context.label() + " leaves the " + Selection.describe(metrics) + ".");
            });
            return StageResult.of(metrics);
        }
    }
}
