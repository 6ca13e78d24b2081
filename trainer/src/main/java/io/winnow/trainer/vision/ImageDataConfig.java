package io.winnow.trainer.vision;

import io.winnow.datasets.DataException;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Located;
import java.nio.file.Path;
import java.util.Optional;

/** Which images, and how they are read. */
@Doc("Which images, and how they are read.")
public record ImageDataConfig(
        @Doc("A data set of the catalog; `winnow data list` shows them.")
        Optional<String> name,

        @Doc("Instead of name: the training images, a folder with a folder for each class, or WebDataset shards"
                + " (train-{000..099}.tar).")
        Optional<Path> train,

        @Doc("Beside train: the test images. Without it a share of the training images is held out as test images.")
        Optional<Path> test,

        @Doc("Where test is left out: the share of the training images of each class that is held out as test images.")
        @Default("0.2")
        double holdout,

        @Doc("Of images from train and test: 1 grey, 3 colour.") @Default("3")
        int channels,

        @Doc("Side in pixels to which images are cropped and scaled; by default the data set's own.")
        Optional<Integer> side,

        @Doc("Uses so many of the training images, evenly spaced.")
        Optional<Integer> limit,

        @Doc("The labels that the training images are given, where they are not the data set's own.")
        Optional<GivenLabels> labels,

        @Doc(
                "Of WebDataset shards, so many at a time: an epoch goes through them in random order and mixes the examples of so many, which"
                        + " are read ahead from end to end; by default all examples are mixed, which takes a fast local disk.")
        Optional<Integer> shardsAtOnce,

        @Doc(
                "So many damaged images are skipped and counted; one more is an error. Above 0, of a shard that is cut short the whole"
                        + " images are taken, with a warning.")
        @Default("0")
        int maxCorrupt,

        @Doc("Colour that shows through transparent pixels of images from train and test: white, black or \"#rrggbb\".")
        @Default("white")
        String background) {
    public ImageDataConfig {
        if (name.isPresent() == train.isPresent() || (test.isPresent() && train.isEmpty())) {
            throw new IllegalArgumentException("must have either name, or train and, if there is one, test");
        }
        new Checks()
                .oneOf("name", name.orElse(Catalog.imageSets().get(0)), Catalog.imageSets())
                .that(channels == 1 || channels == 3, "channels", "must be 1 or 3, found " + channels)
                .that(holdout > 0 && holdout < 1, "holdout", "must be above 0 and below 1, found " + holdout)
                .atLeast("side", side.orElse(1), 1)
                .atLeast("limit", limit.orElse(1), 1)
                .atLeast("shards_at_once", shardsAtOnce.orElse(1), 1)
                .notNegative("max_corrupt", maxCorrupt)
                .that(isColor(background), "background", "must be white, black or \"#rrggbb\", found " + background)
                .done();
    }

    /**
     * The same seen from another working directory: a relative path that leads nowhere from here is taken from there.
     *
     * @param directory absolute
     */
    public ImageDataConfig from(Path directory) {
        return new ImageDataConfig(
                name,
                train.map(path -> Located.from(path, directory)),
                test.map(path -> Located.from(path, directory)),
                holdout,
                channels,
                side,
                limit,
                labels.map(given -> given.from(directory)),
                shardsAtOnce,
                maxCorrupt,
                background);
    }

    /** The same with no damaged image skipped, for work in which each row must be its own image's. */
    public ImageDataConfig strict() {
        return new ImageDataConfig(
                name, train, test, holdout, channels, side, limit, labels, shardsAtOnce, 0, background);
    }

    /** How images from train and test are decoded, as far as it is configured. */
    public DecodeOptions decoding() {
        try {
            return DecodeOptions.of(channels).withBackground(DecodeOptions.color(background));
        } catch (DataException e) {
            throw new IllegalStateException("the constructor has checked the colour", e);
        }
    }

    private static boolean isColor(String text) {
        try {
            return DecodeOptions.color(text) >= 0;
        } catch (DataException e) {
            return false;
        }
    }
}
