package io.winnow.trainer.modality.image;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.RelabelledImages;
import io.winnow.datasets.image.SelectedImages;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Examples;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.LabelFile;
import io.winnow.trainer.modality.DataPaths;
import io.winnow.trainer.modality.GivenLabels;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The labels of images according to the files of {@link GivenLabels}.
 *
 * @param classNames names of the classes: those of the data set if its own labels are the true ones, and otherwise those of the file
 * @param classes given class of each training image, or {@link GivenNames#NONE}
 * @param examples the training examples in use that have a label, ascending
 * @param own whether the data set's own labels are the true ones
 * @param test the test images with their labels; images that a file leaves without a label are left out
 * @param notes notes for the user, one sentence each
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record LabelledByFile(
        List<String> classNames, int[] classes, int[] examples, boolean own, ImageDataset test, List<String> notes) {
    /** With fewer examples than this, a separate class for each of them may be intended. */
    private static final int MIN_EXAMPLES_FOR_CLASSES = 20;

    /**
     * Reads the label files.
     *
     * @param examples training examples in use, ascending
     * @param held images of {@code train} that are held out and make up {@code test}; empty if there are separate test images
     * @param folders folders of the training and test images, against which paths in the label files are resolved
     */
    static LabelledByFile read(
            GivenLabels rule, ImageDataset train, int[] examples, ImageDataset test, int[] held, Folders folders)
            throws IOException {
        boolean apart = rule.testFile().isPresent();
        boolean heldOut = held.length > 0;
        Examples ofTrain = examples(train, train.name(), folders.train());
        Examples ofTest = heldOut
                ? examples(test, train.name() + " that are held out as test images", folders.train())
                : examples(test, test.name(), folders.test());
        LabelFile file = open(
                "file",
                rule.file().orElseThrow(),
                rule,
                ofTrain,
                apart || heldOut ? Optional.empty() : Optional.of(ofTest));
        boolean own = own(rule, train, file);
        List<String> classNames =
                own ? train.labels().classNames() : file.train().classNames();
        List<String> notes = new ArrayList<>(List.of(file.summary()));
        int[] classes = classes(file.train(), classNames, "file");
        int[] used = labelled(file.path(), file.train(), classes, examples, ofTrain, rule.partial(), notes);
        requireClasses(file, classNames, used.length, own);
        notes.addAll(LabelNotes.meaning(file.path(), file.train(), classNames, train, own));
        if (own && train.labels() instanceof ClassLabels labels) {
            notes.add(OwnLabelAgreement.of(labels, classes, used).require(file.path(), train.name()));
        }

        GivenNames forTest = heldOut ? file.train().select(held) : file.test();
        Path testFile = file.path();
        boolean keep = forTest.count() == 0 && !heldOut;
        if (apart) {
            LabelFile second = open("test_file", rule.testFile().get(), rule, ofTest, Optional.empty());
            notes.add(second.summary());
            forTest = second.train();
            testFile = second.path();
            keep = false;
        } else if (own) {
            LabelNotes.ignored(forTest.count(), file.path()).ifPresent(notes::add);
            keep = true;
        }
        if (keep) {
            return new LabelledByFile(classNames, classes, used, own, test, notes);
        }
        int[] testClasses = classes(forTest, classNames, apart ? "test_file" : "file");
        int[] all = TaskData.all(test);
        int[] judged = labelled(testFile, forTest, testClasses, all, ofTest, rule.partial(), notes);
        int[] filled = Arrays.stream(testClasses).map(each -> Math.max(each, 0)).toArray();
        ImageDataset relabelled = new RelabelledImages(test, new ClassLabels(filled, classNames));
        return new LabelledByFile(
                classNames,
                classes,
                used,
                own,
                judged.length == all.length ? relabelled : new SelectedImages(relabelled, judged),
                notes);
    }

    /** Folders of the training and test images; empty for data sets of the catalog. */
    record Folders(Optional<Path> train, Optional<Path> test) {
        /** Returns the folders for configured paths, which may be those of folders or of shards. */
        static Folders of(Optional<Path> train, Optional<Path> test) {
            return new Folders(train.map(Folders::folder), test.map(Folders::folder));
        }

        private static Path folder(Path path) {
            Path absolute = path.toAbsolutePath();
            return Files.isDirectory(path) || absolute.getParent() == null ? absolute : absolute.getParent();
        }
    }

    private static Examples examples(ImageDataset images, String name, Optional<Path> folder) {
        return new Examples(name, folder, images.size(), images::key);
    }

    private static LabelFile open(String key, Path file, GivenLabels rule, Examples own, Optional<Examples> others)
            throws IOException {
        try {
            return LabelFile.read(DataPaths.find(file), rule.reading(), own, others, rule.partial());
        } catch (DataException e) {
            throw new UserException("data.labels." + key + ": " + e.getMessage());
        }
    }

    private static boolean own(GivenLabels rule, ImageDataset train, LabelFile file) {
        boolean single = train.labels() instanceof ClassLabels;
        if (rule.truth().equals(Optional.of(GivenLabels.Truth.OWN)) && !single) {
            throw new UserException("data.labels.truth is own, but " + train.name()
                    + " does not have exactly one label of its own for each image. Leave truth out to take the classes from the"
                    + " file.");
        }
        return rule.truth()
                .map(truth -> truth == GivenLabels.Truth.OWN)
                .orElseGet(() -> single && file.train().anyOf(train.labels().classNames()));
    }

    private static int[] classes(GivenNames names, List<String> classNames, String key) {
        try {
            return names.classes(classNames);
        } catch (DataException e) {
            throw new UserException("data.labels." + key + ": " + e.getMessage()
                    + " If the folders of the images are not their classes, set data.labels.truth: none.");
        }
    }

    /** Returns those of some examples that have a label. Examples without one are an error or, if this is allowed, noted. */
    private static int[] labelled(
            Path file,
            GivenNames names,
            int[] classes,
            int[] examples,
            Examples all,
            boolean partial,
            List<String> notes) {
        int[] missing = Arrays.stream(examples).filter(each -> !names.has(each)).toArray();
        if (missing.length > 0 && !partial) {
            throw new UserException(file + " has no label for " + missing.length + " of the " + examples.length
                    + " images of " + all.name() + ", such as " + LabelNotes.shown(missing, all)
                    + ". Add their labels, or set data.labels.partial: true to leave these images out.");
        }
        int[] gaps = Arrays.stream(examples)
                .filter(each -> names.has(each) && classes[each] == GivenNames.NONE)
                .toArray();
        int[] used = Arrays.stream(examples)
                .filter(each -> classes[each] != GivenNames.NONE)
                .toArray();
        if (used.length == 0) {
            throw new UserException(
                    file + " has no label for any of the images of " + all.name() + " in use: "
                            + gaps.length + " labels are empty or a gap such as NA, and " + missing.length
                            + " images have no record. Check that the file belongs to these images, and data.labels.label_column.");
        }
        LabelNotes.gaps(gaps, all, file).ifPresent(notes::add);
        LabelNotes.withoutRecord(missing, all, file).ifPresent(notes::add);
        return used;
    }

    private static void requireClasses(LabelFile file, List<String> classNames, int examples, boolean own) {
        if (!own && classNames.size() < 2) {
            throw new UserException("data.labels.file: at least two classes are needed, but " + file.path()
                    + " has only the class " + Shown.of(classNames)
                    + ". Check that data.labels.label_column names the right column.");
        }
        if (!own && examples > MIN_EXAMPLES_FOR_CLASSES && classNames.size() == examples) {
            throw new UserException("data.labels.file: " + file.path() + " has a different label for each of the "
                    + examples + " images (" + Shown.of(classNames)
                    + "), so the labels are not classes. Check that data.labels.label_column names the right column.");
        }
    }
}
