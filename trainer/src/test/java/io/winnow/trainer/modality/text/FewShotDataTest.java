package io.winnow.trainer.modality.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.modality.Fixed;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys few_shot and split.train_on_fold of described data. */
class FewShotDataTest {
    @TempDir
    Path folder;

    private TaskData open(String described) throws IOException {
        return new ConfigReader()
                .parse(TextDataConfig.class, "the texts", described, List.of())
                .open(new Catalog(new DataRoot(List.of(folder))), Fixed.NOTHING, Optional.empty());
    }

    private static Set<String> used(TaskData data) {
        Set<String> keys = new TreeSet<>();
        Arrays.stream(data.trainExamples()).mapToObj(data.train()::key).forEach(keys::add);
        return keys;
    }

    @Test
    void asManyExamplesOfEachClassAsAreThereUpToTheNumber() throws IOException {
        List<String> rows = new ArrayList<>();
        IntStream.range(0, 40)
                .forEach(i -> rows.add("t" + i + ",text " + i + "," + (i < 2 ? "rare" : i % 2 == 0 ? "a" : "b")));
        Path train = folder.resolve("train.csv");
        Files.write(train, lines(rows));
        Path test = Files.write(folder.resolve("test.csv"), lines(List.of("s1,one,a", "s2,two,b", "s3,three,rare")));
        String described = "{train: " + train + ", test: " + test
                + ", key: id, labels: {label: {kind: class}}, few_shot: {per_class: 5, seed: %d}}";
        Set<String> first;
        try (TaskData data = open(described.formatted(1))) {
            assertThat(data.trainLabels().classNames()).containsExactly("a", "b", "rare");
            assertThat(data.trainLabels().counts()).containsExactly(5, 5, 2);
            assertThat(((ClassLabels) data.trainLabels()).classes()).hasSize(12);
            assertThat(data.test().size()).isEqualTo(3);
            assertThat(data.notes())
                    .anyMatch(note -> note.startsWith("Of the 40 training texts, 12 are used: 5 of each class")
                            && note.endsWith("1 class has fewer examples."));
            first = used(data);
        }
        Collections.shuffle(rows, new Random(2));
        Files.write(train, lines(rows));
        try (TaskData data = open(described.formatted(1));
                TaskData other = open(described.formatted(2))) {
            assertThat(used(data)).as("whatever the order of the file").isEqualTo(first);
            assertThat(used(other)).as("another seed").isNotEqualTo(first);
        }
    }

    @Test
    void labelsThatNameNoClassesAreRefused() throws IOException {
        Path train = Files.write(folder.resolve("numbers.csv"), lines(List.of("t1,one,0.5", "t2,two,1.5")));
        Path test = Files.write(folder.resolve("other.csv"), lines(List.of("s1,three,2.5")));
        assertThatThrownBy(() -> open("{train: " + train + ", test: " + test
                        + ", key: id, labels: {label: {kind: number}}, few_shot: {per_class: 1}}"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("few_shot draws texts of each class, but these labels do not name classes");
    }

    private static List<String> lines(List<String> rows) {
        List<String> lines = new ArrayList<>(List.of("id,text,label"));
        lines.addAll(rows);
        return lines;
    }

    @Test
    void oneFoldIsLearnedFromAndTheOthersAreTestedOn() throws IOException {
        List<String> rows = new ArrayList<>();
        IntStream.range(0, 12)
                .forEach(i -> rows.add("{\"id\": \"t%d\", \"text\": \"text %d\", \"labels\": [\"a\"], \"fold\": %d}"
                        .formatted(i, i, i % 4)));
        Path file = Files.write(folder.resolve("folds.jsonl"), rows);
        String described = "{file: " + file
                + ", key: id, labels: {label: {kind: multi, column: labels, literal: true, unlisted: negative}},"
                + " split: {fold_column: fold, fold: \"1\", train_on_fold: %s}}";
        try (TaskData few = open(described.formatted("true"));
                TaskData many = open(described.formatted("false"))) {
            assertThat(used(few)).containsExactly("t1", "t5", "t9");
            assertThat(few.test().size()).isEqualTo(9);
            assertThat(few.trainLabels()).isInstanceOf(ClassSets.class);
            assertThat(used(many)).hasSize(9).doesNotContain("t1", "t5", "t9");
        }
    }
}
