package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs of the recipe web on small images, of which a file gives some wrong labels, from the command line. */
class WebRunTest extends OnCommandLine {
    private static Path config;
    private static List<String> keys;
    private static List<String> classes;

    @BeforeAll
    static void write() throws IOException {
        TestData.write(folder);
        Path train = folder.resolve("train");
        try (Stream<Path> files = Files.walk(train)) {
            keys = files.filter(Files::isRegularFile)
                    .map(file -> train.relativize(file).toString())
                    .sorted()
                    .toList();
        }
        classes = keys.stream().map(WebRunTest::own).distinct().toList();
        StringBuilder labels = new StringBuilder("key,label\n");
        StringBuilder captions = new StringBuilder("key,caption\n");
        for (int i = 0; i < keys.size(); i++) {
            String own = own(keys.get(i));
            String other = classes.get((classes.indexOf(own) + 1) % classes.size());
            labels.append(keys.get(i))
                    .append(',')
                    .append(i % 5 == 0 ? other : own)
                    .append('\n');
            captions.append(keys.get(i)).append(",a picture of ").append(own).append('\n');
        }
        Files.writeString(folder.resolve("web.csv"), labels);
        Files.writeString(folder.resolve("captions.csv"), captions);
        StringBuilder definitions = new StringBuilder();
        for (String each : classes) {
            definitions.append("{\"name\": \"%s\", \"definition\": \"a picture of %s, and nothing else\"}%n"
                    .formatted(each, each));
        }
        Files.writeString(folder.resolve("definitions.jsonl"), definitions);
        config = Files.writeString(folder.resolve("web.yaml"), """
                device: cpu
                checkpoints: {every: {steps: 2}, keep: 10}
                recipe:
                  kind: web
                  data: {train: %s, test: %s, image_size: 16, labels: {file: %s, truth: own}}
                  correct:
                    dimension: 8
                    queue: 16
                    threshold: 0.3
                    clean_from: 0.3
                    prototype_momentum: 0.9
                    weak: {kind: pad_crop}
                    vanilla: {steps: 4}
                    training: {duration: {steps: 6}, batch_size: 8, optimizer: {kind: sgd, learning_rate: 0.05}}
                  classify:
                    encoder: {kind: resnet, depth: 8, width: 4}
                    training: {duration: {steps: 2}, batch_size: 8, optimizer: {kind: sgd, learning_rate: 0.05}}
                """.formatted(
                        folder.resolve("train"), folder.resolve("test"), folder.resolve("web.csv")));
    }

    private static String own(String key) {
        return key.substring(0, key.indexOf('/'));
    }

    private static int web(String name, String... more) {
        return train(config, folder, name, more);
    }

    /** The control has as many anchors as asked for, which are not of one kind: some of their labels are wrong. */
    @Test
    void anchorsAreDrawnAtRandomAsAControl() throws IOException {
        assertThat(web("random", "--set", "recipe.anchors={kind: random, count: 4}"))
                .as(err)
                .isZero();
        JsonNode metrics = new ObjectMapper()
                .readTree(folder.resolve("random/result.json").toFile())
                .at("/stages/1/metrics");
        assertThat(metrics.get("anchors").asInt()).isEqualTo(4 * classes.size());
        assertThat(metrics.get("anchor_accuracy").asDouble()).isStrictlyBetween(0.0, 1.0);
    }

    private static String texts() {
        return "recipe.anchors={kind: texts, definitions: %s, captions: %s, count: 3, match: cosine, nearest: true, smooth: false}"
                .formatted(folder.resolve("definitions.jsonl"), folder.resolve("captions.csv"));
    }

    /** What is written of each label agrees with the true classes, which the folders say, and is a label file of another training. */
    @Test
    void correctedLabelsAreLabels() throws IOException {
        assertThat(web("texts", "--set", texts())).as(err).isZero();
        assertThat(out).contains("vanilla", "correct", "constant", "web");
        Path run = folder.resolve("texts");
        List<JsonNode> all = lines(run.resolve("stages/3-correct/corrections.jsonl"));
        assertThat(all).hasSize(keys.size());
        int kept = 0;
        int right = 0;
        int trusted = 0;
        for (JsonNode line : all) {
            boolean corrected = line.get("corrected").asBoolean();
            assertThat(line.get("label").equals(line.get("given"))).isEqualTo(!corrected);
            if (corrected && line.get("kept").asBoolean()) {
                assertThat(line.get("score").asDouble()).isGreaterThanOrEqualTo(0.3);
                assertThat(line.get("label")).isEqualTo(line.get("best"));
                assertThat(line.get("anchor").asBoolean()).isFalse();
            }
            if (line.get("kept").asBoolean()) {
                kept++;
                right += own(line.get("key").asText()).equals(line.get("label").asText()) ? 1 : 0;
            }
            trusted += line.get("anchor").asBoolean() ? 1 : 0;
        }
        JsonNode result = new ObjectMapper().readTree(run.resolve("result.json").toFile());
        JsonNode metrics = result.at("/stages/2/metrics");
        assertThat(metrics.get("label_accuracy_after").asDouble()).isEqualTo((double) right / kept);
        assertThat(metrics.get("anchors").asInt()).isEqualTo(trusted).isPositive();
        // A text that names another class than the label is not nearest to the definition of the label.
        assertThat(metrics.get("anchor_accuracy").asDouble()).isEqualTo(1);
        assertThat(lines(run.resolve("stages/3-correct/labels.jsonl"))).hasSize(kept);
        List<String> table = Files.readAllLines(run.resolve("stages/3-correct/classes.csv"));
        assertThat(table).hasSize(classes.size() + 1);
        assertThat(table.get(0))
                .startsWith(
                        "class,given,anchors,kept,corrected,from_other_classes,anchor_accuracy,label_accuracy_before");
        int given = 0;
        int sure = 0;
        for (String row : table.subList(1, table.size())) {
            given += Integer.parseInt(row.split(",", -1)[1]);
            sure += Integer.parseInt(row.split(",", -1)[2]);
        }
        assertThat(given).isEqualTo(all.size());
        assertThat(sure).isEqualTo(trusted);
        Path again = Files.writeString(folder.resolve("again.yaml"), """
                device: cpu
                recipe:
                  kind: supervised
                  data: {train: %s, test: %s, image_size: 16, labels: {file: %s, partial: true}}
                  classify:
                    encoder: {kind: resnet, depth: 8, width: 4}
                    training: {duration: {steps: 2}, batch_size: 6, optimizer: {kind: sgd, learning_rate: 0.05}}
                """.formatted(
                        folder.resolve("train"), folder.resolve("test"), run.resolve("stages/3-correct/labels.jsonl")));
        assertThat(winnow("train", again.toString(), "--run-dir", folder.toString()))
                .as(err)
                .isZero();
        for (String command : List.of("evaluate", "report")) {
            assertThat(winnow(command, run.toString())).as(err).isZero();
        }
        assertThat(Files.readString(run.resolve("report.html")))
                .contains("What became of the labels", "Anchors", "Corrected labels");
        assertThat(winnow("predict", run.toString(), folder.resolve("test").toString()))
                .as(err)
                .isZero();
    }

    /** A run that was stopped after four of six steps of the correction ends with the same weights and labels as one that was not. */
    @Test
    void resumedEqualsUninterrupted() throws IOException {
        String[] options = {"--set", "recipe.correct.bootstrap={}"};
        assertThat(web("resumed", options)).as(err).isZero();
        Path run = folder.resolve("resumed");
        Path stage = run.resolve("stages/3-correct");
        byte[] weights = Files.readAllBytes(stage.resolve("network.safetensors"));
        String labels = Files.readString(stage.resolve("corrections.jsonl"));
        AtomicFiles.delete(stage.resolve("checkpoints/step-00000006"));
        for (String file : List.of(
                "classifier.safetensors",
                "encoder.safetensors",
                "network.safetensors",
                "decision.json",
                "corrections.jsonl",
                "labels.jsonl",
                "stage.json")) {
            Files.delete(stage.resolve(file));
        }
        for (String later : List.of("4-classify", "5-evaluate")) {
            AtomicFiles.delete(run.resolve("stages").resolve(later));
        }
        Files.delete(run.resolve("result.json"));
        assertThat(web(
                        "resumed",
                        Stream.concat(Stream.of("--resume"), Stream.of(options)).toArray(String[]::new)))
                .as(err)
                .isZero();
        assertThat(Files.readString(run.resolve("log.txt"))).contains("resumes from step 4");
        assertThat(Files.readAllBytes(stage.resolve("network.safetensors"))).isEqualTo(weights);
        assertThat(Files.readString(stage.resolve("corrections.jsonl"))).isEqualTo(labels);
    }

    /** A threshold above 1 corrects nothing, and trusted labels of a file replace the given ones. */
    @Test
    void labelsOfAFileAreTrusted() throws IOException {
        String wrong = keys.get(0);
        Path file = Files.writeString(
                folder.resolve("checked.csv"),
                "key,label\n" + wrong + "," + own(wrong) + "\nelsewhere.png,%s\n".formatted(own(wrong)));
        assertThat(web(
                        "file",
                        "--set",
                        "recipe.anchors={kind: file, file: " + file + "}",
                        "--set",
                        "recipe.correct.threshold=1.1"))
                .as(err)
                .isZero();
        for (JsonNode line : lines(folder.resolve("file/stages/3-correct/corrections.jsonl"))) {
            boolean own = line.get("key").asText().equals(wrong);
            assertThat(line.get("anchor").asBoolean()).isEqualTo(own);
            assertThat(line.get("corrected").asBoolean()).isEqualTo(own);
            if (own) {
                assertThat(line.get("label").asText()).isEqualTo(own(wrong));
            }
        }
        assertThat(Files.readString(folder.resolve("file/log.txt"))).contains("the class cross has no anchor");
    }

    @Test
    void aClassWhoseExamplesAreAllTrustedIsAWarning() throws IOException {
        assertThat(web("all", "--set", "recipe.anchors={kind: random, count: 1000}"))
                .as(err)
                .isZero();
        assertThat(Files.readString(folder.resolve("all/log.txt")))
                .containsPattern(
                        "Warning: all examples of the class cross are anchors \\(trusted examples\\), which is "
                                + "\\d+, so that none of its labels will be corrected. Lower anchors.count");
        for (JsonNode line : lines(folder.resolve("all/stages/3-correct/corrections.jsonl"))) {
            assertThat(line.get("corrected").asBoolean()).isFalse();
        }
    }

    /** With a learning rate of almost nothing, the classifier stays the network that corrected the labels; a head of cosines starts anew. */
    @Test
    void theClassifierStartsFromTheNetworkThatCorrectedTheLabels() throws IOException {
        String rate = "recipe.classify.training.optimizer.learning_rate=1e-12";
        assertThat(web("start", "--set", rate, "--set", "recipe.classify.fine_tune={freeze: all}"))
                .as(err)
                .isZero();
        JsonNode result =
                new ObjectMapper().readTree(folder.resolve("start/result.json").toFile());
        assertThat(result.at("/metrics/nll").asDouble())
                .isEqualTo(result.at("/baselines/correct/nll").asDouble(), within(1e-6));
        assertThat(web("cosines", "--set", "recipe.classify.loss={kind: ldam}"))
                .as(err)
                .isZero();
    }

    @Test
    void whatCannotWorkIsSaid() throws IOException {
        assertThat(web("queue", "--set", "recipe.correct.queue=12")).isEqualTo(2);
        assertThat(err).contains("recipe.correct.queue", "must be a multiple of", "found 12");
        assertThat(web("vanilla", "--dry-run", "--set", "recipe.correct.vanilla={epochs: 0}"))
                .isEqualTo(2);
        assertThat(err).contains("recipe.correct.vanilla: must not be zero");
        assertThat(web(
                        "early",
                        "--set",
                        "recipe.correct.training.early_stopping={metric: validation/accuracy, goal: max}"))
                .isEqualTo(2);
        assertThat(err).contains("recipe.correct.training.early_stopping.metric: must be loss");
        assertThat(web("devices", "--set", "replicas=2")).isEqualTo(2);
        assertThat(err).contains("the queue and the prototypes follow from whole batches");
        Path elsewhere = Files.writeString(folder.resolve("elsewhere.csv"), "key,label\nnowhere.png,red\n");
        assertThat(web("unknown", "--dry-run", "--set", "recipe.anchors={kind: file, file: " + elsewhere + "}"))
                .isEqualTo(2);
        assertThat(err).contains("anchors.file", "elsewhere.csv").contains("match no example");
        Path named = Files.writeString(
                folder.resolve("named.csv"),
                "key,path,class\nnowhere1," + keys.get(0) + "," + own(keys.get(0)) + "\nnowhere2," + keys.get(1) + ","
                        + own(keys.get(1)) + "\n");
        assertThat(web("ids", "--dry-run", "--set", "recipe.anchors={kind: file, file: " + named + "}"))
                .isEqualTo(2);
        assertThat(err).contains("rename another one to key, choose another (key_column)");
        assertThat(web(
                        "named",
                        "--dry-run",
                        "--set",
                        "recipe.anchors={kind: file, file: " + named + ", key_column: path, label_column: class}"))
                .as(err)
                .isZero();
        assertThat(web("missing", "--set", "recipe.anchors={kind: file, file: nothing.csv}"))
                .isEqualTo(2);
        assertThat(err).contains("nothing.csv").contains("WINNOW_DATA");
        assertThat(folder.resolve("missing")).doesNotExist();
        Path fewer =
                Files.writeString(folder.resolve("fewer.csv"), "name,definition\n" + classes.get(0) + ",something\n");
        assertThat(web("fewer", "--dry-run", "--set", texts().replace("definitions.jsonl", "fewer.csv")))
                .isEqualTo(2);
        assertThat(err).contains(fewer.toString(), "does not define the classes", classes.get(1));
        assertThat(web("others", "--dry-run", "--set", texts().replace("captions.csv", "strangers.csv")))
                .isEqualTo(2);
        Files.writeString(folder.resolve("strangers.csv"), "key,caption\nnowhere.png,a picture\n");
        assertThat(web("others", "--dry-run", "--set", texts().replace("captions.csv", "strangers.csv")))
                .isEqualTo(2);
        assertThat(err).contains("strangers.csv has no caption of an example of the training images of ");
    }
}
