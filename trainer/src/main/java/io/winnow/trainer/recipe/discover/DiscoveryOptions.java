package io.winnow.trainer.recipe.discover;

import io.winnow.models.loss.CategoryDiscovery;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.engine.TrainingOptions;
import java.util.Optional;

/** Options of SimGCD. The values of the losses are those of the paper's code. */
@Doc("Options of SimGCD: a linear correction of the vectors and a cosine classifier of all classes.")
public record DiscoveryOptions(
        @Doc(
                "Probability with which an element of a vector is dropped, which makes two views of each example. In [0, 1).")
        @Default("0.1")
        double dropout,

        @Doc(
                "Number of nearest neighbours of an example, by the cosine of the vectors. Half of the time, one of them takes the place of"
                        + " the second view, because neighbours mostly belong to the same class (Zhong et al., CVPR 2021). With 0, both views"
                        + " are always of the example itself.")
        @Default("0")
        int neighbours,

        @Doc("Length of the projection on which the contrastive losses are computed; 0 leaves them out.") @Default("0")
        int projection,

        @Doc("Weight of the losses of labelled examples, in [0, 1]; the others have the rest.") @Default("0.35")
        double supervised,

        @Doc(
                "Weight of the mean entropy, which asks that all classes be predicted equally often. 0 leaves new classes empty; use less than"
                        + " 2 for classes of very different sizes.")
        @Default("2")
        double entropy,

        @Doc("Temperature of the predictions.") @Default("0.1")
        double studentTemperature,

        @Doc("Temperature of the predictions that the other view learns, at the start.") @Default("0.07")
        double teacherTemperature,

        @Doc("The same after the warm-up.") @Default("0.04") double teacherTemperatureEnd,

        @Doc("Share of the training over which the teacher's temperature falls, in [0, 1].") @Default("0.3")
        double teacherWarmup,

        @Doc("Temperature of the contrast of views.") @Default("1")
        double viewTemperature,

        @Doc("Temperature of the contrast of classes.") @Default("0.07")
        double classTemperature,

        @Doc(
                "Number of examples in a batch of answers. With answers, each epoch ends with a pass over the answers alone, in which they"
                        + " learn their labels, since a few answers count little among many labels (Ma et al., CVPR 2024). 0 leaves this pass out.")
        @Default("8")
        int answerBatch,

        @Doc(
                "Number of trainings from different random weights. With more than one, a last training learns what they agree on: the mean"
                        + " of their predictions, whose new classes are matched first. Results depend less on the start. A run that"
                        + " continues an earlier one trains once.")
        @Default("1")
        int starts,

        TrainingOptions training) {
    private static final double USUAL_VIEW_TEMPERATURE = 1;
    private static final double USUAL_CLASS_TEMPERATURE = 0.07;
    private static final String WITHOUT_PROJECTION =
            "must be left out without projection, which adds the contrasts; found ";

    public DiscoveryOptions {
        Checks checks = new Checks()
                .below("dropout", dropout, 0, 1)
                .atLeast("neighbours", neighbours, 0)
                .atLeast("projection", projection, 0)
                .between("supervised", supervised, 0, 1)
                .notNegative("entropy", entropy)
                .positive("student_temperature", studentTemperature)
                .positive("teacher_temperature", teacherTemperature)
                .positive("teacher_temperature_end", teacherTemperatureEnd)
                .between("teacher_warmup", teacherWarmup, 0, 1)
                .positive("view_temperature", viewTemperature)
                .positive("class_temperature", classTemperature)
                .that(
                        projection > 0 || viewTemperature == USUAL_VIEW_TEMPERATURE,
                        "view_temperature",
                        WITHOUT_PROJECTION + viewTemperature)
                .that(
                        projection > 0 || classTemperature == USUAL_CLASS_TEMPERATURE,
                        "class_temperature",
                        WITHOUT_PROJECTION + classTemperature)
                .atLeast("answer_batch", answerBatch, 0)
                .atLeast("starts", starts, 1);
        Discover.SLOT.precisions().check(checks, training);
        checks.done();
    }

    /** Returns the loss for a number of classes. */
    CategoryDiscovery loss(int classes) {
        return new CategoryDiscovery(
                classes, studentTemperature, supervised, entropy, viewTemperature, classTemperature);
    }

    /** Whether batches are small for a number of classes, so that the mean entropy needs those before a batch as well. */
    boolean remembers(int classes) {
        return entropy > 0 && training.batchSize() < 2 * classes;
    }

    /** Returns what to know if batches are small for a number of classes: text after the name of the batch size, without a full stop. */
    Optional<String> batchAdvice(int classes) {
        return !remembers(classes)
                ? Optional.empty()
                : Optional.of(
                        "is " + training.batchSize() + ", less than twice the number of classes, which is " + classes
                                + ", so that a batch lacks many classes: the mean entropy is computed on a moving average over"
                                + " batches. Larger batches estimate it better");
    }

    /** Returns the teacher's temperature. */
    double teacher(double progress) {
        double share = teacherWarmup == 0 ? 1 : Math.min(1, progress / teacherWarmup);
        return teacherTemperature + share * (teacherTemperatureEnd - teacherTemperature);
    }
}
