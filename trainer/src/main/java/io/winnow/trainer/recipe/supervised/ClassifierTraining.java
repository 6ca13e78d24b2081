package io.winnow.trainer.recipe.supervised;

import io.winnow.datasets.loader.EpochOrder;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.models.layer.LowRankAdapter;
import io.winnow.trainer.engine.Objective;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.EncoderTraining;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Trains a classifier, in a stage of any recipe. */
public final class ClassifierTraining {
    /** Name of the file with the weights of encoder and head, in the folder of the stage. */
    public static final String CLASSIFIER = "classifier.safetensors";

    private ClassifierTraining() {}

    /** Trains on the training examples in use, and saves the weights of the whole classifier and, in a second file, of the encoder only. */
    public static StageResult run(
            ClassifierOptions options,
            TaskData data,
            StageContext context,
            EncoderTraining.ObjectiveFactory<ExampleBatch> factory)
            throws IOException {
        return run(options, data, context, factory, options.sampling().flatMap(sampling -> sampling.order(data)));
    }

    /**
     * Trains like the other method.
     *
     * @param order which training examples an epoch has, in which order; empty for each of them once
     */
    public static StageResult run(
            ClassifierOptions options,
            TaskData data,
            StageContext context,
            EncoderTraining.ObjectiveFactory<ExampleBatch> factory,
            Optional<EpochOrder> order)
            throws IOException {
        List<Objective<ExampleBatch, ?>> created = new ArrayList<>();
        List<CorrectedPairs> corrected = new ArrayList<>();
        StageResult trained = EncoderTraining.run(
                options.training(),
                data,
                context,
                manager -> {
                    created.add(factory.objective(manager));
                    return created.get(0);
                },
                (classifier, scope) -> {
                    saving(context).save(classifier, scope);
                    if (created.get(0) instanceof ClassifierObjective own) {
                        own.corrected(classifier).ifPresent(corrected::add);
                    }
                },
                order);
        Map<String, Double> metrics = new LinkedHashMap<>(trained.metrics());
        metrics.putAll(data.labelFigures());
        for (CorrectedPairs each : corrected) {
            each.write(data, context.folder());
            metrics.putAll(each.metrics(data));
            context.progress()
                    .say(String.format(
                            Locale.ROOT,
                            "Wrote the labels of the training %2$s to %3$s, with the %1$,.0f unknown classes that were taken for positives.",
                            metrics.get(CorrectedPairs.COUNT),
                            data.unit(),
                            context.folder().resolve(CorrectedPairs.FILE)));
        }
        return StageResult.of(metrics);
    }

    /** Saves the weights of the whole classifier into the folder of the stage. */
    public static EncoderTraining.Saving saving(StageContext context) {
        return (classifier, scope) -> Embedder.write(
                context.folder().resolve(CLASSIFIER), LowRankAdapter.merged(classifier.named(scope)), scope);
    }
}
