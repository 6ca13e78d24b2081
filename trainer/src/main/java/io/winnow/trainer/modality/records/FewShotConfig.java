package io.winnow.trainer.modality.records;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.split.FewShot;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.run.UserException;
import java.util.List;
import java.util.stream.IntStream;

/** A few training examples of each class, which are drawn at random (text-common.md, section 2). */
@Doc("A few training examples of each class. Validation and test examples are chosen before and stay as they are.")
public record FewShotConfig(
        @Doc(
                "Number of training examples of each class, at least 1. If an example may have several classes, classes take"
                        + " their turn in rising order of frequency until each has this many, and an example counts for all its"
                        + " classes. A class with fewer examples has all of them.")
        int perClass,

        @Doc("Seed of the draw, which depends on the keys of the examples and not on their order.") @Default("0")
        long seed) {
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
    Drawn draw(List<String> keys, Labels labels, String unit) {
        FewShot drawn;
        try {
            drawn = FewShot.draw(keys, PartChoice.strata(labels), perClass, seed);
        } catch (DataException e) {
            throw new UserException("data.few_shot cannot draw " + unit + ". " + e.getMessage(), e);
        }
        long fewer = IntStream.range(0, drawn.counts().length)
                .filter(k -> drawn.available()[k] > 0 && drawn.counts()[k] < perClass)
                .count();
        return new Drawn(
                drawn.items(),
                "Of the " + keys.size() + " training " + unit + ", " + drawn.items().length + " are used: "
                        + perClass + " of each class, as data.few_shot says"
                        + (fewer == 0
                                ? "."
                                : "; " + Plural.of(fewer, "class has", "classes have") + " fewer examples."));
    }

    /**
     * The draw.
     *
     * @param rows positions of the examples, ascending
     * @param note says for the user how many there are
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    record Drawn(int[] rows, String note) {}
}
