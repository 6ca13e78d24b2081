package io.winnow.trainer.modality.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.trainer.modality.GivenLabels;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledSplitsTest {
    @TempDir
    Path folder;

    /** Each class in turn is removed from the test folder. The other classes must keep the numbers that they have in the training. */
    @Test
    void testImagesMayLackAnyClass() throws IOException {
        ImageDataConfig config = TestData.write(folder);
        Path test = config.test().orElseThrow();
        List<Path> classes;
        try (Stream<Path> folders = Files.list(test)) {
            classes = folders.sorted().toList();
        }
        for (Path lacking : classes) {
            Path away = folder.resolve("away");
            Files.move(lacking, away);
            try (ImageData data = TestData.open(config)) {
                ClassLabels labels = (ClassLabels) data.test().labels();
                assertThat(labels.classNames()).isEqualTo(data.train().labels().classNames());
                for (int i = 0; i < data.test().size(); i++) {
                    assertThat(data.test().key(i))
                            .startsWith(labels.classNames().get(labels.classes()[i]) + "/");
                }
                assertThat(data.notes())
                        .singleElement()
                        .asString()
                        .contains("include none of 1 of the " + classes.size() + " classes (" + lacking.getFileName()
                                + ")");
            }
            Files.move(away, lacking);
        }
    }

    /** macOS writes the names of folders with separate accents, and keyboards write letters with them. */
    @Test
    void classesThatLookTheSameAreToldApart() throws IOException {
        ImageDataConfig config = TestData.write(folder);
        Path train = config.train().orElseThrow().resolve("disc");
        Files.move(train, train.resolveSibling("M\u00FCll"));
        Path test = config.test().orElseThrow().resolve("disc");
        Files.move(test, test.resolveSibling("Mu\u0308ll"));
        assertThatThrownBy(() -> TestData.open(config))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("'Mu\u0308ll' looks like the class 'M\u00FCll' of")
                .hasMessageContaining(", but encodes letters differently in Unicode");
    }

    @Test
    void testClassesUnknownInTrainingAreAnError() throws IOException {
        ImageDataConfig config = TestData.write(folder);
        Path disc = config.test().orElseThrow().resolve("disc");
        Files.move(disc, disc.resolveSibling("Disc"));
        assertThatThrownBy(() -> TestData.open(config))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("has images of 1 class that")
                .hasMessageContaining("lacks: Disc.")
                .hasMessageContaining("'Disc' is perhaps the class 'disc' of");
        // An empty folder has no images of an unknown class.
        Files.move(disc.resolveSibling("Disc"), disc);
        Files.createDirectories(disc.resolveSibling("nothing"));
        TestData.open(config).close();
    }

    private static ImageDataConfig with(ImageDataConfig config, GivenLabels labels) {
        return new ImageDataConfig(
                config.name(),
                config.train(),
                config.test(),
                config.holdout(),
                Optional.empty(),
                Optional.empty(),
                config.channels(),
                config.imageSize(),
                config.photographs(),
                config.limit(),
                Optional.empty(),
                Optional.of(labels),
                config.shardsAtOnce(),
                config.maxCorrupt(),
                "white");
    }

    private static GivenLabels labels(Path file, Path testFile, boolean partial, GivenLabels.Truth truth) {
        GivenLabels plain = GivenLabels.of(file);
        return new GivenLabels(
                plain.file(),
                Optional.ofNullable(testFile),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                plain.gaps(),
                partial,
                Optional.ofNullable(truth),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1);
    }

    /** Moves the images of all class folders into the parent folder and returns lines of {@code PREFIX + file name, class}. */
    private static List<String> flatten(Path split, String prefix) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(split)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        List<String> lines = new ArrayList<>();
        for (Path file : files) {
            lines.add(prefix + file.getFileName() + "," + file.getParent().getFileName());
            Files.move(file, split.resolve(file.getFileName()));
        }
        try (Stream<Path> all = Files.list(split)) {
            for (Path folder : all.filter(Files::isDirectory).toList()) {
                Files.delete(folder);
            }
        }
        return lines;
    }

    private Path write(String name, List<String> lines) throws IOException {
        return Files.writeString(folder.resolve(name), "file_name,label\n" + String.join("\n", lines) + "\n");
    }

    private static void assertLabels(ImageDataset images, List<String> lines, String prefix) {
        ClassLabels labels = (ClassLabels) images.labels();
        for (int i = 0; i < images.size(); i++) {
            assertThat(lines)
                    .contains(prefix + images.key(i) + "," + labels.classNames().get(labels.classes()[i]));
        }
    }

    @Test
    void classesOfAFlatFolderComeFromTheLabelFile() throws IOException {
        ImageDataConfig flat = TestData.write(folder);
        List<String> train = flatten(flat.train().orElseThrow(), "");
        List<String> test = flatten(flat.test().orElseThrow(), "");
        assertThatThrownBy(() -> TestData.open(with(flat, labels(write("empty.csv", List.of()), null, false, null))))
                .hasMessageContaining("has no record");
        Path file = write("train.csv", train);
        try (ImageData data = TestData.open(with(flat, labels(file, null, false, null)))) {
            assertLabels(data.train(), train, "");
            assertThat(data.trueLabels()).isEmpty();
            assertThat(data.test().labels()).isInstanceOf(NoLabels.class);
            assertThat(data.notes().toString())
                    .contains("examples are named by the column file_name")
                    .contains("There are no true labels");
        }
        Path testFile = write("test.csv", test);
        try (ImageData data = TestData.open(with(flat, labels(file, testFile, false, null)))) {
            assertLabels(data.test(), test, "");
            assertThat(data.test().size()).isEqualTo(32);
        }
        List<String> both = new ArrayList<>();
        train.forEach(line -> both.add("train/" + line));
        test.forEach(line -> both.add("test/" + line));
        try (ImageData data = TestData.open(with(flat, labels(write("both.csv", both), null, false, null)))) {
            assertLabels(data.train(), both, "train/");
            assertLabels(data.test(), both, "test/");
        }
    }

    @Test
    void imagesWithoutALabelAreLeftOutAndCounted() throws IOException {
        ImageDataConfig flat = TestData.write(folder);
        List<String> train = flatten(flat.train().orElseThrow(), "");
        List<String> test = flatten(flat.test().orElseThrow(), "");
        train.replaceAll(line -> line.startsWith("7.") ? "7.png," : line.startsWith("8.") ? "8.png,NaN" : line);
        test.replaceAll(line -> line.startsWith("70.") ? "70.png,?" : line);
        Path file = write("train.csv", train);
        Path testFile = write("test.csv", test);
        try (ImageData data = TestData.open(with(flat, labels(file, testFile, false, null)))) {
            assertThat(data.trainExamples()).hasSize(62);
            for (int example : data.trainExamples()) {
                assertThat(data.train().key(example)).isNotIn("7.png", "8.png");
            }
            assertThat(data.test().size()).isEqualTo(31);
            assertLabels(data.test(), test, "");
            assertThat(data.notes().toString())
                    .contains("2 images of ")
                    .contains("is empty or a gap such as NA (7.png, 8.png)")
                    .contains("(70.png)");
        }
        Path some = write("some.csv", train.subList(0, 60));
        assertThatThrownBy(() -> TestData.open(with(flat, labels(some, testFile, false, null))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("has no label for 4 of the 64 images")
                .hasMessageContaining("partial: true");
        try (ImageData data = TestData.open(with(flat, labels(some, testFile, true, null)))) {
            assertThat(data.trainExamples().length).isLessThanOrEqualTo(60);
        }
    }

    /** The images are in one folder per day, and a file has their classes. */
    @Test
    void foldersDoNotHaveToBeClasses() throws IOException {
        ImageDataConfig config = TestData.write(folder);
        List<String> lines = new ArrayList<>();
        for (Path split : List.of(config.train().orElseThrow(), config.test().orElseThrow())) {
            List<String> flat = flatten(split, "");
            for (int i = 0; i < flat.size(); i++) {
                String[] parts = flat.get(i).split(",", 2);
                String day = "day" + i % 3;
                Files.move(
                        split.resolve(parts[0]),
                        Files.createDirectories(split.resolve(day)).resolve(parts[0]));
                lines.add(split.getFileName() + "/" + day + "/" + flat.get(i));
            }
        }
        try (ImageData data = TestData.open(with(config, labels(write("days.csv", lines), null, false, null)))) {
            assertLabels(data.train(), lines, "train/");
            assertLabels(data.test(), lines, "test/");
            assertThat(data.notes().toString()).contains("(day0, day1, day2) are ignored");
        }
    }

    /** A label that is not one of the class folders is an error, unless the configuration says that the folders are not classes. */
    @Test
    void labelsThatAreNotClassFoldersAreAnError() throws IOException {
        ImageDataConfig config = TestData.write(folder);
        List<String> lines = new ArrayList<>();
        try (ImageData data = TestData.open(config)) {
            ClassLabels own = (ClassLabels) data.train().labels();
            for (int i = 0; i < data.train().size(); i++) {
                String name = own.classNames().get(own.classes()[i]);
                lines.add(data.train().key(i) + "," + (i == 0 ? "hexagon" : name));
            }
        }
        Path file = write("labels.csv", lines);
        assertThatThrownBy(() -> TestData.open(with(config, labels(file, null, false, null))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("line 2: the label 'hexagon' is not a class")
                .hasMessageContaining("truth: none");
        try (ImageData data = TestData.open(with(config, labels(file, null, false, GivenLabels.Truth.NONE)))) {
            assertThat(data.train().labels().classNames()).contains("hexagon");
            assertThat(data.trueLabels()).isEmpty();
        }
    }
}
