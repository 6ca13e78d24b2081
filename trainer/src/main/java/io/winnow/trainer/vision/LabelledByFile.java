package io.winnow.trainer.vision;

import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.RelabelledImages;
import io.winnow.datasets.image.SelectedImages;
import io.winnow.datasets.label.ClassNames;
import io.winnow.datasets.label.Examples;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.LabelFile;
import io.winnow.datasets.label.LabelFileException;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the files of {@link GivenLabels} say of the images.
 *
 * @param classNames the data set's own where they are the true ones, and otherwise those of the file
 * @param classes (training images) given classes, or {@link GivenNames#NONE}
 * @param examples of those in use, the ones that have a label, ascending
 * @param own whether the data set's own labels are the true ones
 * @param test the test images under the labels that they have by now; those that a file leaves without one are left out
 * @param notes what a person should know, a sentence each
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record LabelledByFile(
        List<String> classNames, int[] classes, int[] examples, boolean own, ImageDataset test, List<String> notes) {
    private static final int SHOWN = 5;
    /** With fewer examples, a class for each may be meant. */
    private static final int MANY = 20;

    /**
     * Reads the files.
     *
     * @param examples training examples in use
     * @param folders where the files of training and test images lie, where they have any
     */
    static LabelledByFile read(GivenLabels rule, ImageDataset train, int[] examples, ImageDataset test, Folders folders)
            throws IOException {
        List<String> notes = new ArrayList<>();
        Examples ofTrain = examples(train, folders.train());
        Examples ofTest = examples(test, folders.test());
        boolean apart = rule.testFile().isPresent();
        LabelFile file =
                open("file", rule.file().orElseThrow(), rule, ofTrain, apart ? Optional.empty() : Optional.of(ofTest));
        boolean own = own(rule, train, file);
        List<String> classNames =
                own ? train.labels().classNames() : file.train().classNames();
        notes.add(file.summary());
        int[] classes = classes(file.train(), classNames, "file");
        int[] used = labelled(file.path(), file.train(), classes, examples, ofTrain, rule.partial(), notes);
        requireClasses(file, classNames, used.length, own);
        say(file, classNames, train, own, notes);

        GivenNames forTest = file.test();
        Path testFile = file.path();
        if (apart) {
            LabelFile second = open("test_file", rule.testFile().get(), rule, ofTest, Optional.empty());
            notes.add(second.summary());
            forTest = second.train();
            testFile = second.path();
        } else if (own && forTest.count() > 0) {
            notes.add(
                    forTest.count() + " records of " + file.path() + " are of test images, whose own labels are used.");
            return new LabelledByFile(classNames, classes, used, own, test, notes);
        }
        if (forTest.count() == 0) {
            return new LabelledByFile(classNames, classes, used, own, test, notes);
        }
        int[] testClasses = classes(forTest, classNames, apart ? "test_file" : "file");
        int[] all = ImageData.all(test);
        int[] judged = labelled(testFile, forTest, testClasses, all, ofTest, rule.partial(), notes);
        int[] filled = Arrays.stream(testClasses).map(each -> Math.max(each, 0)).toArray();
        ImageDataset relabelled = new RelabelledImages(test, new Labels.Single(filled, classNames));
        return new LabelledByFile(
                classNames,
                classes,
                used,
                own,
                judged.length == all.length ? relabelled : new SelectedImages(relabelled, judged),
                notes);
    }

    /** Folders in which the files of the splits lie. */
    record Folders(Optional<Path> train, Optional<Path> test) {
        /** Those of configured paths, which may be folders or shards. */
        static Folders of(Optional<Path> train, Optional<Path> test) {
            return new Folders(train.map(Folders::folder), test.map(Folders::folder));
        }

        private static Path folder(Path path) {
            Path absolute = path.toAbsolutePath();
            return Files.isDirectory(path) || absolute.getParent() == null ? absolute : absolute.getParent();
        }
    }

    private static Examples examples(ImageDataset images, Optional<Path> folder) {
        return new Examples(images.name(), folder, images.size(), images::key);
    }

    private static LabelFile open(String key, Path file, GivenLabels rule, Examples own, Optional<Examples> others)
            throws IOException {
        try {
            return LabelFile.read(file, rule.reading(), own, others, rule.partial());
        } catch (LabelFileException e) {
            throw new UserException("data.labels." + key + ": " + e.getMessage());
        }
    }

    private static boolean own(GivenLabels rule, ImageDataset train, LabelFile file) {
        boolean single = train.labels() instanceof Labels.Single;
        if (rule.truth().equals(Optional.of(GivenLabels.Truth.OWN)) && !single) {
            throw new UserException(
                    "data.labels.truth is own, and " + train.name()
                            + " has not one label of its own for each image. Leave truth out, and the classes come from the file.");
        }
        return rule.truth()
                .map(truth -> truth == GivenLabels.Truth.OWN)
                .orElseGet(() -> single && file.train().anyOf(train.labels().classNames()));
    }

    private static int[] classes(GivenNames names, List<String> classNames, String key) {
        try {
            return names.classes(classNames);
        } catch (LabelFileException e) {
            throw new UserException("data.labels." + key + ": " + e.getMessage()
                    + " If the folders of the images are not their classes, set data.labels.truth: none.");
        }
    }

    /** The examples that have a label, of some. */
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
                    + " images of " + all.name() + ", such as " + shown(missing, all)
                    + ". Add them, or set data.labels.partial: true, which leaves these images out.");
        }
        int[] gaps = Arrays.stream(examples)
                .filter(each -> names.has(each) && classes[each] == GivenNames.NONE)
                .toArray();
        int[] used = Arrays.stream(examples)
                .filter(each -> classes[each] != GivenNames.NONE)
                .toArray();
        if (used.length == 0) {
            throw new UserException(file + " has a label for none of the images of " + all.name() + " in use: "
                    + gaps.length + " are empty or a gap such as NA, and " + missing.length + " are not there.");
        }
        if (gaps.length > 0) {
            notes.add(gaps.length + " images of " + all.name() + " have an empty label in " + file
                    + ", or one such as NA, and are left out (" + shown(gaps, all) + ").");
        }
        if (missing.length > 0) {
            notes.add(missing.length + " images of " + all.name() + " have no record in " + file + " and are left out ("
                    + shown(missing, all) + ").");
        }
        return used;
    }

    private static String shown(int[] examples, Examples all) {
        return Arrays.stream(examples).limit(SHOWN).mapToObj(all.key()).collect(Collectors.joining(", "))
                + (examples.length > SHOWN ? ", .." : "");
    }

    private static void requireClasses(LabelFile file, List<String> classNames, int examples, boolean own) {
        if (!own && classNames.size() < 2) {
            throw new UserException("data.labels.file: " + file.path() + " has the class "
                    + ClassNames.shown(classNames) + " alone; at least two are needed. Is label_column the right one?");
        }
        if (!own && examples > MANY && classNames.size() == examples) {
            throw new UserException("data.labels.file: " + file.path() + " has another label for each of the "
                    + examples + " images (" + ClassNames.shown(classNames)
                    + "), so these are no classes. Is label_column the right one?");
        }
    }

    private static void say(
            LabelFile file, List<String> classNames, ImageDataset train, boolean own, List<String> notes) {
        int reals = file.train().reals(classNames);
        if (reals > 0) {
            notes.add(reals + " labels of " + file.path() + " are whole numbers written as reals, such as 1.0, and were"
                    + " read as 1.");
        }
        if (own && file.train().areNumbers(classNames)) {
            notes.add("Labels of " + file.path() + " are numbers of the classes of " + train.name() + ": "
                    + IntStream.range(0, Math.min(SHOWN, classNames.size()))
                            .mapToObj(k -> k + " is " + classNames.get(k))
                            .collect(Collectors.joining(", "))
                    + (classNames.size() > SHOWN ? ", .." : "") + ".");
        }
        if (!own) {
            notes.add("The " + classNames.size() + " classes are those of " + file.path() + " ("
                    + ClassNames.shown(classNames) + "). There are no true labels to compare them with"
                    + (train.labels() instanceof Labels.None
                            ? "."
                            : "; the labels that " + train.name() + " has of its own ("
                                    + ClassNames.shown(train.labels().classNames()) + ") are not looked at."));
        }
    }
}
