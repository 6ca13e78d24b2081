package io.winnow.trainer.modality.image;

import io.winnow.datasets.image.ImageCopies;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.RelabelledImages;
import io.winnow.datasets.image.SelectedImages;
import io.winnow.datasets.label.LabelText;
import io.winnow.datasets.label.TrueLabelSets;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.SameClasses;
import io.winnow.trainer.modality.UnlabelledExamples;
import io.winnow.trainer.run.ReadFailure;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The training, validation and test images with the labels that they are trained and judged by, which are their own unless the configuration
 * says otherwise. A class has the same number in all of them.
 *
 * @param train all training images, with their given labels
 * @param test the test images
 * @param validation the validation images; empty if there are none
 * @param examples indices of the training images in use, ascending
 * @param idle indices of those that are read but not in use, ascending
 * @param heldOut whether the test images are held-out training images
 * @param unlabelled the training images without a label
 * @param truth true labels of the examples in use, if they are known and each has one class
 * @param truthSets true label sets of the examples in use, if missing labels were simulated
 * @param notes notes for the user on how the images and their labels were read, one sentence each
 * @param addedClasses what a message says of classes that have been added since an earlier training
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record LabelledSplits(
        ImageDataset train,
        ImageDataset test,
        Optional<ImageDataset> validation,
        int[] examples,
        int[] idle,
        boolean heldOut,
        UnlabelledExamples unlabelled,
        Optional<TrueLabels> truth,
        Optional<TrueLabelSets> truthSets,
        List<String> notes,
        Optional<String> addedClasses) {
    /**
     * Gives images the labels that the configuration specifies.
     *
     * @param trained what an earlier training fixed; its classes keep their numbers, even if the data have other classes now
     * @throws UserException if the test or validation images have classes that the training images lack
     */
    static LabelledSplits of(ImageDataConfig config, Splits splits, Optional<Inputs> trained) throws IOException {
        Simulation given = config.labels().isPresent()
                ? Simulation.of(
                        splits.train(),
                        splits.examples(),
                        splits.validation(),
                        config.labels().get(),
                        splits.test(),
                        splits.held(),
                        LabelledByFile.Folders.of(config.trainAt(), config.testAt()),
                        config.holdoutKeys().isPresent())
                : ownLabels(splits);
        int[] read = Stream.of(splits.examples(), splits.held(), splits.validation())
                .flatMapToInt(Arrays::stream)
                .sorted()
                .toArray();
        SameClasses.Again again = SameClasses.again(
                given.images().labels(),
                given.images().name(),
                "images",
                trained.map(Inputs::classes).orElse(List.of()),
                "the training of this run");
        ImageDataset train = again.labels() == given.images().labels()
                ? given.images()
                : new RelabelledImages(given.images(), again.labels());
        int[] rows = IntStream.range(0, given.examples().length)
                .filter(row -> again.added().isEmpty() || again.labels().known(given.examples()[row]))
                .toArray();
        int[] used = Arrays.stream(rows).map(row -> given.examples()[row]).toArray();
        List<String> names = train.labels().classNames();
        ImageDataset test = sameClasses(given.test(), names, train.name());
        Optional<ImageDataset> validation = given.validation().length == 0
                ? Optional.empty()
                : Optional.of(
                        sameClasses(new SelectedImages(given.validated(), given.validation()), names, train.name()));
        List<String> notes = new ArrayList<>(splits.notes());
        notes.addAll(given.notes());
        return new LabelledSplits(
                train,
                test,
                validation,
                used,
                Holdout.without(read, used),
                splits.held().length > 0,
                given.unlabelled(),
                given.truth().map(each -> again.truth(each.select(rows))),
                given.truthSets().map(each -> again.truth(each.select(rows))),
                notes,
                again.added());
    }

    private static Simulation ownLabels(Splits splits) {
        return new Simulation(
                splits.train(),
                splits.examples(),
                UnlabelledExamples.NONE,
                Optional.empty(),
                Optional.empty(),
                splits.test(),
                splits.train(),
                splits.validation(),
                List.of());
    }

    private static ImageDataset sameClasses(ImageDataset images, List<String> names, String owner) {
        return SameClasses.of(images, "images", names, owner)
                .<ImageDataset>map(labels -> new RelabelledImages(images, labels))
                .orElse(images);
    }

    /**
     * Returns the same images with only some of the training examples in use.
     *
     * @param rows positions of these examples among the training examples in use, ascending
     */
    LabelledSplits select(int[] rows) {
        return using(
                Arrays.stream(rows).map(row -> examples[row]).toArray(),
                unlabelled,
                truth.map(each -> each.select(rows)),
                truthSets.map(each -> each.select(rows)));
    }

    /**
     * Returns the same images with other training examples in use, of which none counts as unlabelled.
     *
     * @param others indices of these examples, ascending
     * @param theirTruth their true labels, if they are known
     */
    LabelledSplits using(int[] others, Optional<TrueLabels> theirTruth) {
        return using(others, UnlabelledExamples.NONE, theirTruth, Optional.empty());
    }

    private LabelledSplits using(
            int[] used,
            UnlabelledExamples without,
            Optional<TrueLabels> theirTruth,
            Optional<TrueLabelSets> theirTruthSets) {
        return new LabelledSplits(
                train, test, validation, used, idle, heldOut, without, theirTruth, theirTruthSets, notes, addedClasses);
    }

    /** Returns the labels of the training images that are read but not in use, as {@link ImageData#idleLabels} describes them. */
    Map<Integer, String> idleLabels() {
        Map<String, String> held = new HashMap<>();
        if (heldOut) {
            addLabels(held, test);
        }
        validation.ifPresent(images -> addLabels(held, images));
        Map<Integer, String> labels = new LinkedHashMap<>();
        for (int example : idle) {
            labels.put(example, held.getOrDefault(train.key(example), ""));
        }
        return labels;
    }

    private static void addLabels(Map<String, String> byKey, ImageDataset images) {
        for (int i = 0; i < images.size(); i++) {
            byKey.put(images.key(i), LabelText.of(images.labels(), i));
        }
    }

    /** Returns how many test images have exactly the content of training images in use. */
    int copiedTests() {
        return copiedTests(examples);
    }

    /** Says how many test images are copies of training images, with or without a label. */
    Optional<String> copyNote() {
        int copies = copiedTests(unlabelled.and(UnlabelledExamples.of(examples)).examples());
        return copies == 0
                ? Optional.empty()
                : Optional.of(copies + " of the " + test.size() + " test images" + (copies == 1 ? " has" : " have")
                        + " the same content as training" + " images, which makes results look better than they are.");
    }

    private int copiedTests(int[] among) {
        try {
            return ImageCopies.count(test, train, among);
        } catch (IOException e) {
            throw ReadFailure.of(e);
        }
    }
}
