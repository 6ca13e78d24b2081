package io.winnow.trainer.recipe.fewshot;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.FineTuneOptions;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.recipe.SizeChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How the encoder is fine-tuned. */
@Doc(
        "How the encoder is fine-tuned: on pairs of examples (SetFit), on pairs of an example and the text of a class, or both (FusionSent).")
public record TuneOptions(
        EncoderConfig encoder,
        @Default("{}") FineTuneOptions fineTune,

        @Doc("Fine-tuning on pairs of examples, which makes the encoder of SetFit. Leave it out for label_pairs alone.")
        Optional<ExamplePairs> examplePairs,

        @Doc("Fine-tuning on pairs of an example and the text of a class. Leave it out for SetFit.")
        Optional<LabelPairs> labelPairs,

        @Default("{}") MergeOptions merge,

        @Doc(
                "Whether the encoders before the merge, and the other kind of merge, are evaluated as well, each with a head"
                        + " of its own. This takes a pass over all training and test examples for each of them.")
        @Default("true")
        boolean compare) {
    public TuneOptions {
        new Checks()
                .that(
                        examplePairs.isPresent() || labelPairs.isPresent(),
                        "example_pairs",
                        "must be given, or label_pairs, or both. To train a head alone, use the recipe supervised with the"
                                + " encoder frozen")
                .done();
    }

    /** Whether two encoders are merged. */
    boolean merges() {
        return examplePairs.isPresent() && labelPairs.isPresent();
    }

    /** Name of the stage whose encoder gets the head. */
    String last() {
        return merges() ? FewShot.MERGE : examplePairs.isPresent() ? FewShot.EXAMPLE_PAIRS : FewShot.LABEL_PAIRS;
    }

    List<ProbedTraining> trainings(DataConfig data) {
        List<ProbedTraining> trainings = new ArrayList<>();
        examplePairs.ifPresent(each -> trainings.add(
                new ProbedTraining(FewShot.EXAMPLE_PAIRS, encoder, data, each.training(), 1, ProbedTraining.SMALL)));
        labelPairs.ifPresent(each -> trainings.add(
                new ProbedTraining(FewShot.LABEL_PAIRS, encoder, data, each.training(), 2, ProbedTraining.SMALL)));
        return trainings;
    }

    /** @param texts whether the encoder takes the texts of classes */
    void checkSizes(SizeChecks checks, String key, boolean texts, TaskData data) {
        checks.that(
                texts || labelPairs.isEmpty(),
                key + ".label_pairs",
                "must be left out for these " + data.unit() + ", because the encoder takes no texts of classes");
        String unit = "training " + data.unit();
        int examples = data.trainExamples().length;
        examplePairs.ifPresent(
                each -> checks.training(key + ".example_pairs.training", each.training(), examples, unit));
        labelPairs.ifPresent(each -> checks.training(key + ".label_pairs.training", each.training(), examples, unit));
        Stream<TrainingOptions> all = Stream.concat(
                examplePairs.stream().map(ExamplePairs::training),
                labelPairs.stream().map(LabelPairs::training));
        all.forEach(each -> fineTune.checkSizes(checks, key + ".fine_tune", encoder, each, data));
    }
}
