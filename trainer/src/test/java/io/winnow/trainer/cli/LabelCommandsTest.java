package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.modality.GivenLabels;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.modality.image.ImageDataConfig;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests commands for imperfect labels: RCAL, the audit of labels, and labels of several annotators. */
class LabelCommandsTest extends OnCommandLine {
    @BeforeAll
    static void writeImages() throws IOException {
        tinyConfig();
    }

    @Test
    void rcalRunsFromContrastToEvaluation() throws IOException {
        Path config = Files.writeString(
                folder.resolve("rcal.yaml"), """
                device: cpu
                recipe:
                  kind: rcal
                  data: {train: %s, test: %s, image_size: 16, labels: {noise: {kind: symmetric, rate: 0.25}}}
                  contrast:
                    kind: moco
                    pretrain:
                      encoder: {kind: resnet, depth: 8, width: 4}
                      queue: 32
                      dimension: 8
                      training: {duration: {steps: 3}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.05}}
                  calibrate: {points: {per_class: 8, batch_size: 8}}
                  refine: {kind: guess, rounds: 2}
                  classify:
                    encoder: {kind: resnet, depth: 8, width: 4}
                    mixup: 1
                    training: {duration: {steps: 3}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.05}}
                  frozen: {linear: {max_iterations: 5}}
                """.formatted(folder.resolve("train"), folder.resolve("test")));
        Path runs = folder.resolve("runs");
        assertThat(winnow("train", config.toString(), "--run-dir", runs.toString(), "--name", "rcal"))
                .as(err)
                .isZero();
        JsonNode result = result("rcal");
        assertThat(result.get("baselines").fieldNames())
                .toIterable()
                .containsExactly("constant", "frozen_linear", "frozen_linear_balanced", "frozen_points");
        JsonNode calibrate = result.get("stages").get(1).get("metrics");
        assertThat(calibrate.get("noise_rate").asDouble()).isEqualTo(0.25);
        assertThat(calibrate.get("purity_before").asDouble()).isBetween(0.0, 0.99);
        assertThat(winnow("evaluate", runs.resolve("rcal").toString(), "--json"))
                .as(err)
                .isZero();
        assertThat(new ObjectMapper().readTree(out)).isEqualTo(result.get("metrics"));

        String audited = runs.resolve("rcal").toString();
        assertThat(winnow("audit", audited, "--folds", "2", "--json")).as(err).isZero();
        JsonNode audit = new ObjectMapper().readTree(out);
        assertThat(audit.get("examples").asInt()).isEqualTo(64);
        assertThat(audit.get("detection").get("mean").get("auroc").asDouble()).isBetween(0.0, 1.0);
        assertThat(Files.readAllLines(runs.resolve("rcal/audit/labels.csv"))).hasSize(65);
        assertThat(Files.readAllLines(runs.resolve("rcal/audit/labels.jsonl"))).hasSize(64);
        assertThat(Files.readString(runs.resolve("rcal/audit/audit.html")))
                .contains("data:image/png;base64,")
                .doesNotContain("\"DATA\"");
        for (String line : Files.readAllLines(runs.resolve("rcal/audit/labels.jsonl"))) {
            JsonNode row = new ObjectMapper().readTree(line);
            assertThat(row.get("corrected"))
                    .isEqualTo(row.get(row.get("wrong").floatValue() >= 0.9f ? "suggested" : "given"));
        }
        // The list that the audit wrote labels the next training, as CSV and as JSON Lines.
        for (String list : List.of("labels.csv", "labels.jsonl")) {
            assertThat(winnow(
                            "train",
                            config.toString(),
                            "--dry-run",
                            "--set",
                            "recipe.data.labels.noise=null",
                            "--set",
                            "recipe.data.labels.file=" + Path.of(audited, "audit", list),
                            "--set",
                            "recipe.data.labels.label_column=corrected"))
                    .as(err)
                    .isZero();
            assertThat(err).contains("64 examples have a record").contains("labels are in the column corrected");
        }
        assertThat(winnow("audit", audited, "--folds", "2", "--check", "10"))
                .as(err)
                .isZero();
        assertThat(err).contains("Wrote 10 random images to");
        assertThat(out).contains("64 labels. The models guess that");
        assertThat(winnow("audit", audited, "--folds", "2", "--check", "20")).isEqualTo(2);
        assertThat(err).contains("may hold answers, so it is not replaced");
        String more = folder.resolve("more").toString();
        assertThat(winnow("audit", audited, "--folds", "2", "--labels-only", "--check", "100", "--output", more))
                .as(err)
                .isZero();
        assertThat(err)
                .contains("--check asks for 100, but the training data have only 64 images with a label")
                .contains("Wrote 64 random images to");
        Path sheet = Path.of(audited, "audit", "check.csv");
        List<String> answered = new ArrayList<>(Files.readAllLines(sheet));
        answered.replaceAll(line -> line.endsWith(",") ? line + "right" : line);
        answered.set(1, answered.get(1).replaceAll("right$", "wrong"));
        Files.write(sheet, answered);
        assertThat(winnow("audit", audited, "--folds", "2", "--checked", sheet.toString(), "--json"))
                .as(err)
                .isZero();
        JsonNode share = new ObjectMapper().readTree(out).get("wrong_share");
        assertThat(share.get("checked").asInt()).isEqualTo(10);
        assertThat(share.get("estimate").asDouble()).isEqualTo(0.1);
        assertThat(Files.readAllLines(sheet)).isEqualTo(answered);
        assertThat(winnow("audit", audited, "--output", config.toString())).isEqualTo(2);
        assertThat(err).contains("rcal.yaml is a file, but --output must name a folder");
        assertThat(winnow("audit", audited, "--by", "guess")).isEqualTo(2);
        assertThat(err).contains("'guess'").contains("confident, kernel, neighbours, training, mean");
    }

    @Test
    void labelsOfAnnotatorsAreCombinedIntoAFileThatARunAccepts() throws IOException {
        StringBuilder lines = new StringBuilder("key,annotator,label\n");
        try (ImageData data = TestData.open(TestData.write(folder))) {
            for (int i = 0; i < 64; i++) {
                for (String annotator : List.of("ann", "bob", "eve")) {
                    int label = ((ClassLabels) data.train().labels()).classes()[i];
                    int said = annotator.equals("eve")
                            ? (label + 1) % data.train().labels().classCount()
                            : label;
                    lines.append(String.join(
                                    ",",
                                    data.train().key(i),
                                    annotator,
                                    data.train().labels().classNames().get(said)))
                            .append('\n');
                }
            }
        }
        Path said = Files.writeString(folder.resolve("annotations.csv"), lines);
        Path labels = folder.resolve("given.csv");
        for (String method : List.of("dawid_skene", "majority")) {
            assertThat(winnow(
                            "data",
                            "aggregate",
                            said.toString(),
                            "--method",
                            method,
                            "--output",
                            labels.toString(),
                            "--force"))
                    .as(err)
                    .isZero();
            assertThat(out).contains("64 labels");
        }
        assertThat(winnow("data", "aggregate", said.toString(), "--output", labels.toString()))
                .isEqualTo(2);
        ImageDataConfig plain = TestData.write(folder);
        ImageDataConfig config = new ImageDataConfig(
                plain.name(),
                plain.train(),
                plain.test(),
                plain.holdout(),
                Optional.empty(),
                Optional.empty(),
                3,
                plain.imageSize(),
                plain.photographs(),
                plain.limit(),
                Optional.empty(),
                Optional.of(GivenLabels.of(labels)),
                Optional.empty(),
                0,
                "white");
        try (ImageData data = TestData.open(config)) {
            assertThat(data.labelFigures()).containsEntry("noise_rate", 0.0);
        }
        Files.writeString(labels, "key,label\nnowhere.png,circle\n");
        assertThatThrownBy(() -> TestData.open(config))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("nowhere.png");
    }

    @Test
    void aDryRunReportsMistakesInTheData() throws IOException {
        String config = folder.resolve("tiny.yaml").toString();
        assertThat(winnow("train", config, "--dry-run")).as(err).isZero();
        assertThat(err).contains("64 images").contains("32 images");
        assertThat(winnow("train", config, "--dry-run", "--set", "recipe.data.labels.file=nowhere.csv"))
                .isEqualTo(2);
        assertThat(err).contains("data.labels.file: The label file nowhere.csv does not exist");
        Path votes = Files.write(
                folder.resolve("windows.csv"),
                "key,label\nM\u00fcller.png,circle\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(winnow("train", config, "--dry-run", "--set", "recipe.data.labels.file=" + votes))
                .isEqualTo(2);
        assertThat(err).contains("windows.csv, line 2").contains("not UTF-8");
        assertThat(winnow(
                        "train",
                        config,
                        "--dry-run",
                        "--set",
                        "recipe.data.labels.file=" + votes,
                        "--set",
                        "recipe.data.labels.encoding=utf-9"))
                .isEqualTo(2);
        assertThat(err).contains("encoding").contains("found utf-9");
    }

    @Test
    void votesAreReadInTheFormatsOfCommonTools() throws IOException {
        Path votes = Files.write(
                folder.resolve("votes.csv"),
                "task;worker;answer\nM\u00fcller.png;u1;Cat\nM\u00fcller.png;u2;cat\nM\u00f6ller.png;u1;NA\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
        Path output = folder.resolve("votes-joined.csv");
        String[] command = {"data", "aggregate", votes.toString(), "--output", output.toString(), "--force"};
        assertThat(winnow(command)).isEqualTo(2);
        assertThat(err).contains("votes.csv, line 2");
        String[] declared = Stream.concat(Stream.of(command), Stream.of("--encoding", "latin-1"))
                .toArray(String[]::new);
        assertThat(winnow(declared)).as(err).isZero();
        assertThat(err)
                .contains("differ only in upper and lower case or in blanks: Cat, cat")
                .contains("1 item without a vote");
        assertThat(Files.readString(output)).contains("M\u00fcller.png");
        Files.writeString(
                folder.resolve("twins.csv"),
                "key,annotator,label\nM\u00fcller.png,U1,cat\nMu\u0308ller.png,u1,cat\nX.png,u2,dog\nx.png,u2,dog\n");
        assertThat(winnow(
                        "data",
                        "aggregate",
                        folder.resolve("twins.csv").toString(),
                        "--output",
                        output.toString(),
                        "--force"))
                .as(err)
                .isZero();
        assertThat(err)
                .contains(
                        "twins.csv: there are annotators whose names differ only in upper and lower case or in blanks: U1, u1.")
                .contains(
                        "twins.csv: there are items whose names differ only in upper and lower case or in blanks, or in the way in"
                                + " which Unicode encodes letters: Mu\u0308ller.png, M\u00fcller.png. They count as different items.")
                .doesNotContain("X.png");
        assertThat(winnow(declared)).as(err).isZero();
        assertThat(winnow(Stream.concat(Stream.of(declared), Stream.of("--label-column", "said"))
                        .toArray(String[]::new)))
                .isEqualTo(2);
        assertThat(err).contains("has no column 'said' (--label-column); it has task, worker, answer");
        // The votes are never overwritten, and options that exclude each other are an error.
        assertThat(winnow("data", "aggregate", votes.toString(), "--output", votes.toString(), "--force"))
                .isEqualTo(2);
        assertThat(err).contains("it would be lost");
        assertThat(winnow(Stream.concat(
                                Stream.of(declared),
                                Stream.of("--label-column", "answer", "--annotator-columns", "a,b"))
                        .toArray(String[]::new)))
                .isEqualTo(2);
        assertThat(err).contains("--annotator-columns is for files with one column per annotator");
    }
}
