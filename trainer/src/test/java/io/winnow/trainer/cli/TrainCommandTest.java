package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.torch.Threads;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs {@code winnow train} in this process, on small runs with images in folders. */
class TrainCommandTest extends OnCommandLine {
    @BeforeAll
    static void trainOnce() throws IOException {
        trainTwo();
    }

    @Test
    void replicasThatCannotShareBatchesAreRejected() {
        String config = folder.resolve("tiny.yaml").toString();
        assertThat(winnow("train", config, "--dry-run", "--set", "replicas=3")).isEqualTo(2);
        assertThat(err).contains("must be a number such as 1 or 2, found 3").contains("batch_size 16");
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

    /** The training itself is refused without workers, so trying the configuration out says what it needs. */
    /** The copy of the configuration in a run is called like the run, so that it continues the run, as the message says. */
    @Test
    void aRunIsContinuedByItsOwnConfiguration() throws IOException {
        Path config = Path.of(run("tiny-1"), "config.yaml");
        assertThat(config).content().startsWith("name: tiny-1");
        JsonNode stages = result("tiny-1").get("stages");
        assertThat(winnow("train", run("tiny-1"), "--resume")).isEqualTo(2);
        Matcher command = Pattern.compile("To continue the run: \\S+ (.*)").matcher(err);
        assertThat(command.find()).as(err).isTrue();
        assertThat(winnow(command.group(1).split(" "))).as(err).isZero();
        assertThat(winnow(
                        "train",
                        config.toString(),
                        "--run-dir",
                        folder.resolve("runs").toString(),
                        "--resume"))
                .as(err)
                .isZero();
        assertThat(result("tiny-1").get("stages")).isEqualTo(stages); // with their seconds: none was run again
    }

    /** Sums are rounded otherwise with another number of threads, so a run keeps its number on a machine with more cores or fewer. */
    @Test
    void aRunIsContinuedWithItsNumberOfThreads() throws IOException {
        int threads = Threads.ofEngine();
        assertThat(train("tiny-threads")).as(err).isZero();
        Path folder = Path.of(run("tiny-threads"));
        Path manifest = folder.resolve("run.json");
        String recorded = "\"threads\" : " + threads;
        assertThat(manifest).content().contains(recorded);
        Files.writeString(manifest, Files.readString(manifest).replace(recorded, "\"threads\" : " + (threads + 1)));
        Files.delete(folder.resolve("result.json"));
        try {
            assertThat(train(
                            folder.resolve("config.yaml"),
                            folder.getParent(),
                            folder.getFileName().toString(),
                            "--resume"))
                    .as(err)
                    .isZero();
            assertThat(Threads.ofEngine()).isEqualTo(threads + 1);
            assertThat(folder.resolve("log.txt"))
                    .content()
                    .contains("The run began with " + (threads + 1) + " threads, and continues with as many");
        } finally {
            Threads.use(threads);
        }
    }

    /** The name may have folders before it; the copy of the configuration has its last part. */
    @Test
    void aRunIsCalledLikeItsFolder() throws IOException {
        String config = folder.resolve("tiny.yaml").toString();
        Path runs = folder.resolve("runs");
        for (String name : List.of("a b", "..", "sub/-x")) {
            assertThat(winnow("train", config, "--run-dir", runs.toString(), "--name", name))
                    .isEqualTo(2);
            assertThat(err).contains("--name must end with a name").contains("'" + name + "'");
        }
        assertThat(winnow("train", config, "--run-dir", runs.toString(), "--name", "sub/tiny-7"))
                .as(err)
                .isZero();
        assertThat(runs.resolve("sub/tiny-7/config.yaml")).content().startsWith("name: tiny-7");
    }

    @Test
    void missingWorkersAreNamedInADryRun() {
        String config = folder.resolve("tiny.yaml").toString();
        assertThat(winnow("train", config, "--dry-run")).as(err).isZero();
        assertThat(err).doesNotContain("--on");
        assertThat(winnow("train", config, "--dry-run", "--set", "rounds.workers=2"))
                .as(err)
                .isZero();
        assertThat(err)
                .contains("for 2 workers (rounds.workers), but there are none")
                .contains("--on local[2]");
    }

    /** MoCo embeds here, whose keys are normalised in groups of each part. */
    @Test
    void batchStatisticsThatReplicasCannotShareAreRejected() {
        String config = folder.resolve("tiny.yaml").toString();
        List<String> synced =
                List.of("train", config, "--dry-run", "--set", "replicas=2", "--set", "sync_batch_norm=true");
        assertThat(winnow(synced.toArray(String[]::new))).isEqualTo(2);
        assertThat(err).contains("sync_batch_norm").contains("key_groups");
        List<String> compiled = new ArrayList<>(synced);
        compiled.addAll(List.of("--set", "engine.compiled=on"));
        assertThat(winnow(compiled.toArray(String[]::new))).isEqualTo(2);
        assertThat(err).contains("engine.compiled").contains("one native call");
    }

    @Test
    void aRunOnTwoReplicasIsEvaluated() throws IOException {
        assertThat(train("replicated", "replicas=2")).as(err).isZero();
        JsonNode metrics = result("replicated").get("metrics");
        assertThat(metrics.size()).isPositive();
        metrics.forEach(metric -> assertThat(metric.asDouble()).isBetween(0.0, 100.0));
    }

    /** Clusters the vectors that the first run clustered once more, and those of its last encoder. */
    @Test
    void aRunStartsFromAStageOfAnEarlierOne() throws IOException {
        for (String stage : List.of("embed", "discriminate")) {
            assertThat(trainFrom(1, stage, "from-" + stage)).as(err).isZero();
        }
        // The earlier runs differ only in their seeds, so these two runs belong to one group.
        assertThat(trainFrom(2, "embed", "from-other")).as(err).isZero();
        assertThat(winnow("runs", "compare", run("from-embed"), run("from-other"), run("from-discriminate")))
                .as(err)
                .isZero();
        assertThat(out).contains("from-embed+from-other").doesNotContain("+from-discriminate");
        byte[] first = Files.readAllBytes(Path.of(run("tiny-1"), "stages/1-embed/test.npy"));
        assertThat(Path.of(run("from-embed"), "stages/1-embed/test.npy")).hasBinaryContent(first);
        assertThat(Files.readAllBytes(Path.of(run("from-discriminate"), "stages/1-embed/test.npy")))
                .isNotEqualTo(first);
        assertThat(trainFrom(1, "embedd", "from-nowhere")).isEqualTo(2);
        assertThat(err).contains("'embedd'").contains("did you mean 'embed'");
    }

    /** The classifier starts from the encoder whose vectors MLCD clustered, whichever method trained it. */
    @Test
    void aClassifierStartsFromAStageOfARunOfAnotherMethod() throws IOException {
        Path config = Files.writeString(folder.resolve("classifier.yaml"), """
                device: cpu
                recipe:
                  kind: supervised
                  data: {train: %s, test: %s, image_size: 16}
                  start: {kind: run, run: %s, stage: embed}
                  classify:
                    encoder: {kind: resnet, depth: 8, width: 4}
                    training: {duration: {steps: 1}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.05}}
                  frozen: {enabled: false}
                """.formatted(
                        folder.resolve("train"), folder.resolve("test"), run("tiny-1")));
        assertThat(winnow(
                        "train",
                        config.toString(),
                        "--run-dir",
                        folder.resolve("runs").toString()))
                .as(err)
                .isZero();
        for (String file : List.of("encoder.safetensors", "train.npy", "test.npy")) {
            assertThat(Path.of(run("classifier"), "stages/1-pretrain", file))
                    .hasBinaryContent(Files.readAllBytes(Path.of(run("tiny-1"), "stages/1-embed", file)));
        }
    }

    private static int trainFrom(int seed, String stage, String name) {
        String embed = "recipe.embed={kind: run, run: " + run("tiny-" + seed) + ", stage: " + stage + "}";
        return train(name, "seed=" + seed, embed);
    }

    /** Clusters features from a file (here those of an earlier run) in cells, and then those of the encoder that was trained. */
    @Test
    void featuresFromAFileAreClusteredAndThenThoseOfTheEncoder() throws IOException {
        Path given = Path.of(run("tiny-1"), "stages/1-embed");
        String embed = "recipe.embed={kind: features, train: " + given.resolve("train.npy") + ", test: "
                + given.resolve("test.npy") + "}";
        assertThat(train(
                        "features",
                        embed,
                        "recipe.discriminate.start=random",
                        "recipe.cluster.hierarchy={cells: 2}",
                        "recipe.repeat=2",
                        "recipe.discriminate.training.accumulate=2"))
                .as(err)
                .isZero();
        Path stages = Path.of(run("features"), "stages");
        assertThat(stages.resolve("1-embed/train.npy"))
                .hasBinaryContent(Files.readAllBytes(given.resolve("train.npy")));
        assertThat(stages.resolve("5-embed-2/encoder.safetensors"))
                .hasBinaryContent(Files.readAllBytes(stages.resolve("4-discriminate/encoder.safetensors")));
        assertThat(stages.resolve("8-discriminate-2/encoder.safetensors")).exists();
        assertThat(result("features").get("baselines").get("embedding"))
                .isEqualTo(result("tiny-1").get("baselines").get("embedding"));
    }

    @Test
    void imagesWithoutLabelsAreTrainedOnButNotEvaluated() throws IOException {
        for (String split : List.of("train", "test")) {
            Path flat = Files.createDirectories(folder.resolve("flat-" + split));
            for (Path file : images(folder.resolve(split))) {
                Files.copy(file, flat.resolve(file.getFileName().toString()));
            }
        }
        assertThat(train(
                        "flat",
                        "recipe.data.train=" + folder.resolve("flat-train"),
                        "recipe.data.test=" + folder.resolve("flat-test")))
                .as(err)
                .isZero();
        assertThat(Path.of(run("flat"), "log.txt")).content().contains("the training or test images have no labels");
        assertThat(result("flat").get("status").asText()).isEqualTo("completed");
        assertThat(result("flat").get("metrics")).isEmpty();
        assertThat(winnow("evaluate", run("flat"))).isEqualTo(2);
        assertThat(err).contains("The representation cannot be evaluated");
    }

    @Test
    void oneDamagedImageEndsARunUnlessItMayBeSkipped() throws IOException {
        Path train = folder.resolve("train");
        Path images = folder.resolve("damaged-train");
        List<Path> files = images(train);
        for (Path file : files) {
            Path copy = images.resolve(train.relativize(file));
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
        Path key = train.relativize(files.get(5));
        Files.writeString(images.resolve(key), "no image");
        // The stage trains on four batches of 16, which hold each of the 64 images once.
        String steps = "recipe.embed.pretrain.training.duration={steps: 4}";
        String data = "recipe.data.train=" + images;
        assertThat(train("strict", data, steps)).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(err)
                .contains("Cannot decode " + key, ", or leave out damaged images with data.max_corrupt, which is 0")
                .doesNotContain("\tat ");
        assertThat(train("lenient", data, steps, "recipe.data.max_corrupt=1"))
                .as(err)
                .isZero();
        assertThat(result("lenient").get("status").asText()).isEqualTo("completed");
        JsonNode embed = result("lenient").get("stages").get(0);
        assertThat(embed.get("metrics").get("corrupt_images").asDouble()).isEqualTo(1.0);
    }

    @Test
    void eachStageReportsItsPeakMemory() throws IOException {
        long machine = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
        for (JsonNode stage : result("tiny-1").get("stages")) {
            assertThat(stage.get("peak_memory_bytes").asLong()).isBetween(50L << 20, machine);
        }
    }

    /** The run looks like one that was killed before it had a run.json. Its images do not exist, so that it ends soon. */
    @Test
    void aRunThatOnlyBeganCanStartAgainWithAnotherConfiguration() throws IOException {
        Path runs = folder.resolve("begun");
        Path run = Files.createDirectories(runs.resolve("tiny"));
        Files.createFile(run.resolve(".lock"));
        Files.writeString(run.resolve("config.yaml"), "half of");
        String[] without = {
            "train",
            folder.resolve("tiny.yaml").toString(),
            "--run-dir",
            runs.toString(),
            "--set",
            "recipe.embed={kind: features, train: " + folder.resolve("nowhere.npy") + "}",
            "--set",
            "recipe.discriminate.start=random"
        };
        for (String option : List.of("--resume", "--json")) {
            String[] command =
                    Stream.concat(Stream.of(without), Stream.of(option)).toArray(String[]::new);
            assertThat(winnow(command)).isNotZero();
            assertThat(err).doesNotContain("exists already").contains("nowhere");
        }
        assertThat(Files.readString(run.resolve("run.json"))).contains("failed");
        assertThat(Files.readString(run.resolve("config.yaml"))).contains("kind: mlcd");
    }
}
