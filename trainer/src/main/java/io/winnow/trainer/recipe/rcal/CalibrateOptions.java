package io.winnow.trainer.recipe.rcal;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.GivenNames;
import io.winnow.trainer.calibrate.Borrowing;
import io.winnow.trainer.calibrate.CleanSelection;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.modality.RelabelledData;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.supervised.GivenClasses;
import io.winnow.trainer.recipe.supervised.TrustedLabels;
import java.io.IOException;
import java.util.Optional;

/** Options of the distributional calibration: Gaussians of the classes in the pre-trained representation space (section 3.2). */
@Doc("Options of the distributional calibration: Gaussians of the classes in the pre-trained representation space.")
public record CalibrateOptions(
        @Doc("How the examples of a class are selected from which its Gaussian is estimated.") @Default("{kind: lof}")
        CleanSelection select,

        @Doc(
                "Examples whose labels are known to be right, such as checked ones, or the anchors of winnow data anchors. These labels"
                        + " replace the given ones; the Gaussians are always estimated from their examples, too, and refine leaves them as they are.")
        Optional<TrustedLabels> trusted,

        @Doc("How the statistics of rare classes are calibrated with those of similar frequent classes.") @Default("{}")
        Borrowing borrow,

        @Default("{}") PointsOptions points) {
    private static final String TRUSTED = "calibrate.trusted";

    /**
     * Data with the trusted labels in place of the given ones.
     *
     * @param trusted whether the label of each training example in use is trusted (N)
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    record Labelled(TaskData data, boolean[] trusted) {}

    /** Reads the trusted labels, if there are any. */
    Labelled labelled(TaskData data) throws IOException {
        int[] classes = GivenClasses.of(data).classes().clone();
        boolean[] sure = new boolean[classes.length];
        if (trusted.isEmpty()) {
            return new Labelled(data, sure);
        }
        int[] known = trusted.get().classes(data, TRUSTED, summary -> {});
        for (int i = 0; i < known.length; i++) {
            sure[i] = known[i] != GivenNames.NONE;
            classes[i] = sure[i] ? known[i] : classes[i];
        }
        return new Labelled(
                new RelabelledData(
                        data, new ClassLabels(classes, data.trainLabels().classNames())),
                sure);
    }
}
