package io.winnow.trainer.recipe.semi;

import io.winnow.datasets.Shown;
import io.winnow.datasets.file.Gaps;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.recipe.EncoderSource;
import io.winnow.trainer.recipe.FineTuneOptions;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import io.winnow.trainer.recipe.supervised.ClassifierRecipe;
import java.util.List;
import java.util.Optional;

/** Options for learning a classifier from a few labels and many unlabelled examples. */
@Doc("Options for learning a classifier from a few labels and many unlabelled examples.")
public record SemiOptions(
        EncoderConfig encoder,

        @Default("{kind: hard}") PseudoTarget target,

        @Default("{kind: fixed}") Threshold threshold,

        @Doc("Distribution alignment. Off by default.") Optional<Alignment> alignment,

        @Doc(
                "Training signal annealing: early in the training, only those labels count that are not yet predicted with a high"
                        + " probability. The limit rises from one divided by the number of classes to 1: linear; exp, late, for few labels;"
                        + " or log, early. Off by default.")
        Optional<Annealing> annealing,

        @Doc("Weight of the loss of the unlabelled examples (lambda), at least 0.") @Default("1")
        double weight,

        @Doc(
                "Weight of the mean entropy of the predictions for weakly changed unlabelled examples, which is added to the loss, at least 0."
                        + " UDA has 0.1 for some data sets.")
        @Default("0")
        double entropy,

        @Doc("Number of unlabelled examples in a batch for each labelled one (mu), at least 1.") @Default("7")
        int unlabelledRatio,

        @Doc("Whether the labelled examples are among the unlabelled ones, too, without their labels.") @Default("true")
        boolean withLabelled,

        @Doc(
                "Weak changes of labelled examples, and of unlabelled ones for their pseudo-labels. By default, those with which a classifier"
                        + " is trained: of images, crops and flips; of texts as tokens, word dropout; of texts as vectors, none.")
        Optional<ViewsConfig> weak,

        @Doc(
                "Strong changes of unlabelled examples. By default: of images, the RandAugment of UDA; of texts, the replacement of words that"
                        + " say little.")
        Optional<ViewsConfig> strong,

        @Doc("Learning rate of the head as a multiple of that of the encoder, above 0.") @Default("1")
        double headRate,

        @Default("{}") FineTuneOptions fineTune,

        @Doc(
                "Options of the training. Its ema_decay is 0.999 by default: the average of the weights is what is judged and exported. Set it"
                        + " to 0.99 for trainings of less than a few thousand steps. batch_size is the number of labelled examples in a"
                        + " batch, and an epoch is one over the unlabelled examples.")
        TrainingOptions training) {
    private static final double USUAL_DECAY = 0.999;

    public SemiOptions {
        // The reader of configurations passes null for a section that is itself invalid.
        new Checks()
                .notNegative("weight", weight)
                .notNegative("entropy", entropy)
                .atLeast("unlabelled_ratio", unlabelledRatio, 1)
                .positive("head_rate", headRate)
                .that(
                        training == null
                                || training.duration() == null
                                || training.duration().examples().isEmpty(),
                        "training.duration",
                        "must be in epochs or steps: a batch has labelled and unlabelled examples")
                .done();
        training = training == null ? null : training.averaging(USUAL_DECAY);
    }

    /** Returns the number of unlabelled examples in a batch. */
    int unlabelledBatch() {
        return training.batchSize() * unlabelledRatio;
    }

    /** Returns the options of the same network trained on the labels alone. */
    public ClassifierOptions classifier() {
        return classifier(weak);
    }

    /** @param views views of the labelled examples */
    ClassifierOptions classifier(Optional<ViewsConfig> views) {
        return ClassifierOptions.plain(encoder, headRate, views, fineTune, training);
    }

    /**
     * Checks these options, as far as the configuration tells.
     *
     * @param data null if this section is itself invalid
     */
    void check(Checks checks, String key, DataConfig data) {
        if (training != null) {
            classifier().check(checks, key, data);
        }
    }

    /** Checks these options against the data. */
    void checkSizes(SizeChecks checks, String key, TaskData data) {
        classifier().checkSizes(checks, key, data);
        Optional<TaskData> unlabelled = data.unlabelled(withLabelled);
        checkUnlabelled(checks, data, unlabelled);
        unlabelled.ifPresent(all -> {
            int count = all.trainExamples().length;
            checks.expect(
                    count >= unlabelledBatch(),
                    key + ".unlabelled_ratio",
                    "is " + unlabelledRatio + ", but there are only " + count + " unlabelled " + data.unit()
                            + ", fewer than " + unlabelledRatio + " times batch_size (" + unlabelledBatch()
                            + "): each step takes all of them");
            checks.describe(() -> List.of(data.trainExamples().length + " " + data.unit() + " have a label, and "
                    + data.unlabelled(false).orElseThrow().trainExamples().length + " have none. A batch has "
                    + training.batchSize() + " of the first and "
                    + Math.min(count, unlabelledBatch()) + " unlabelled ones"
                    + (withLabelled ? ", among which the labelled ones are as well." : ".")));
        });
    }

    /** Returns the stage in which an encoder learns from all examples, labelled or not. */
    static Stage pretraining(EncoderSource source, EncoderConfig encoder, DataConfig data) {
        return Stage.of(
                ClassifierRecipe.PRETRAIN,
                context -> context.with(
                        data,
                        (examples, stage) ->
                                source.write(encoder, examples.unlabelled(true).orElseThrow(), examples, stage)));
    }

    /** Names the classes that probably mean that there is no label. */
    private static String suspect(List<String> classes) {
        List<String> suspects = classes.stream().filter(Gaps::looksUnlabelled).toList();
        return suspects.isEmpty() ? "" : ", though perhaps " + Shown.of(suspects) + " is no class but means `no label`";
    }

    /** Checks that there are labelled examples of each class, and unlabelled ones. */
    static void checkUnlabelled(SizeChecks checks, TaskData data, Optional<TaskData> unlabelled) {
        List<String> absent = data.trainLabels().absent();
        checks.that(
                absent.isEmpty(),
                "data",
                "must have a labelled example of each class; there is none of " + Shown.of(absent)
                        + ". Label at least one of each, or leave the class out of the data");
        checks.that(
                unlabelled.isPresent(),
                "data",
                "must have training " + data.unit() + " without a label, from which this method learns as well; all "
                        + data.trainExamples().length + " of " + data.train().name()
                        + " have one" + suspect(data.trainLabels().classNames()) + ". " + data.unlabelledAdvice()
                        + "; to try the method on fully labelled data, set few_shot with rest: unlabelled");
        int tests = data.test().size();
        int copies = unlabelled.map(TaskData::copiedTests).orElse(0);
        checks.that(
                2 * copies <= tests,
                "data",
                "must not have the test " + data.unit() + " among the training " + data.unit() + " without a label: "
                        + copies + " of the " + tests + " test " + data.unit()
                        + " have the same content as training " + data.unit()
                        + ", so that results would say nothing about others. Take them out");
    }
}
