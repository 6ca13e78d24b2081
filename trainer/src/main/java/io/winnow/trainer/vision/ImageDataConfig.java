package io.winnow.trainer.vision;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.util.Optional;

/** Which images, and how they are read. */
@Doc("Which images, and how they are read.")
public record ImageDataConfig(
        @Doc("A data set of the catalog; `winnow data list` shows them.")
        String name,

        @Doc("Side in pixels to which images are cropped and scaled; by default the data set's own.")
        Optional<Integer> side,

        @Doc("Uses so many of the training images, evenly spaced.")
        Optional<Integer> limit,

        @Doc("So many damaged images are skipped and counted; one more is an error.") @Default("0")
        int maxCorrupt) {
    public ImageDataConfig {
        new Checks()
                .atLeast("side", side.orElse(1), 1)
                .atLeast("limit", limit.orElse(1), 1)
                .notNegative("max_corrupt", maxCorrupt)
                .done();
    }
}
