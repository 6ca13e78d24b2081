package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vectors.Npy;
import io.winnow.trainer.vision.GivenLabels;
import io.winnow.trainer.vision.ImageData;
import io.winnow.trainer.vision.ImageDataConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The commands around a run, in this process, on a small run over images in folders. */
class CommandsTest extends OnCommandLine {
    @BeforeAll
    static void train() throws IOException {
        Path config = tinyConfig();
        for (String seed : List.of("1", "2")) {
            assertThat(winnow(
                            "train",
                            config.toString(),
                            "--run-dir",
                            folder.resolve("runs").toString(),
                            "--name",
                            "tiny-" + seed,
                            "--set",
                            "seed=" + seed))
                    .as(err)
                    .isZero();
        }
        assertThat(out).contains("raw_pixels").contains("mlcd");
    }

    private static String run(int seed) {
        return folder.resolve("runs/tiny-" + seed).toString();
    }

    @Test
    void embedWritesARowForEachImageOfEachInput() throws IOException {
        Path lines = folder.resolve("vectors.jsonl");
        String train = folder.resolve("train").toString();
        String test = folder.resolve("test").toString();
        assertThat(winnow("embed", run(1), train, test, "--output", lines.toString()))
                .as(err)
                .isZero();
        List<String> rows = Files.readAllLines(lines);
        assertThat(rows).hasSize(96);
        JsonNode last = new ObjectMapper().readTree(rows.get(95));
        assertThat(last.get("id").asInt()).isEqualTo(95);
        assertThat(folder.resolve("test").resolve(last.get("key").asText())).exists();

        // The rows of an input do not depend on what stands beside it, as the normalisation is the run's own.
        Path alone = folder.resolve("vectors.npy");
        assertThat(winnow("embed", run(1), test, "--output", alone.toString()))
                .as(err)
                .isZero();
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] values = Npy.read(alone, manager).toFloatArray();
            JsonNode vector = last.get("vector");
            for (int d = 0; d < vector.size(); d++) {
                assertThat(values[31 * vector.size() + d])
                        .isCloseTo((float) vector.get(d).asDouble(), within(1e-5f));
            }
        }
        assertThat(winnow("embed", run(1), test, "--output", alone.toString())).isEqualTo(2);
        assertThat(err).contains("--force");
    }

    @Test
    void replicasThatCannotShareAreRefused() {
        String config = folder.resolve("tiny.yaml").toString();
        assertThat(winnow("train", config, "--dry-run", "--set", "replicas=3")).isEqualTo(2);
        assertThat(err).contains("replicas").contains("batch_size 16");
        assertThat(winnow(
                        "train",
                        config,
                        "--dry-run",
                        "--set",
                        "replicas=2",
                        "--set",
                        "recipe.discriminate.objective=per_slot"))
                .isEqualTo(2);
        assertThat(err).contains("per_slot");
    }

    @Test
    void aRunOnTwoReplicasIsJudged() throws IOException {
        String config = folder.resolve("tiny.yaml").toString();
        String runs = folder.resolve("replicated").toString();
        assertThat(winnow("train", config, "--run-dir", runs, "--set", "replicas=2", "--json"))
                .as(err)
                .isZero();
        JsonNode metrics = new ObjectMapper().readTree(out).get("metrics");
        assertThat(metrics.size()).isPositive();
        metrics.forEach(metric -> assertThat(metric.asDouble()).isBetween(0.0, 100.0));
    }

    /** The vectors that the first run clustered are clustered again, or those of its last encoder. */
    @Test
    void aRunStartsFromAStageOfAnEarlierOne() throws IOException {
        Path runs = folder.resolve("later");
        for (String stage : List.of("embed", "discriminate")) {
            assertThat(trainFrom(1, stage, runs, stage)).as(err).isZero();
        }
        // From other runs, which differ in their seeds alone: two runs of one kind.
        assertThat(trainFrom(2, "embed", runs, "other")).as(err).isZero();
        assertThat(winnow("runs", "compare", runs + "/embed", runs + "/other", runs + "/discriminate"))
                .as(err)
                .isZero();
        assertThat(out).contains("embed+other").doesNotContain("+discriminate");
        byte[] first = Files.readAllBytes(Path.of(run(1), "stages/1-embed/test.npy"));
        assertThat(runs.resolve("embed/stages/1-embed/test.npy")).hasBinaryContent(first);
        assertThat(Files.readAllBytes(runs.resolve("discriminate/stages/1-embed/test.npy")))
                .isNotEqualTo(first);
        assertThat(trainFrom(1, "embedd", runs, "wrong")).isEqualTo(2);
        assertThat(err).contains("'embedd'").contains("did you mean 'embed'");
    }

    private static int trainFrom(int seed, String stage, Path runs, String name) {
        String embed = "recipe.embed={kind: run, run: " + run(seed) + ", stage: " + stage + "}";
        return winnow(
                "train",
                folder.resolve("tiny.yaml").toString(),
                "--run-dir",
                runs.toString(),
                "--name",
                name,
                "--set",
                "seed=" + seed,
                "--set",
                embed);
    }

    @Test
    void embedRefusesWhatItCannotRead() {
        String output = folder.resolve("refused.npy").toString();
        assertThat(winnow("embed", run(1), "fashion-mnist/test", "--output", output))
                .isEqualTo(2);
        assertThat(winnow("embed", run(1), "nowhere/images", "--output", output))
                .isEqualTo(2);
        assertThat(err).contains("'nowhere/images'").contains("fashion-mnist");
        assertThat(winnow("embed", folder.toString(), "x", "--output", output)).isEqualTo(2);
        assertThat(winnow(
                        "embed",
                        run(1),
                        "x",
                        "--output",
                        folder.resolve("v.csv").toString()))
                .isEqualTo(2);
        assertThat(err).contains(".npy, .safetensors or .jsonl");
        assertThat(Path.of(output)).doesNotExist();
    }

    @Test
    void evaluateGivesTheMetricsOfTheRunAgain() throws IOException {
        JsonNode result =
                new ObjectMapper().readTree(Path.of(run(1), "result.json").toFile());
        assertThat(winnow("evaluate", run(1), "--json")).as(err).isZero();
        JsonNode again = new ObjectMapper().readTree(out);
        assertThat(again).isEqualTo(result.get("metrics"));
    }

    /** Features of another program, here of an earlier run, clustered in cells; then once more by the encoder that was trained. */
    @Test
    void featuresOfAFileAreClusteredAndThenThoseOfTheEncoder() throws IOException {
        Path given = Path.of(run(1), "stages/1-embed");
        Path runs = folder.resolve("features");
        assertThat(winnow(
                        "train",
                        folder.resolve("tiny.yaml").toString(),
                        "--run-dir",
                        runs.toString(),
                        "--name",
                        "two",
                        "--set",
                        "recipe.embed={kind: features, train: " + given.resolve("train.npy") + ", test: "
                                + given.resolve("test.npy") + "}",
                        "--set",
                        "recipe.discriminate.start=random",
                        "--set",
                        "recipe.cluster.hierarchy={cells: 2}",
                        "--set",
                        "recipe.repeat=2",
                        "--set",
                        "recipe.discriminate.training.accumulate=2"))
                .as(err)
                .isZero();
        Path stages = runs.resolve("two/stages");
        assertThat(stages.resolve("1-embed/train.npy"))
                .hasBinaryContent(Files.readAllBytes(given.resolve("train.npy")));
        assertThat(stages.resolve("5-embed-2/encoder.safetensors"))
                .hasBinaryContent(Files.readAllBytes(stages.resolve("4-discriminate/encoder.safetensors")));
        assertThat(stages.resolve("8-discriminate-2/encoder.safetensors")).exists();
        JsonNode result =
                new ObjectMapper().readTree(runs.resolve("two/result.json").toFile());
        JsonNode first =
                new ObjectMapper().readTree(Path.of(run(1), "result.json").toFile());
        assertThat(result.get("baselines").get("embedding"))
                .isEqualTo(first.get("baselines").get("embedding"));
    }

    @Test
    void imagesWithoutLabelsAreLearnedFromAndNotJudged() throws IOException {
        for (String split : List.of("train", "test")) {
            Path flat = Files.createDirectories(folder.resolve("flat-" + split));
            try (Stream<Path> files = Files.walk(folder.resolve(split))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, flat.resolve(file.getFileName().toString()));
                }
            }
        }
        Path runs = folder.resolve("unlabelled");
        assertThat(winnow(
                        "train",
                        folder.resolve("tiny.yaml").toString(),
                        "--run-dir",
                        runs.toString(),
                        "--name",
                        "flat",
                        "--set",
                        "recipe.data.train=" + folder.resolve("flat-train"),
                        "--set",
                        "recipe.data.test=" + folder.resolve("flat-test")))
                .as(err)
                .isZero();
        assertThat(runs.resolve("flat/log.txt")).content().contains("no labels to judge by");
        JsonNode result =
                new ObjectMapper().readTree(runs.resolve("flat/result.json").toFile());
        assertThat(result.get("status").asText()).isEqualTo("completed");
        assertThat(result.get("metrics")).isEmpty();
        assertThat(winnow("evaluate", runs.resolve("flat").toString())).isEqualTo(2);
        assertThat(err).contains("no labels to judge by");
    }

    /** The stage learns from four batches of 16: each of the 64 images once. */
    private static int trainOnDamaged(Path images, String name, int maxCorrupt) {
        return winnow(
                "train",
                folder.resolve("tiny.yaml").toString(),
                "--run-dir",
                folder.resolve("damaged").toString(),
                "--name",
                name,
                "--set",
                "recipe.data.train=" + images,
                "--set",
                "recipe.data.max_corrupt=" + maxCorrupt,
                "--set",
                "recipe.embed.pretrain.training.duration={steps: 4}");
    }

    @Test
    void oneDamagedImageEndsARunUnlessItMayBeSkipped() throws IOException {
        Path train = folder.resolve("train");
        Path images = folder.resolve("damaged-train");
        List<Path> files;
        try (Stream<Path> found = Files.walk(train)) {
            files = found.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            Path copy = images.resolve(train.relativize(file));
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
        Path key = train.relativize(files.get(5));
        Files.writeString(images.resolve(key), "no image");
        assertThat(trainOnDamaged(images, "strict", 0)).isEqualTo(Winnow.FAILED);
        assertThat(err).contains("Cannot decode " + key).doesNotContain("\tat ");
        assertThat(trainOnDamaged(images, "lenient", 1)).as(err).isZero();
        JsonNode result = new ObjectMapper()
                .readTree(folder.resolve("damaged/lenient/result.json").toFile());
        assertThat(result.get("status").asText()).isEqualTo("completed");
        JsonNode embed = result.get("stages").get(0);
        assertThat(embed.get("metrics").get("corrupt_images").asDouble()).isEqualTo(1.0);
    }

    @Test
    void eachStageSaysHowMuchMemoryItTook() throws IOException {
        JsonNode result =
                new ObjectMapper().readTree(Path.of(run(1), "result.json").toFile());
        long machine = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
        for (JsonNode stage : result.get("stages")) {
            assertThat(stage.get("peak_memory_bytes").asLong()).isBetween(50L << 20, machine);
        }
    }

    @Test
    void rcalRunsFromContrastToEvaluation() throws IOException {
        Path config = Files.writeString(
                folder.resolve("rcal.yaml"), """
                device: cpu
                recipe:
                  kind: rcal
                  data: {train: %s, test: %s, side: 16, labels: {noise: {kind: symmetric, rate: 0.25}}}
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
        JsonNode result =
                new ObjectMapper().readTree(runs.resolve("rcal/result.json").toFile());
        assertThat(result.get("baselines").fieldNames())
                .toIterable()
                .containsExactly("frozen_linear", "frozen_linear_balanced", "frozen_points");
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
        assertThat(winnow("audit", audited, "--by", "guess")).isEqualTo(2);
        assertThat(err).contains("'guess'").contains("gaussians, confident, neighbours, mean");
    }

    @Test
    void annotatorsAreJoinedToALabelFileThatARunTakes() throws IOException {
        StringBuilder lines = new StringBuilder("key,annotator,label\n");
        try (ImageData data = TestData.open(TestData.write(folder))) {
            for (int i = 0; i < 64; i++) {
                for (String annotator : List.of("ann", "bob", "eve")) {
                    int label = ((Labels.Single) data.train().labels()).classes()[i];
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
                3,
                plain.side(),
                plain.limit(),
                Optional.of(new GivenLabels(Optional.of(labels), Optional.empty(), Optional.empty(), 1)),
                Optional.empty(),
                0);
        try (ImageData data = TestData.open(config)) {
            assertThat(data.labelFigures()).containsEntry("noise_rate", 0.0);
        }
        Files.writeString(labels, "key,label\nnowhere.png,circle\n");
        assertThatThrownBy(() -> TestData.open(config))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("nowhere.png");
    }

    @Test
    void runsAreListedShownAndCompared() {
        assertThat(winnow("runs", "list", "--run-dir", folder.resolve("runs").toString()))
                .as(err)
                .isZero();
        assertThat(out).contains("tiny-1").contains("tiny-2").contains("completed");
        assertThat(winnow("runs", "compare", run(1), run(2))).as(err).isZero();
        assertThat(out).contains("linear");
    }

    @Test
    void everyWrongConfigurationOfSeveralIsReported() throws IOException {
        String right = folder.resolve("tiny.yaml").toString();
        String wrong = folder.resolve("wrong.yaml").toString();
        String none = folder.resolve("none.yaml").toString();
        Files.writeString(Path.of(wrong), "recipe: mlcd\n");
        assertThat(winnow("config", "check", wrong, right, none)).isEqualTo(2);
        assertThat(err).contains(wrong + ":1: recipe: must be a mapping").contains("there is no file " + none);
        assertThat(out).contains(right + ": right").doesNotContain(wrong);
        assertThat(winnow("config", "check", right)).as(err).isZero();
    }

    /** As one that was killed before its run.json was there; its images are nowhere, so that it ends soon. */
    @Test
    void aRunThatOnlyBeganIsResumedFromTheBeginning() throws IOException {
        Path runs = folder.resolve("begun");
        Path run = Files.createDirectories(runs.resolve("tiny"));
        Files.createFile(run.resolve(".lock"));
        Files.writeString(run.resolve("config.yaml"), "half of");
        String[] command = {
            "train",
            folder.resolve("tiny.yaml").toString(),
            "--run-dir",
            runs.toString(),
            "--set",
            "recipe.data.train=" + folder.resolve("nowhere")
        };
        assertThat(winnow(command)).isEqualTo(2);
        assertThat(err).contains("add --resume");
        String[] resumed =
                Stream.concat(Stream.of(command), Stream.of("--resume")).toArray(String[]::new);
        assertThat(winnow(resumed)).isNotZero();
        assertThat(err).doesNotContain("is there already").contains("nowhere");
        assertThat(run.resolve("run.json")).exists();
        assertThat(Files.readString(run.resolve("config.yaml"))).contains("kind: mlcd");
    }

    @Test
    void dataIsInspected() throws IOException {
        Path sheet = folder.resolve("sheet.png");
        assertThat(winnow("data", "inspect", folder.resolve("train").toString(), "--contact-sheet", sheet.toString()))
                .as(err)
                .isZero();
        assertThat(out).contains("64 images").contains("damaged: 0");
        assertThat(Files.size(sheet)).isPositive();
        assertThat(winnow("data", "fetch", "fashion")).isEqualTo(2);
        assertThat(err).contains("'fashion'").contains("fashion-mnist");
    }
}
