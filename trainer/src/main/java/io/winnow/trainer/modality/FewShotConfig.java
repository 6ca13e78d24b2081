package io.winnow.trainer.modality;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.split.FewShot;
import io.winnow.datasets.split.Strata;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.run.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A few labelled training examples of each class, which are drawn at random (text-common.md, section 2). */
@Doc(
        "A few labelled training examples of each class. Validation and test examples are chosen before and stay as they are.")
public record FewShotConfig(
        @Doc("Number of labelled training examples of each class, at least 1. If an example may have several "
                + "classes, examples are drawn for the rarest class first and for the most frequent one last, until "
                + "each class has this many; an example counts for all its classes. A class that has fewer examples "
                + "keeps all of them.")
        int perClass,

        @Doc("Seed of the draw, which depends on the keys of the examples and not on their order.") @Default("0")
        long seed,

        @Doc(
                "What becomes of the other training examples. left_out: they are not used. unlabelled: they count as examples without a label,"
                        + " from which methods such as semi learn; their labels are used for evaluation only.")
        @Default("left_out")
        Rest rest) {
    /** What becomes of the examples that were not drawn. */
    public enum Rest {
        /** They are not used. */
        LEFT_OUT,
        /** They count as examples without a label. */
        UNLABELLED
    }

    public FewShotConfig {
        new Checks()
                .that(
                        perClass > 0,
                        "per_class",
                        "must be at least 1, found " + perClass
                                + "; without any examples, the names of classes are enough for `winnow classify`")
                .that(seed >= 0, "seed", "must not be negative, found " + seed)
                .done();
    }

    /**
     * Draws the examples.
     *
     * @param keys keys of the training examples (N)
     * @param labels their given labels (N)
     * @param unit noun in the plural for the examples
     */
    public Drawn draw(List<String> keys, Strata labels, String unit) {
        if (labels.names().isEmpty()) {
            throw new UserException(
                    "few_shot draws " + unit + " of each class, but these labels do not name classes. Leave it out.");
        }
        FewShot drawn;
        try {
            drawn = FewShot.draw(keys, labels, perClass, seed);
        } catch (DataException e) {
            throw new UserException("few_shot cannot draw " + unit + ". " + e.getMessage(), e);
        }
        long fewer = IntStream.range(0, drawn.counts().length)
                .filter(k -> drawn.available()[k] > 0 && drawn.counts()[k] < perClass)
                .count();
        return new Drawn(
                drawn.items(),
                "Of the " + keys.size() + " training " + unit + ", " + drawn.items().length
                        + (rest == Rest.UNLABELLED ? " keep their label: " : " are used: ") + perClass
                        + " of each class, as few_shot says"
                        + (fewer == 0
                                ? "."
                                : "; " + Plural.of(fewer, "class has", "classes have") + " fewer examples."));
    }

    /**
     * Returns the examples whose label is withheld.
     *
     * @param examples the examples from which some were drawn, ascending
     * @param drawn these, ascending
     * @param truth labels of all examples, by which pseudo-labels are judged if they have one class each
     */
    public UnlabelledExamples withheld(int[] examples, int[] drawn, Labels truth) {
        if (rest == Rest.LEFT_OUT) {
            return UnlabelledExamples.NONE;
        }
        int[] others = Arrays.stream(examples)
                .filter(example -> Arrays.binarySearch(drawn, example) < 0)
                .toArray();
        return truth instanceof ClassLabels own
                ? new UnlabelledExamples(
                        others, Arrays.stream(others).map(i -> own.classes()[i]).toArray())
                : UnlabelledExamples.of(others);
    }

    /**
     * The draw.
     *
     * @param rows positions of the examples, ascending
     * @param note says for the user how many there are
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    public record Drawn(int[] rows, String note) {}
}
