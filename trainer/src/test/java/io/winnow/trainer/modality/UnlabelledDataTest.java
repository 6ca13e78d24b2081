package io.winnow.trainer.modality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.trainer.evaluate.PseudoLabelCheck;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which examples count as unlabelled, in each way in which data say so. */
class UnlabelledDataTest {
    @TempDir
    Path folder;

    private TaskData open(String section) throws IOException {
        String recipe = "recipe: {kind: supervised, data: {" + section + "}, classify: {encoder: "
                + (section.startsWith("kind: texts") ? "{kind: frozen}" : "{kind: resnet, depth: 8}")
                + ", training: {duration: {steps: 1}, optimizer: {kind: sgd, learning_rate: 0.1}}}}";
        return Experiment.parse("test", recipe, List.of("name=test"))
                .recipe()
                .examples()
                .orElseThrow()
                .open(TestData.catalog(folder), Fixed.NOTHING, Optional.empty());
    }

    private String images(String labels) {
        return "train: %s, test: %s, image_size: 16, labels: {%s}"
                .formatted(folder.resolve("train"), folder.resolve("test"), labels);
    }

    /** The labelled and the unlabelled examples are all examples, and no label of the latter can be seen. */
    private static void check(TaskData data, int labelled, int unlabelled) {
        assertThat(data.trainExamples()).hasSize(labelled);
        TaskData without = data.unlabelled(false).orElseThrow();
        assertThat(without.trainExamples()).hasSize(unlabelled).isSorted();
        assertThat(without.trainLabels()).isEqualTo(new NoLabels(unlabelled));
        TaskData all = data.unlabelled(true).orElseThrow();
        assertThat(all.trainExamples())
                .isSorted()
                .containsExactlyInAnyOrder(
                        IntStream.concat(Arrays.stream(data.trainExamples()), Arrays.stream(without.trainExamples()))
                                .toArray());
        assertThat(all.trainLabels()).isEqualTo(new NoLabels(labelled + unlabelled));
        assertThat(all.inputs()).isEqualTo(data.inputs());
        for (int example : without.trainExamples()) {
            assertThat(data.idleLabels().get(example)).isEmpty();
        }
    }

    private static int knownAndRight(TaskData without, String[] classes) {
        int[] examples = without.trainExamples();
        List<String> names = without.inputs().classes();
        int[] guessed = Arrays.stream(examples)
                .map(example -> names.indexOf(classes[example]))
                .toArray();
        return new PseudoLabelCheck(without.trueLabels().orElseThrow())
                .of(IntStream.range(0, examples.length).toArray(), guessed, new boolean[examples.length])
                .right();
    }

    @Test
    void labelsOfImagesAreWithheldBySeed() throws IOException {
        TestData.write(folder);
        int[][] drawn = new int[3][];
        for (int i = 0; i < 3; i++) {
            try (TaskData data =
                    open(images("few_shot: {per_class: 3, rest: unlabelled, seed: " + (i == 2 ? 9 : 4) + "}"))) {
                int classes = data.inputs().classes().size();
                check(data, 3 * classes, 64 - 3 * classes);
                assertThat(((ClassLabels) data.trainLabels()).counts()).containsOnly(3);
                String[] folders = IntStream.range(0, 64)
                        .mapToObj(example -> data.train().key(example).replaceFirst("/.*", ""))
                        .toArray(String[]::new);
                assertThat(knownAndRight(data.unlabelled(false).orElseThrow(), folders))
                        .isEqualTo(64 - 3 * classes);
                // Of the labelled ones among all, the truth is not counted.
                assertThat(knownAndRight(data.unlabelled(true).orElseThrow(), folders))
                        .isEqualTo(64 - 3 * classes);
                drawn[i] = data.trainExamples();
            }
        }
        assertThat(drawn[0]).isEqualTo(drawn[1]).isNotEqualTo(drawn[2]);
    }

    @Test
    void aFolderBesideTheClassesHasUnlabelledImages() throws IOException {
        TestData.write(folder);
        Path unlabelled = Files.createDirectories(folder.resolve("train").resolve("unlabelled"));
        List<Path> moved;
        try (Stream<Path> files = Files.walk(folder.resolve("train"))) {
            moved = files.filter(Files::isRegularFile).sorted().toList();
        }
        int count = 0;
        for (int i = 0; i < moved.size(); i += 4) {
            Files.move(moved.get(i), unlabelled.resolve(moved.get(i).getFileName()));
            count++;
        }
        try (TaskData data = open(images("unlabelled_class: unlabelled"))) {
            check(data, 64 - count, count);
            assertThat(data.inputs().classes()).doesNotContain("unlabelled");
            assertThat(data.unlabelled(false).orElseThrow().trueLabels()).isEmpty();
        }
        // None of them is held out for testing.
        try (TaskData data = open("train: %s, image_size: 16, labels: {unlabelled_class: unlabelled}"
                .formatted(folder.resolve("train")))) {
            assertThat(data.unlabelled(false).orElseThrow().trainExamples()).hasSize(count);
            assertThat(data.trainExamples().length + data.test().size()).isEqualTo(64 - count);
        }
        assertThatThrownBy(() -> open(images("unlabelled_class: unlabeled")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("'unlabeled'")
                .hasMessageContaining("unlabelled");
    }

    @Test
    void imagesThatAFileLeavesOutAreUnlabelled() throws IOException {
        TestData.write(folder);
        StringBuilder lines = new StringBuilder("key,label\n");
        int labelled;
        try (Stream<Path> files = Files.walk(folder.resolve("train"))) {
            List<Path> all = files.filter(Files::isRegularFile).sorted().toList();
            labelled = 0;
            for (int i = 0; i < all.size(); i += 2) {
                Path file = folder.resolve("train").relativize(all.get(i));
                lines.append(file)
                        .append(',')
                        .append(i % 4 == 0 ? file.getName(0) : "")
                        .append('\n');
                labelled += i % 4 == 0 ? 1 : 0;
            }
        }
        Path file = Files.writeString(folder.resolve("few.csv"), lines);
        try (TaskData data = open(images("partial: true, file: " + file))) {
            check(data, labelled, 64 - labelled);
        }
    }

    @Test
    void recordsWithoutALabelAreUnlabelled() throws IOException {
        StringBuilder lines = new StringBuilder("text,intent\n");
        for (int i = 0; i < 24; i++) {
            lines.append("text number ")
                    .append(i)
                    .append(',')
                    .append(i % 3 == 2 ? "" : "c" + i % 3)
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("texts.csv"), lines);
        Path test = Files.writeString(folder.resolve("test.csv"), "text,intent\na,c0\nb,c1\n");
        String section = "kind: texts, train: %s, test: %s, labels: {intent: {kind: class}}%s";
        try (TaskData data = open(section.formatted(file, test, ""))) {
            check(data, 16, 8);
            assertThat(data.unlabelled(false).orElseThrow().trueLabels()).isEmpty();
        }
        // Eight have none, and the labels of ten others are withheld.
        try (TaskData data = open(section.formatted(file, test, ", few_shot: {per_class: 3, rest: unlabelled}"))) {
            check(data, 6, 18);
            String[] classes = IntStream.range(0, 24).mapToObj(i -> "c" + i % 3).toArray(String[]::new);
            assertThat(knownAndRight(data.unlabelled(false).orElseThrow(), classes))
                    .isEqualTo(10);
        }
    }

    /** Lines of text, or records whose labels are not read, beside a file of labelled records, of which some may be held out. */
    @Test
    void recordsOfAFileOfTheirOwnAreUnlabelled() throws IOException {
        StringBuilder lines = new StringBuilder("text,intent\n");
        for (int i = 0; i < 20; i++) {
            lines.append("text number ").append(i).append(",c").append(i % 2).append('\n');
        }
        Path file = Files.writeString(folder.resolve("texts.csv"), lines);
        Path test = Files.writeString(folder.resolve("test.csv"), "text,intent\na,c0\nb,c1\n");
        Path texts = Files.writeString(folder.resolve("more.txt"), "one more\nand another\ntext number 3\n");
        Path labelled = Files.writeString(folder.resolve("more.csv"), "INTENT,text\nanew,one more\n,and another\n");
        String section = "kind: texts, %s: %s, unlabelled: %s, labels: {intent: {kind: class}}%s";
        try (TaskData data = open(section.formatted("train", file, texts, ", test: " + test))) {
            check(data, 20, 3);
            assertThat(data.train().key(20)).isEqualTo("unlabelled/1");
            assertThat(data.test().size()).isEqualTo(2);
        }
        try (TaskData data = open(section.formatted("train", file, labelled, ", test: " + test))) {
            check(data, 20, 2);
            assertThat(data.inputs().classes()).containsExactly("c0", "c1");
            assertThat(data.notes())
                    .anySatisfy(note -> assertThat(note).contains("The column intent of " + labelled + " is not read"));
        }
        List<String> tested;
        try (TaskData data = open("kind: texts, file: %s, labels: {intent: {kind: class}}".formatted(file))) {
            tested = keys(data);
        }
        // The same examples are held out as without the file, and a copy of one of them is not learned from.
        try (TaskData data = open(section.formatted("file", file, texts, ""))) {
            assertThat(keys(data)).isEqualTo(tested);
            int copies = tested.contains("4") ? 1 : 0;
            assertThat(data.unlabelled(false).orElseThrow().trainExamples()).hasSize(3 - copies);
            assertThat(data.trainExamples()).hasSize(20 - tested.size());
        }
        assertThatThrownBy(() -> open(
                        "kind: texts, file: %s, unlabelled: %s, labels: {intent: {kind: multi, separator: ';', unlisted: negative}}"
                                .formatted(file, texts)))
                .hasMessageContaining("unlabelled: is for labels of kind class");
        assertThatThrownBy(() -> open(section.formatted("file", file, texts, ", split: {column: intent}")))
                .hasMessageContaining("unlabelled: must be left out with split.column");
        Path other = Files.writeString(folder.resolve("other.csv"), "body\none more\n");
        assertThatThrownBy(() -> open(section.formatted("train", file, other, ", test: " + test)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(other + " has no column 'text'");
    }

    /** A joined file may have labels of the unlabelled records as well, which must not become labelled ones by it. */
    @Test
    void labelsOfAJoinedFileAreNotThoseOfUnlabelledRecords() throws IOException {
        Path train = Files.writeString(folder.resolve("joined-train.csv"), "id,text\n1,one\n2,two\n");
        Path more = Files.writeString(folder.resolve("joined-more.csv"), "id,text\n3,three\n4,four\n");
        Path test = Files.writeString(folder.resolve("joined-test.csv"), "id,text\n5,five\n6,six\n");
        Path labels = Files.writeString(
                folder.resolve("joined-labels.csv"), "id,intent\n1,c0\n2,c1\n3,c0\n4,c1\n5,c0\n6,c1\n");
        try (TaskData data = open(
                "kind: texts, train: %s, unlabelled: %s, test: %s, join: [{file: %s, on: [id]}], labels: {intent: {kind: class}}"
                        .formatted(train, more, test, labels))) {
            check(data, 2, 2);
        }
    }

    private static List<String> keys(TaskData data) {
        return IntStream.range(0, data.test().size()).mapToObj(data.test()::key).toList();
    }
}
