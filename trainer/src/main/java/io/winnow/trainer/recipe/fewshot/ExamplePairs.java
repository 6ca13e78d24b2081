package io.winnow.trainer.recipe.fewshot;

import io.winnow.datasets.loader.EpochOrder;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.EncoderTraining;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Fine-tuning on pairs of examples, of which those with a common class are drawn together (SetFit, arXiv 2209.11055, section 3.1). */
@Doc(
        "Fine-tuning on pairs of examples: the cosine of two examples with a common class is drawn to 1, and that of all others"
                + " to 0.")
public record ExamplePairs(
        @Doc(
                "Which pairs a step has. in_batch: all pairs of a batch, with the same total weight for those with a common"
                        + " class and for the others, so that an example is computed once for many pairs. balanced: batch_size / 2"
                        + " pairs, of which each has a common class with probability 1/2 (oversampling, as in the paper). uniform:"
                        + " batch_size / 2 of all pairs alike. by_example: an example is drawn first, then a partner with a common"
                        + " class or, with probability 1/2, without one.")
        @Default("in_batch")
        Pairs pairs,

        TrainingOptions training) {
    public ExamplePairs {
        new Checks()
                .that(
                        training == null || (training.batchSize() > 1 && training.batchSize() % 2 == 0),
                        "training.batch_size",
                        "must be even, because examples are compared in pairs; found "
                                + (training == null ? 0 : training.batchSize()))
                .done();
    }

    /** Which pairs a step has. */
    public enum Pairs {
        /** All pairs of a batch. */
        IN_BATCH,
        /** Pairs with and without a common class, each with probability 1/2. */
        BALANCED,
        /** All pairs alike. */
        UNIFORM,
        /** An example, then a partner with or without a common class. */
        BY_EXAMPLE
    }

    /** Trains on the training examples. Without a pair with a common class, or one without, the encoder stays as it is. */
    StageResult train(FewShot recipe, TaskData data, StageContext context) throws IOException {
        ExampleClasses classes = ExampleClasses.of(data);
        PairCounts counts = PairCounts.of(classes);
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("positive_pairs", (double) counts.positive());
        metrics.put("negative_pairs", (double) counts.negative());
        if (counts.positive() == 0 || counts.negative() == 0) {
            context.progress()
                    .say("Warning: the encoder is not fine-tuned on pairs of " + data.unit() + ", because "
                            + (counts.positive() == 0 ? "no two of them have" : "all of them have")
                            + " a common class.");
            StartedEncoder.leave(recipe.tune(), data, context);
            return StageResult.of(metrics);
        }
        Optional<EpochOrder> order =
                pairs == Pairs.IN_BATCH ? Optional.empty() : Optional.of(new PairOrder(classes, counts, pairs));
        StageResult trained = EncoderTraining.run(
                training,
                data,
                context,
                manager -> new ExamplePairObjective(recipe.tune(), this, classes, data, manager),
                (weights, scope) -> {},
                order);
        metrics.putAll(trained.metrics());
        return StageResult.of(metrics);
    }
}
