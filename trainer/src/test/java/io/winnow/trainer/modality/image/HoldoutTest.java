package io.winnow.trainer.modality.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.modality.GivenLabels;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Recipes;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** If there are no test images, some of the training images are held out for testing. */
class HoldoutTest {
    @TempDir
    Path folder;

    private static ImageDataConfig withoutTest(ImageDataConfig plain, Optional<GivenLabels> labels) {
        return new ImageDataConfig(
                plain.name(),
                plain.train(),
                Optional.empty(),
                0.25,
                Optional.empty(),
                Optional.empty(),
                plain.channels(),
                plain.imageSize(),
                plain.photographs(),
                plain.limit(),
                Optional.empty(),
                labels,
                plain.shardsAtOnce(),
                plain.maxCorrupt(),
                "white");
    }

    private static Set<String> keys(ImageDataset images, int[] examples) {
        Set<String> keys = new TreeSet<>();
        IntStream.of(examples).mapToObj(images::key).forEach(keys::add);
        return keys;
    }

    private static Set<String> trainKeys(ImageData data) {
        return keys(data.train(), data.trainExamples());
    }

    private static Set<String> testKeys(ImageData data) {
        return keys(data.test(), TaskData.all(data.test()));
    }

    @Test
    void holdsOutTheSameFractionOfEachClass() throws IOException {
        try (ImageData data = TestData.open(withoutTest(TestData.write(folder), Optional.empty()))) {
            ClassLabels all = (ClassLabels) data.train().labels();
            ClassLabels held = (ClassLabels) data.test().labels();
            for (int k = 0; k < all.classCount(); k++) {
                int wanted = k;
                long own = IntStream.of(all.classes())
                        .filter(each -> each == wanted)
                        .count();
                assertThat(IntStream.of(held.classes())
                                .filter(each -> each == wanted)
                                .count())
                        .isEqualTo(Math.min(own - 1, Math.round(0.25 * own)));
            }
            Set<String> both = new TreeSet<>(trainKeys(data));
            assertThat(both).doesNotContainAnyElementsOf(testKeys(data));
            both.addAll(testKeys(data));
            assertThat(both).hasSize(64);
            assertThat(data.notes()).anyMatch(note -> note.contains("held out"));
        }
    }

    /** The same images are held out wherever the folder is, and each image keeps its label. */
    @Test
    void dependsOnlyOnTheKeys() throws IOException {
        ImageDataConfig plain = TestData.write(folder.resolve("here"));
        ImageDataConfig other = TestData.write(folder.resolve("there"));
        try (ImageData a = TestData.open(withoutTest(plain, Optional.empty()));
                ImageData b = TestData.open(withoutTest(other, Optional.empty()))) {
            assertThat(testKeys(a)).isEqualTo(testKeys(b));
            ClassLabels labels = (ClassLabels) a.test().labels();
            for (int i = 0; i < a.test().size(); i++) {
                assertThat(a.test().key(i)).startsWith(labels.classNames().get(labels.classes()[i]) + "/");
            }
        }
    }

    /** Images are held out by their keys, even all of a class, whose name the classes keep. */
    @Test
    void keysSayWhichImagesAreHeldOut() throws IOException {
        ImageDataConfig plain = TestData.write(folder);
        List<String> lines = flatten(plain);
        String first = lines.get(1).replaceFirst(".*,", "");
        GivenLabels given = GivenLabels.of(Files.write(folder.resolve("labels.csv"), lines));
        ImageDataConfig config = Recipes.reader()
                .parse(
                        ImageDataConfig.class,
                        "test",
                        "{train: %s, image_size: 16, holdout_keys: \"%s-.*\", labels: {file: %s}}"
                                .formatted(
                                        folder.resolve("flat"),
                                        first,
                                        given.file().orElseThrow()),
                        List.of());
        try (ImageData data = TestData.open(config)) {
            assertThat(testKeys(data)).isNotEmpty().allMatch(key -> key.startsWith(first + "-"));
            assertThat(trainKeys(data)).isNotEmpty().noneMatch(key -> key.startsWith(first + "-"));
            assertThat(data.test().labels().classNames()).contains(first);
            assertThat(data.trainLabels().absent()).containsExactly(first);
            assertThat(data.notes()).anyMatch(note -> note.contains("include none of 1 of the"));
        }
    }

    /** Label noise gives no training image a class that is held out. */
    @Test
    void heldOutClassesStayUnseen() throws IOException {
        TestData.write(folder);
        String first;
        try (Stream<Path> classes = Files.list(folder.resolve("train"))) {
            first = classes.map(each -> each.getFileName().toString())
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        ImageDataConfig config = Recipes.reader()
                .parse(
                        ImageDataConfig.class,
                        "test",
                        "{train: %s, image_size: 16, holdout_keys: \"%s/.*\", labels: {noise: {kind: symmetric, rate: 0.9}}}"
                                .formatted(folder.resolve("train"), first),
                        List.of());
        try (ImageData data = TestData.open(config)) {
            assertThat(data.labelFigures().get("noise_rate")).isGreaterThan(0.8);
            assertThat(data.trainLabels().absent()).containsExactly(first);
        }
    }

    /** A fifth of each class of the rest is for validation, with the labels of the data although those of the training are noisy. */
    @Test
    void validationImagesAreNeitherTrainedOnNorTested() throws IOException {
        ImageDataConfig plain = withoutTest(TestData.write(folder), Optional.empty());
        GivenLabels noisy =
                Recipes.reader().parse(GivenLabels.class, "test", "{noise: {kind: symmetric, rate: 0.5}}", List.of());
        try (ImageData without = TestData.open(plain);
                ImageData data = TestData.open(validated(plain, Optional.of(noisy)))) {
            assertThat(testKeys(data)).isEqualTo(testKeys(without));
            ImageDataset validation = (ImageDataset) data.validation().orElseThrow();
            Set<String> held = keys(validation, TaskData.all(validation));
            assertThat(held).isNotEmpty().doesNotContainAnyElementsOf(testKeys(data));
            Set<String> all = new TreeSet<>(trainKeys(data));
            assertThat(all).doesNotContainAnyElementsOf(held);
            all.addAll(held);
            assertThat(all).isEqualTo(trainKeys(without));
            ClassLabels labels = (ClassLabels) validation.labels();
            for (int i = 0; i < validation.size(); i++) {
                assertThat(validation.key(i)).startsWith(labels.classNames().get(labels.classes()[i]) + "/");
            }
            assertThat(data.trueLabels().orElseThrow().noiseRate(((ClassLabels) data.trainLabels()).classes()))
                    .isBetween(0.3, 0.7);
        }
    }

    /** With a label file, validation images have the labels of the file, and those without one are left out. */
    @Test
    void validationImagesHaveTheLabelsOfAFile() throws IOException {
        ImageDataConfig plain = TestData.write(folder);
        List<String> lines = flatten(plain);
        ImageDataConfig all = flat(plain, lines, true);
        Set<String> before;
        try (ImageData data = TestData.open(validated(all, all.labels()))) {
            ImageDataset validation = (ImageDataset) data.validation().orElseThrow();
            before = keys(validation, TaskData.all(validation));
            ClassLabels labels = (ClassLabels) validation.labels();
            for (int i = 0; i < validation.size(); i++) {
                assertThat(validation.key(i)).startsWith(labels.classNames().get(labels.classes()[i]) + "-");
            }
            assertThat(trainKeys(data)).doesNotContainAnyElementsOf(before);
            assertThat(data.idleLabels()).hasSize(64 - data.trainExamples().length);
        }
        String left = before.iterator().next();
        lines.removeIf(line -> line.startsWith(left + ","));
        ImageDataConfig some = flat(plain, lines, true);
        try (ImageData data = TestData.open(validated(some, some.labels()))) {
            ImageDataset validation = (ImageDataset) data.validation().orElseThrow();
            before.remove(left);
            assertThat(keys(validation, TaskData.all(validation))).isEqualTo(before);
        }
    }

    private static ImageDataConfig validated(ImageDataConfig plain, Optional<GivenLabels> labels) {
        return new ImageDataConfig(
                plain.name(),
                plain.train(),
                plain.test(),
                plain.holdout(),
                Optional.empty(),
                Optional.of(0.2),
                plain.channels(),
                plain.imageSize(),
                plain.photographs(),
                plain.limit(),
                Optional.empty(),
                labels,
                plain.shardsAtOnce(),
                plain.maxCorrupt(),
                plain.background());
    }

    /** Copies the training images into one folder with a label file, and returns the lines of the file. */
    private List<String> flatten(ImageDataConfig plain) throws IOException {
        Path flat = Files.createDirectories(folder.resolve("flat"));
        List<String> lines = new ArrayList<>(List.of("key,label"));
        try (Stream<Path> files = Files.walk(plain.train().orElseThrow())) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String kind = file.getParent().getFileName().toString();
                String name = kind + "-" + file.getFileName();
                Files.copy(file, flat.resolve(name));
                lines.add(name + "," + kind);
            }
        }
        return lines;
    }

    private ImageDataConfig flat(ImageDataConfig plain, List<String> lines, boolean partial) throws IOException {
        GivenLabels given = GivenLabels.of(Files.write(folder.resolve("labels.csv"), lines));
        return new ImageDataConfig(
                Optional.empty(),
                Optional.of(folder.resolve("flat")),
                Optional.empty(),
                0.25,
                Optional.empty(),
                Optional.empty(),
                3,
                plain.imageSize(),
                plain.photographs(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new GivenLabels(
                        given.file(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        given.gaps(),
                        partial,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        1)),
                Optional.empty(),
                0,
                "white");
    }

    /** For a flat folder with a label file, the held-out images are evaluated with the labels of the file. */
    @Test
    void flatFolderIsEvaluatedWithItsLabelFile() throws IOException {
        ImageDataConfig plain = TestData.write(folder);
        try (ImageData data = TestData.open(flat(plain, flatten(plain), false))) {
            assertThat(data.test().size()).isEqualTo(16);
            assertThat(trainKeys(data)).hasSize(48).doesNotContainAnyElementsOf(testKeys(data));
            ClassLabels held = (ClassLabels) data.test().labels();
            for (int i = 0; i < data.test().size(); i++) {
                assertThat(data.test().key(i)).startsWith(held.classNames().get(held.classes()[i]) + "-");
            }
            assertThat(data.trueLabels()).isEmpty();
        }
    }

    /** Held-out images without a record are an error or, in a partial file, left out with a note, like training images. */
    @Test
    void heldOutImagesWithoutALabelAreNotLeftOutSilently() throws IOException {
        ImageDataConfig plain = TestData.write(folder);
        List<String> lines = flatten(plain);
        List<String> held;
        try (ImageData data = TestData.open(flat(plain, lines, false))) {
            held = List.copyOf(testKeys(data));
        }
        lines.removeIf(line -> held.subList(0, 3).contains(line.split(",", 2)[0]));
        assertThatThrownBy(() -> TestData.open(flat(plain, lines, false)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("has no label for 3 of the 16 images of ")
                .hasMessageContaining("that are held out as test images, such as " + held.get(0));
        try (ImageData data = TestData.open(flat(plain, lines, true))) {
            assertThat(testKeys(data)).containsExactlyElementsOf(held.subList(3, 16));
            assertThat(data.notes().toString())
                    .contains("3 images of ")
                    .contains("that are held out as test images are left out, because they have no record in ");
        }
        lines.removeIf(line -> held.contains(line.split(",", 2)[0]));
        assertThatThrownBy(() -> TestData.open(flat(plain, lines, true)))
                .hasMessageContaining("has no label for any of the images of ")
                .hasMessageContaining("that are held out as test images");
    }

    /** A list of training labels only, as an audit writes it, does not change the labels of the held-out images. */
    @Test
    void fileOfTrainingLabelsKeepsTheTestLabels() throws IOException {
        ImageDataConfig plain = TestData.write(folder);
        List<String> lines = new ArrayList<>(List.of("key,label"));
        Set<String> held;
        try (ImageData data = TestData.open(withoutTest(plain, Optional.empty()))) {
            held = testKeys(data);
            String first = data.train().labels().classNames().get(0);
            trainKeys(data)
                    .forEach(key -> lines.add(key + "," + (lines.size() % 9 == 0 ? first : key.split("/", 2)[0])));
        }
        Path labels = Files.write(folder.resolve("labels.csv"), lines);
        try (ImageData data = TestData.open(withoutTest(plain, Optional.of(GivenLabels.of(labels))))) {
            assertThat(testKeys(data)).isEqualTo(held);
            assertThat(data.labelFigures().get("noise_rate")).isPositive();
            ClassLabels own = (ClassLabels) data.test().labels();
            for (int i = 0; i < data.test().size(); i++) {
                assertThat(data.test().key(i)).startsWith(own.classNames().get(own.classes()[i]) + "/");
            }
        }
    }
}
