package io.winnow.trainer.recipe.web;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Span;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.recipe.FineTuneOptions;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import java.util.Optional;

/** Options of the network that corrects the labels. */
@Doc(
        "Options of the network that corrects the labels. It is trained twice: first on the given labels, together with the contrast of views"
                + " (vanilla), and then with prototypes of the classes and with labels that it corrects (training).")
public record CorrectOptions(
        @Doc("Dimension of the projections, in which the prototypes lie and views are contrasted.") @Default("128")
        int dimension,

        @Doc(
                "Length of the queue: number of earlier keys that are kept as negatives and for collective bootstrapping, a multiple of the batch"
                        + " size. The paper has 8192.")
        @Default("2048")
        int queue,

        @Doc("EMA momentum of the key encoder, in [0, 1). The paper has 0.999, for trainings of many epochs.")
        @Default("0.99")
        double momentum,

        @Doc("Temperature by which cosines with keys and with prototypes are divided (tau).") @Default("0.1")
        double temperature,

        @Doc(
                "Share of the classifier in the scores of the classes (alpha), in [0, 1]. The rest is that of the prototypes: 1 lets the"
                        + " classifier alone decide, and 0 the prototypes alone.")
        @Default("0.5")
        double classifierShare,

        @Doc(
                "Score from which on the best class replaces a given label (gamma), above 0. Labels that are not replaced are left out if their score"
                        + " is below that of a random guess. Above 1, no label is replaced.")
        @Default("0.6")
        double threshold,

        @Doc("EMA momentum of the prototypes, in [0, 1].") @Default("0.999")
        double prototypeMomentum,

        @Doc(
                "Share of the second training after which labels are corrected, in [0, 1). Before, the network learns the prototypes with the"
                        + " given labels.")
        @Default("0.25")
        double cleanFrom,

        @Doc("Collective bootstrapping. Off by default.") Optional<BootstrapOptions> bootstrap,

        @Doc(
                "Weak views of the examples, which are classified. By default, those with which a classifier is trained: of images, crops and"
                        + " flips.")
        Optional<ViewsConfig> weak,

        @Doc(
                "Strong views of the same examples, with which they are contrasted. By default: of images, the augmentation of MoCo v2; of texts"
                        + " as tokens, word dropout and replacement.")
        Optional<ViewsConfig> strong,

        @Default("{}") FineTuneOptions fineTune,

        @Doc("Duration of the first training, on the given labels. Its other options are those of the second one.")
        Span vanilla,

        @Doc("Options of the second training, with prototypes and corrected labels.")
        TrainingOptions training) {
    public CorrectOptions {
        // The reader of configurations passes null for sections that are themselves invalid.
        new Checks()
                .positive("dimension", dimension)
                .that(
                        queue > 0 && (training == null || queue % training.batchSize() == 0),
                        "queue",
                        "must be a multiple of training.batch_size"
                                + (training == null ? "" : ", which is " + training.batchSize()) + "; found " + queue)
                .that(vanilla == null || !vanilla.isZero(), "vanilla", "must not be zero")
                .below("momentum", momentum, 0, 1)
                .positive("temperature", temperature)
                .between("classifier_share", classifierShare, 0, 1)
                .positive("threshold", threshold)
                .between("prototype_momentum", prototypeMomentum, 0, 1)
                .below("clean_from", cleanFrom, 0, 1)
                .done();
    }

    /** Returns the options of the first training. */
    TrainingOptions first() {
        return training.lasting(vanilla);
    }

    /**
     * Returns what matters for the first training, for {@code equals}: options of the prototypes, of the corrections and of the second
     * training have the same values in all.
     */
    CorrectOptions ofFirst() {
        return new CorrectOptions(
                dimension,
                queue,
                momentum,
                temperature,
                1,
                1,
                1,
                0,
                Optional.empty(),
                weak,
                strong,
                fineTune,
                vanilla,
                first());
    }

    /** Returns the options of a classifier with the same encoder and a linear head, which this training leaves. */
    ClassifierOptions classifier(EncoderConfig encoder) {
        return ClassifierOptions.plain(encoder, 1, weak, fineTune, training);
    }

    /** Checks these options against the data. */
    void checkSizes(SizeChecks checks, String key, EncoderConfig encoder, TaskData data) {
        int examples = data.trainExamples().length;
        fineTune.checkSizes(checks, key + ".fine_tune", encoder, training, data);
        checks.training(key + ".vanilla", first(), examples, "training " + data.unit())
                .training(key + ".training", training, examples, "training " + data.unit())
                .expect(
                        queue < examples,
                        key + ".queue",
                        "is " + queue + ", but there are only " + examples + " training " + data.unit()
                                + ": they are contrasted with older keys of themselves; a shorter queue avoids this");
    }
}
