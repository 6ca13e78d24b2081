package io.winnow.trainer.modality.image;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.image.ConvertedImages;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSource;
import io.winnow.datasets.image.SelectedImages;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.random.EvenSpacing;
import io.winnow.trainer.modality.DataPaths;
import io.winnow.trainer.modality.GivenLabels;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The training and test images as they are read, with the labels that they have of their own.
 *
 * @param examples indices of the training images in use, ascending
 * @param held indices of those training images that are the test images, ascending; empty unless they are held out
 * @param validation indices of those training images that are the validation images, ascending; empty if there are none
 * @param notes notes for the user on how the images were read, one sentence each
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record Splits(ImageDataset train, int[] examples, ImageDataset test, int[] held, int[] validation, List<String> notes)
        implements AutoCloseable {
    /**
     * Opens both.
     *
     * @param fixed decoding of the images; if empty, they are decoded as configured, with a white level that is measured on the training
     *     images
     * @param otherTest test images that replace the configured ones
     */
    static Splits open(
            ImageDataConfig config, Catalog catalog, Optional<DecodeOptions> fixed, Optional<ImageDataset> otherTest)
            throws IOException {
        int channels = fixed.map(DecodeOptions::channels).orElse(1);
        ImageDataset opened = open(config, config.trainAt(), Catalog.Split.TRAIN, fixed, catalog);
        ImageDataset train = ConvertedImages.greyAsColour(opened, channels);
        try {
            int[] limited = EvenSpacing.of(train.size(), config.limit().orElse(train.size()));
            List<String> notes = new ArrayList<>(notes(train));
            if (train != opened) {
                notes.add(train.name()
                        + ": the images are grey, but the encoder takes colour images. Red, green and blue are"
                        + " their grey channel.");
            }
            boolean holdsOut = config.train().isPresent() && config.test().isEmpty();
            int[] labelled = labelled(config, train, limited);
            int[] held = holdsOut ? held(config, train, labelled) : new int[0];
            int[] validation = validation(config, train, Holdout.without(labelled, held));
            int[] examples = Holdout.without(Holdout.without(limited, held), validation);
            if (otherTest.isPresent()) {
                notes.addAll(notes(otherTest.get()));
                return new Splits(train, examples, otherTest.get(), new int[0], validation, notes);
            }
            if (holdsOut) {
                boolean byKeys = config.holdoutKeys().isPresent();
                if (byKeys && (held.length == 0 || held.length == labelled.length)) {
                    throw new UserException(
                            "data.holdout_keys '" + config.holdoutKeys().get() + "' matches "
                                    + (held.length == 0 ? "none" : "all") + " of the keys of the " + labelled.length
                                    + " images of " + train.name() + ", such as '" + train.key(limited[0])
                                    + "'. Write a pattern of the whole keys of the images for testing, which leaves others for"
                                    + " the training.");
                }
                if (held.length == 0) {
                    throw new UserException("data.test is not set, and data.holdout " + config.holdout() + " of the "
                            + limited.length + " images of " + train.name()
                            + " is not one image of any class. Set data.test, or a larger data.holdout.");
                }
                notes.add(String.format(
                        Locale.ROOT,
                        "data.test is not set, so %d of the %d images of %s are held out as test images.",
                        held.length,
                        limited.length,
                        train.name()));
                return new Splits(train, examples, new SelectedImages(train, held), held, validation, notes);
            }
            // The test images are decoded as the training images are, with the white level that was measured on those.
            DecodeOptions decoding = train.decoding().orElse(config.decoding());
            ImageDataset test = ConvertedImages.greyAsColour(
                    open(config, config.testAt(), Catalog.Split.TEST, Optional.of(decoding), catalog), channels);
            notes.addAll(notes(test));
            return new Splits(train, examples, test, held, validation, notes);
        } catch (IOException | RuntimeException e) {
            try (train) {
                if (otherTest.isPresent()) {
                    otherTest.get().close();
                }
            }
            throw e;
        }
    }

    private static int[] held(ImageDataConfig config, ImageDataset train, int[] examples) {
        return config.holdoutKeys()
                .map(Pattern::compile)
                .map(keys -> Arrays.stream(examples)
                        .filter(example -> keys.matcher(train.key(example)).matches())
                        .toArray())
                .orElseGet(() -> Holdout.of(train, examples, config.holdout()));
    }

    /** Returns those examples that are not of the class that stands for no label, of which none is held out. */
    private static int[] labelled(ImageDataConfig config, ImageDataset train, int[] examples) {
        Optional<String> none = config.labels().flatMap(GivenLabels::unlabelledClass);
        if (none.isEmpty() || !(train.labels() instanceof ClassLabels own)) {
            return examples;
        }
        ClassLabels known = Simulation.withoutClass(own, none.get(), train.name());
        return Arrays.stream(examples).filter(known::known).toArray();
    }

    private static int[] validation(ImageDataConfig config, ImageDataset train, int[] examples) {
        if (config.validation().isEmpty()) {
            return new int[0];
        }
        int[] chosen = Holdout.of(train, examples, config.validation().get());
        if (chosen.length == 0) {
            throw new UserException("data.validation " + config.validation().get() + " of the " + examples.length
                    + " training images of " + train.name()
                    + " is not one image of any class. Set a larger data.validation, or leave it out.");
        }
        return chosen;
    }

    private static ImageDataset open(
            ImageDataConfig config,
            Optional<Path> path,
            Catalog.Split split,
            Optional<DecodeOptions> fixed,
            Catalog catalog)
            throws IOException {
        if (path.isEmpty()) {
            return catalog.images(
                    config.name().orElseThrow(), split, split == Catalog.Split.TRAIN ? config.itemTail() : 1);
        }
        Path there = InputPaths.isPattern(path.get()) ? path.get() : DataPaths.require(path.get());
        boolean cutShards = config.maxCorrupt() > 0;
        return fixed.isPresent()
                ? ImageSource.open(path.get().toString(), there, fixed.get(), cutShards)
                : ImageSource.openMeasured(path.get().toString(), there, config.decoding(), cutShards);
    }

    /** Returns notes on files that were not read. */
    private static List<String> notes(ImageDataset images) {
        ReadReport report = images.report();
        List<String> sentences = new ArrayList<>(report.warnings());
        if (report.count() > 0) {
            sentences.add(0, report.sentence());
        }
        return sentences.stream()
                .map(sentence -> images.name() + ": " + sentence)
                .toList();
    }

    /**
     * Ensures that all images have the same number of channels.
     *
     * @param ofEncoder number of channels that an encoder takes; empty if it is made for these images
     */
    void requireChannels(Optional<Integer> ofEncoder) {
        if (test.channels() != train.channels()) {
            throw new UserException("Training and test images must have the same number of channels: " + test.name()
                    + " has " + test.channels() + ", but " + train.name() + " has " + train.channels()
                    + ". Use other test images.");
        }
        int wanted = ofEncoder.orElse(train.channels());
        if (wanted != train.channels()) {
            throw new UserException("The encoder takes images of " + wanted + " channels, but those of " + train.name()
                    + " have " + train.channels()
                    + ". Save them as files in folders, which are decoded to the number of"
                    + " channels that data.channels says (`winnow data unpack` does it for data sets of the catalog).");
        }
    }

    @Override
    public void close() throws IOException {
        try (train) {
            test.close();
        }
    }
}
