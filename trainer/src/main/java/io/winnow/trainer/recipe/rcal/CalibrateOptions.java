package io.winnow.trainer.recipe.rcal;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.LabelText;
import io.winnow.trainer.calibrate.Borrowing;
import io.winnow.trainer.calibrate.CleanSelection;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.modality.RelabelledData;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.supervised.GivenClasses;
import io.winnow.trainer.recipe.supervised.TrustedLabels;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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

    /** Name of the file with the trusted labels as they were read, in the folder of the stage that estimates the Gaussians. */
    private static final String COPY = "trusted.json";

    /**
     * Data with the trusted labels in place of the given ones.
     *
     * @param trusted whether the label of each training example in use is trusted (N)
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    record Labelled(TaskData data, boolean[] trusted) {}

    /**
     * The trusted labels as they were read first. Later stages, a resumed training and evaluations have the same ones, whatever becomes of the
     * file.
     *
     * @param labels labels by the keys of their examples
     */
    private record Copy(Map<String, String> labels) {}

    /**
     * Returns data with the trusted labels that the file has now.
     *
     * @param say takes a sentence on what was read
     */
    Labelled labelled(TaskData data, Consumer<String> say) throws IOException {
        return trusted.isEmpty()
                ? untouched(data)
                : labelled(data, trusted.get().classes(data, TRUSTED, say));
    }

    /** Writes the trusted labels into the folder of a stage, if there are any. */
    void write(Labelled labelled, Path folder) throws IOException {
        if (trusted.isPresent()) {
            TaskData data = labelled.data();
            Map<String, String> labels = new LinkedHashMap<>();
            for (int i = 0; i < labelled.trusted().length; i++) {
                if (labelled.trusted()[i]) {
                    labels.put(data.train().key(data.trainExamples()[i]), LabelText.of(data.trainLabels(), i));
                }
            }
            AtomicFiles.write(folder.resolve(COPY), Json.page(new Copy(labels)));
        }
    }

    /** Returns data with the trusted labels that {@link #write} left in a folder. */
    Labelled kept(TaskData data, Path folder) throws IOException {
        if (trusted.isEmpty()) {
            return untouched(data);
        }
        Map<String, String> labels = Json.read(folder.resolve(COPY), Copy.class).labels();
        List<String> names = data.trainLabels().classNames();
        return labelled(
                data,
                Arrays.stream(data.trainExamples())
                        .mapToObj(example -> labels.get(data.train().key(example)))
                        .mapToInt(label -> label == null ? GivenNames.NONE : names.indexOf(label))
                        .toArray());
    }

    private static Labelled untouched(TaskData data) {
        return new Labelled(data, new boolean[GivenClasses.of(data).size()]);
    }

    private static Labelled labelled(TaskData data, int[] known) {
        int[] classes = GivenClasses.of(data).classes().clone();
        boolean[] sure = new boolean[classes.length];
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
