package io.winnow.trainer.modality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.config.ConfigException;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.recipe.supervised.Supervised;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings on the examples whose keys a file lists, of images in folders and of records. */
class KeptKeysTest {
    @TempDir
    private Path folder;

    private TaskData open(String data, String encoder) throws IOException {
        Path config = Files.writeString(folder.resolve("config.yaml"), """
                recipe:
                  kind: supervised
                  data: %s
                  classify:
                    encoder: %s
                    training: {duration: {steps: 2}, batch_size: 4, optimizer: {kind: sgd, learning_rate: 0.1}}
                """.formatted(data, encoder));
        return ((Supervised) Experiment.read(config, List.of()).recipe())
                .data()
                .open(new Catalog(new DataRoot(List.of(folder))), Fixed.NOTHING, Optional.empty());
    }

    private TaskData images(String more) throws IOException {
        return open(
                "{train: " + folder.resolve("train") + ", image_size: 16, " + more + "}",
                "{kind: resnet, depth: 8, width: 4}");
    }

    private TaskData rows(String more) throws IOException {
        return open(
                "{kind: rows, columns: [x], file: " + folder.resolve("rows.csv")
                        + ", key: id, labels: {c: {kind: class}}, " + more + "}",
                "{kind: row_mlp, hidden: [4]}");
    }

    private static Set<String> used(TaskData data) {
        Set<String> keys = new TreeSet<>();
        IntStream.of(data.trainExamples()).mapToObj(data.train()::key).forEach(keys::add);
        return keys;
    }

    private Path keys(Iterable<String> keys) throws IOException {
        return Files.writeString(folder.resolve("kept.txt"), String.join("\n", keys) + "\n");
    }

    @Test
    void imagesAreThoseOfTheFileThatAreNotHeldOut() throws IOException {
        TestData.write(folder);
        Set<String> all;
        Set<String> held = new TreeSet<>();
        try (TaskData data = images("holdout: 0.25")) {
            all = used(data);
            IntStream.range(0, data.test().size()).mapToObj(data.test()::key).forEach(held::add);
        }
        Set<String> some = new TreeSet<>(all.stream().skip(5).limit(20).toList());
        Set<String> listed = new TreeSet<>(some);
        listed.add(held.iterator().next());
        try (TaskData data = images("holdout: 0.25, keys: " + keys(listed))) {
            assertThat(used(data)).isEqualTo(some);
            assertThat(data.test().size()).isEqualTo(held.size());
            for (int i = 0; i < data.trainExamples().length; i++) {
                ClassLabels labels = (ClassLabels) data.trainLabels();
                assertThat(data.train().key(data.trainExamples()[i]))
                        .startsWith(labels.classNames().get(labels.classes()[i]));
            }
        }
        keys(held);
        assertThatThrownBy(() -> images("holdout: 0.25, keys: " + folder.resolve("kept.txt")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("held out for testing");
    }

    @Test
    void recordsAreThoseOfTheFile() throws IOException {
        StringBuilder csv = new StringBuilder("id,x,c\n");
        for (int i = 0; i < 40; i++) {
            csv.append("r%02d,%d,%s%n".formatted(i, i, i % 2 == 0 ? "a" : "b"));
        }
        Files.writeString(folder.resolve("rows.csv"), csv);
        Set<String> all;
        try (TaskData data = rows("split: {seed: 1}")) {
            all = used(data);
        }
        Set<String> some = new TreeSet<>(all.stream().skip(3).limit(9).toList());
        try (TaskData data = rows("split: {seed: 1}, keys: " + keys(some))) {
            assertThat(used(data)).isEqualTo(some);
            assertThat(data.trainLabels().size()).isEqualTo(9);
            assertThat(data.test().size()).isEqualTo(40 - all.size());
        }
        Path file = keys(List.of("r01", "s02"));
        assertThatThrownBy(() -> rows("keys: " + file))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("1 of the 2 keys")
                .hasMessageContaining("s02; the nearest key to the first is 'r02'");
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> rows("keys: " + file))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("has no key");
        assertThatThrownBy(() -> rows("limit: 3, keys: " + file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("recipe.data.limit");
    }
}
