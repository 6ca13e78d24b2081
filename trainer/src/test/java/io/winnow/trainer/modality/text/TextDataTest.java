package io.winnow.trainer.modality.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.trainer.modality.Fixed;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.supervised.Supervised;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextDataTest {
    private static final String LABEL = "{label: {kind: class}}";
    private static final String CONFIG = """
            recipe:
              kind: supervised
              data: {kind: texts, train: %s, labels: %s}
              classify:
                encoder: {kind: frozen}
                training: {duration: {steps: 2}, batch_size: 4, optimizer: {kind: adamw, learning_rate: 0.01}}
            """;

    @TempDir
    Path folder;

    /** @param labels the section labels, and further keys of the section data */
    private Experiment experiment(Path train, String labels) throws IOException {
        Path config = folder.resolve("text.yaml");
        Files.writeString(config, CONFIG.formatted(train, labels));
        return Experiment.read(config, List.of());
    }

    private TaskData open(String train, String labels) throws IOException {
        Path file = folder.resolve("train.csv");
        Files.writeString(file, train);
        return ((Supervised) experiment(file, labels).recipe())
                .data()
                .open(new Catalog(new DataRoot(List.of(folder))), Fixed.NOTHING, Optional.empty());
    }

    /** 20 texts of two classes, the first of which occurs twice. */
    private static String texts() {
        StringBuilder text = new StringBuilder("text,label\nmy card is lost,card\nmy card is lost,card\n");
        for (int i = 0; i < 18; i++) {
            text.append(i % 2 == 0 ? "card number %d is gone,card\n" : "my balance shows %d,balance\n".formatted(i));
        }
        return text.toString().replace("%d", "9");
    }

    @Test
    void aPartIsHeldOutThatSharesNoText() throws IOException {
        try (TaskData data = open(texts(), LABEL)) {
            assertThat(data.test().size()).isEqualTo(4);
            assertThat(data.trainExamples()).hasSize(16);
            assertThat(data.notes())
                    .anyMatch(note -> note.startsWith("Of the 20 texts of ")
                            && note.contains(", 4 are held out for test, as data.split says"));
            TreeSet<String> keys = new TreeSet<>();
            for (int i = 0; i < data.test().size(); i++) {
                keys.add(data.test().key(i));
            }
            for (int example : data.trainExamples()) {
                assertThat(keys).doesNotContain(data.train().key(example));
            }
            assertThat(keys.contains("1")).isEqualTo(keys.contains("2"));
            assertThat(data.trainLabels()).isInstanceOf(ClassLabels.class);
            assertThat(data.inputs().classes()).containsExactly("balance", "card");
        }
    }

    @Test
    void vectorsDoNotDependOnTheBatch() throws IOException {
        try (TaskData data =
                        open(texts() + "\"a much longer question, which pads all others in its batch\",card\n", LABEL);
                NDManager manager = NDManager.newBaseManager()) {
            float[][] all = ((EncodedTexts) data.train()).vectors();
            float[] alone = alone("my card is lost");
            for (int d = 0; d < alone.length; d++) {
                assertThat(all[0][d]).isCloseTo(alone[d], within(1e-5f));
            }
            double square = 0;
            for (float each : all[3]) {
                square += each * each;
            }
            assertThat(square).isCloseTo(1, within(1e-5));
        }
    }

    private float[] alone(String text) throws IOException {
        Path file = folder.resolve("alone.txt");
        Files.writeString(file, text + "\nanother one\n");
        try (TaskData data = ((Supervised) experiment(file, "{}").recipe())
                .data()
                .open(new Catalog(new DataRoot(List.of(folder))), Fixed.NOTHING, Optional.empty())) {
            return ((EncodedTexts) data.train()).vectors()[0];
        }
    }

    @Test
    void aLoaderReadsEachExampleOncePerEpoch() throws IOException {
        try (TaskData data = open(texts(), LABEL);
                NDManager manager = NDManager.newBaseManager();
                ExampleLoader loader = data.trainLoader(4)) {
            List<Integer> seen = new ArrayList<>();
            try (ExampleLoader.Batches batches = loader.shuffled(3, 0)) {
                for (int step = 0; step < loader.batchesPerEpoch(); step++) {
                    ExampleBatch batch = batches.next();
                    Arrays.stream(batch.indices()).forEach(seen::add);
                    NDArray whole = batch.examples(manager);
                    NDArray part = batch.part(1, 3).examples(manager);
                    assertThat(part.toFloatArray()).isEqualTo(whole.get("1:3").toFloatArray());
                    assertThat(batch.part(1, 3).first()).isEqualTo(1);
                }
            }
            assertThat(seen)
                    .containsExactlyInAnyOrderElementsOf(
                            Arrays.stream(data.trainExamples()).boxed().toList());
            try (ExampleLoader.Batches later = loader.shuffled(3, 2)) {
                assertThat(later.next().indices())
                        .isEqualTo(seen.subList(8, 12).stream().mapToInt(i -> i).toArray());
            }
        }
    }

    @Test
    void whatATrainingFixesIsReadAgain() throws IOException {
        try (TaskData data = open(texts(), LABEL)) {
            String json = Json.page(data.inputs());
            assertThat(json).contains("\"kind\" : \"text_vectors\"");
            assertThat(Json.parse(json, Inputs.class)).isEqualTo(data.inputs());
        }
    }

    @Test
    void classesAreMatchedByName() throws IOException {
        Path test = folder.resolve("test.csv");
        Files.writeString(test, "text,label\nhello,card\n");
        try (TaskData data = open(texts(), LABEL + ", test: " + test)) {
            assertThat(((ClassLabels) data.test().labels()).classes()).containsExactly(1);
            assertThat(data.notes())
                    .anyMatch(note -> note.startsWith("The test texts of ")
                            && note.contains("include none of 1 of the 2 classes (balance)"));
            assertThat(data.test().name()).isEqualTo(test.toString());
            assertThat(data.preview(0)).isEqualTo(new Preview.Excerpt("my card is lost"));
        }
    }

    @Test
    void textsWithoutALabelAreLeftOutAndSoIsATestWithoutAny() throws IOException {
        Path test = folder.resolve("unlabelled.csv");
        Files.writeString(test, "text,label\nhello,\nyou,\n");
        try (TaskData data = open(texts() + "what is this,\n", LABEL + ", test: " + test)) {
            assertThat(data.trainExamples()).hasSize(20);
            assertThat(data.notes()).anyMatch(note -> note.startsWith("3 records have no label"));
            assertThat(data.idleLabels()).containsExactly(Map.entry(20, ""));
            assertThat(data.test().labels()).isEqualTo(new NoLabels(2));
        }
    }

    @Test
    void vectorsAreComputedWhenTheyAreNeededAndKept() throws IOException {
        String text = texts();
        List<String> said = new ArrayList<>();
        try (TaskData data = open(text, LABEL)) {
            data.prepare(said::add);
            assertThat(said).isNotEmpty().allMatch(note -> note.startsWith("Computing the vectors of "));
        }
        said.clear();
        try (TaskData data = open(text, LABEL)) {
            data.prepare(said::add);
            assertThat(said).isEmpty();
        }
    }

    @Test
    void mistakesAreNamed() throws IOException {
        assertThatThrownBy(() -> open("question,label\nhello,card\n", LABEL))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("'text'");
        Path config = folder.resolve("wrong.yaml");
        Files.writeString(
                config, CONFIG.formatted("a.csv", LABEL).replace("{kind: frozen}", "{kind: resnet, depth: 8}"));
        assertThatThrownBy(() -> Experiment.read(config, List.of()))
                .hasMessageContaining("must take texts, which the data are; found resnet, which takes images");
    }
}
