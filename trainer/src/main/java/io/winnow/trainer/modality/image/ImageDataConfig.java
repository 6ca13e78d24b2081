package io.winnow.trainer.modality.image;

import io.winnow.datasets.DataException;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataPaths;
import io.winnow.trainer.modality.Fixed;
import io.winnow.trainer.modality.GivenLabels;
import io.winnow.trainer.modality.KeptKeys;
import io.winnow.trainer.modality.LabelSimulation;
import io.winnow.trainer.modality.TaskData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The training and test images of an experiment, and how they are read. */
@Kind("images")
@Doc("The training and test images of an experiment, and how they are read.")
public record ImageDataConfig(
        @Doc("Name of a data set of the catalog. `winnow data list` shows them.")
        Optional<String> name,

        @Doc(
                "Training images, instead of name: a folder with one subfolder per class, a flat folder of images, whose labels"
                        + " may come from labels.file, or WebDataset shards such as train-{000..099}.tar.")
        Optional<Path> train,

        @Doc(
                "Test images that belong to train. Without this key, a part of the training images is held out for testing.")
        Optional<Path> test,

        @Doc(
                "Fraction of the training images of each class folder (of a flat folder: of all images) that is held out for testing"
                        + " if test is not set, between 0 and 1.")
        @Default("0.2")
        double holdout,

        @Doc(
                "Regular expression for keys of images: the images whose whole key matches are held out for testing if test is not set,"
                        + " instead of a fraction. Classes may be held out with all of their images, for methods whose vectors are"
                        + " judged by search.")
        Optional<String> holdoutKeys,

        @Doc(
                "Fraction of the training images of each class (if they have no classes: of all images) that is not trained on but"
                        + " used for validation, between 0 and 1. Their labels are those of the data, without simulated noise. By default, there is"
                        + " no validation.")
        Optional<Double> validation,

        @Doc("Number of channels to which the images of train and test are decoded: 1 for grey, 3 for colour.")
        @Default("3")
        int channels,

        @Doc(
                "Side length in pixels: images are cropped to squares and scaled to this size. Defaults to the size of the images, which"
                        + " must then be the same for all.")
        Optional<Integer> imageSize,

        @Doc("How photographs are read that are much larger than image_size. By default, as other images.")
        Optional<PhotographsConfig> photographs,

        @Doc(
                "Largest number of training images to use. They are chosen at regular intervals. By default, all are used.")
        Optional<Integer> limit,

        @Doc(
                "File with the keys of the training images to use, one per line, such as kept.txt of `winnow data filter`. Images that are"
                        + " held out for testing or validation are drawn before and stay as they are. By default, all are used.")
        Optional<Path> keys,

        @Doc("Options for training with other labels than those of the data set.")
        Optional<GivenLabels> labels,

        @Doc(
                "Number of WebDataset shards that are read at once. An epoch visits the shards in random order, reads each from beginning"
                        + " to end, and shuffles examples among the shards that are read at once. By default, all examples are shuffled,"
                        + " which needs a fast local disk.")
        Optional<Integer> shardsAtOnce,

        @Doc(
                "Largest number of damaged images that are skipped and counted; one more is an error. If it is above 0, the intact images"
                        + " of a truncated shard are used, with a warning.")
        @Default("0")
        int maxCorrupt,

        @Doc(
                "Background colour behind transparent pixels of the images of train and test: white, black or \"#rrggbb\".")
        @Default("white")
        String background)
        implements ImagesConfig {
    public ImageDataConfig {
        if (name.isPresent() == train.isPresent() || (test.isPresent() && train.isEmpty())) {
            throw new IllegalArgumentException("must have either name, or train and optionally test");
        }
        new Checks()
                .oneOf("name", name.orElse(Catalog.imageSets().get(0)), Catalog.imageSets())
                .that(channels == 1 || channels == 3, "channels", "must be 1 or 3, found " + channels)
                .that(holdout > 0 && holdout < 1, "holdout", "must be above 0 and below 1, found " + holdout)
                .that(
                        holdoutKeys.isEmpty() || (train.isPresent() && test.isEmpty()),
                        "holdout_keys",
                        "needs the key train and no test, since it chooses the test images among those of train")
                .that(
                        holdoutKeys.flatMap(ImageDataConfig::faultOf).isEmpty(),
                        "holdout_keys",
                        "must be a regular expression, such as \"site-3/.*\", found '" + holdoutKeys.orElse("") + "': "
                                + holdoutKeys.flatMap(ImageDataConfig::faultOf).orElse(""))
                .that(
                        validation.map(share -> share > 0 && share < 1).orElse(true),
                        "validation",
                        "must be above 0 and below 1, found " + validation.orElse(0.0))
                .atLeast("image_size", imageSize.orElse(1), 1)
                .atLeast(
                        "photographs.crop_from",
                        PhotographsConfig.cropFrom(photographs, imageSize),
                        imageSize.orElse(1))
                .atLeast("limit", limit.orElse(1), 1)
                .that(limit.isEmpty() || keys.isEmpty(), "limit", KeptKeys.NO_LIMIT)
                .atLeast("shards_at_once", shardsAtOnce.orElse(1), 1)
                .notNegative("max_corrupt", maxCorrupt)
                .that(
                        itemTail(labels) == 1 || Catalog.sceneSets().contains(name.orElse("")),
                        "labels.simulate.items",
                        "needs scenes that the catalog composes of items, found " + name.orElse("images of your own")
                                + "; set name to one of " + String.join(", ", Catalog.sceneSets())
                                + ", or leave it out")
                .that(isColor(background), "background", "must be white, black or \"#rrggbb\", found " + background)
                .done();
    }

    @Override
    public String unit() {
        return "images";
    }

    @Override
    public TaskData open(Catalog catalog, Fixed fixed, Optional<? extends Dataset<?>> otherTest) throws IOException {
        return KeptKeys.select(ImageData.open(this, catalog, fixed, otherTest.map(ImageDataset.class::cast)), keys);
    }

    @Override
    public Map<String, Path> paths() {
        Map<String, Path> paths = new LinkedHashMap<>();
        trainAt().ifPresent(path -> paths.put("train", path));
        testAt().ifPresent(path -> paths.put("test", path));
        return paths;
    }

    @Override
    public ImageDataConfig strict() {
        return new ImageDataConfig(
                name,
                train,
                test,
                holdout,
                holdoutKeys,
                validation,
                channels,
                imageSize,
                photographs,
                limit,
                keys,
                labels,
                shardsAtOnce,
                0,
                background);
    }

    /** Returns the configured options for decoding the images of train and test. */
    @Override
    public DecodeOptions decoding() {
        return decoding(channels, background);
    }

    /** Returns options for decoding to a number of channels, on a background that {@link #isColor}. */
    static DecodeOptions decoding(int channels, String background) {
        try {
            return DecodeOptions.of(channels).withBackground(DecodeOptions.color(background));
        } catch (DataException e) {
            throw new IllegalStateException("the constructor has checked the colour", e);
        }
    }

    /** Returns how much likelier an item of a training scene is of the first class than of the last, see {@link Catalog#images}. */
    double itemTail() {
        return itemTail(labels);
    }

    private static double itemTail(Optional<GivenLabels> labels) {
        return labels.flatMap(GivenLabels::simulate)
                .flatMap(LabelSimulation::items)
                .map(LabelSimulation.SceneItems::longTail)
                .orElse(1.0);
    }

    /** Returns what is wrong with a regular expression; empty if nothing is. */
    private static Optional<String> faultOf(String pattern) {
        try {
            Pattern.compile(pattern);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of(e.getDescription());
        }
    }

    /** Returns the training images, which may lie in a folder of data sets; empty for a data set of the catalog. */
    Optional<Path> trainAt() {
        return train.map(DataPaths::find);
    }

    /** Returns the test images, like {@link #trainAt}. */
    Optional<Path> testAt() {
        return test.map(DataPaths::find);
    }

    /** Returns whether a text is the name or the hexadecimal number of a colour. */
    static boolean isColor(String text) {
        try {
            return DecodeOptions.color(text) >= 0;
        } catch (DataException e) {
            return false;
        }
    }
}
