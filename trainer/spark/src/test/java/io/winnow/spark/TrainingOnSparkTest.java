package io.winnow.spark;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.session.TrainingSession;
import io.winnow.trainer.workers.Workers;
import io.winnow.trainer.workers.WorkersAt;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run on Spark in this process, and on executors that are processes and die. Simulated workers are the oracle. */
class TrainingOnSparkTest {
    private static final List<String> FILES = List.of(
            "1-embed/encoder.safetensors",
            "1-embed/train.npy",
            "1-embed/test.npy",
            "2-cluster/centers.safetensors",
            "3-assign/labels.bin",
            "4-discriminate/encoder.safetensors");

    @TempDir
    Path folder;

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());

    private final Progress saying = new Progress() {
        @Override
        public void say(String line) {
            said.add(line);
        }

        @Override
        public Task start(String name, String unit, long done, long total) {
            return Progress.silent().start(name, unit, done, total);
        }
    };

    /** The processes of a cluster are over before the optimising compiler pays. */
    @BeforeAll
    static void startFast() {
        System.setProperty("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    }

    private Experiment experiment(String... more) throws IOException {
        for (String part : List.of("train", "test")) {
            for (int i = 0; i < 40; i++) {
                BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
                Random random = new Random(i + part.length());
                for (int pixel = 0; pixel < 256; pixel++) {
                    int level = (pixel / 16 + pixel % 16 * (i % 2)) * 6 + random.nextInt(40);
                    image.getRaster().setSample(pixel % 16, pixel / 16, 0, level);
                }
                Path file = folder.resolve(part)
                        .resolve(i % 2 == 0 ? "even" : "odd")
                        .resolve(i + ".png");
                Files.createDirectories(file.getParent());
                ImageIO.write(image, "png", file.toFile());
            }
        }
        return Experiment.parse(
                        "tiny.yaml", """
                        name: tiny
                        device: cpu
                        rounds: {steps: 2}
                        recipe:
                          kind: mlcd
                          data: {train: %s, test: %s, image_size: 16}
                          embed:
                            kind: moco
                            pretrain:
                              encoder: {kind: resnet, depth: 8, width: 16}
                              queue: 32
                              dimension: 8
                              training: {duration: {steps: 5}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.05}}
                          cluster: {k: 6, iterations: 3}
                          labels: 2
                          discriminate:
                            encoder: {kind: resnet, depth: 8, width: 16}
                            dimension: 8
                            training: {duration: {steps: 4}, batch_size: 16, optimizer: {kind: adamw, learning_rate: 0.01}}
                          probe: {neighbours: 3, linear: {max_iterations: 5}}
                        """.formatted(folder.resolve("train"), folder.resolve("test")), List.of(more))
                .on(2);
    }

    /** An experiment whose network has dropout, for which PyTorch has one random generator in a process. */
    private Experiment withDropout() throws IOException {
        StringBuilder rows = new StringBuilder("a,b,class\n");
        Random random = new Random(1);
        for (int i = 0; i < 400; i++) {
            double a = random.nextGaussian();
            rows.append(a).append(',').append(random.nextGaussian()).append(a > 0 ? ",yes\n" : ",no\n");
        }
        Files.writeString(folder.resolve("rows.csv"), rows);
        return Experiment.parse("rows.yaml", """
                        name: rows
                        device: cpu
                        rounds: {steps: 10}
                        recipe:
                          kind: supervised
                          data: {kind: rows, file: %s, labels: {class: {kind: class}}}
                          classify:
                            encoder: {kind: row_mlp, dropout: 0.5}
                            training: {duration: {steps: 20}, batch_size: 64, optimizer: {kind: adamw, learning_rate: 0.01}}
                        """.formatted(folder.resolve("rows.csv")), List.of())
                .on(2);
    }

    private Result train(String name, Workers workers) throws IOException {
        return train(name, experiment(), workers);
    }

    private Result train(String name, Experiment experiment, Workers workers) throws IOException {
        Path run = folder.resolve(name);
        try (TrainingSession session = TrainingSession.open(experiment, run, false, List.of())) {
            RunData data = RunData.recording(
                    run, experiment.recipe(), new Catalog(DataRoot.ofEnvironment()), false, said::add);
            return session.train(Device.cpu(), data, saying, new StopSignal(), Optional.of(workers));
        }
    }

    /** Tasks of one process take turns where they draw random numbers, or the results would depend on who is first. */
    @Test
    void tasksInOneProcessDropWhatEachWouldDropAlone() throws IOException {
        try (Workers workers = WorkersAt.open("simulated[2]", "test", said::add)) {
            train("turns", withDropout(), workers);
        }
        try (Workers workers = WorkersAt.open("local[2]", "test", said::add)) {
            train("threads", withDropout(), workers);
        }
        assertThat(folder.resolve("threads/stages/1-classify/encoder.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("turns/stages/1-classify/encoder.safetensors"));
    }

    private void requireSameFiles(String name, Result result, Result expected) throws IOException {
        for (String file : FILES) {
            if (!Files.exists(folder.resolve("simulated/stages").resolve(file))) {
                assertThat(file).isEqualTo("1-embed/encoder.safetensors"); // there is none if pixels are clustered
                continue;
            }
            assertThat(Files.mismatch(
                            folder.resolve(name).resolve("stages").resolve(file),
                            folder.resolve("simulated/stages").resolve(file)))
                    .as(name + " " + file)
                    .isEqualTo(-1);
        }
        assertThat(result.metrics()).isEqualTo(expected.metrics());
    }

    @Test
    void sparkGivesTheBitsOfSimulatedWorkersAlsoIfExecutorsDie() throws IOException {
        Result expected;
        try (Workers workers = WorkersAt.open("simulated[2]", "test", said::add)) {
            expected = train("simulated", workers);
        }
        try (Workers workers = WorkersAt.open("local[2]", "test", said::add)) {
            requireSameFiles("local", train("local", workers), expected);
        }
        Path marks = Files.createDirectories(folder.resolve("marks"));
        try (Workers workers = WorkersAt.open("local-cluster[2,1,1024]", "test", said::add)) {
            requireSameFiles("cluster", train("cluster", new Dying(workers, marks, true)), expected);
        }
        assertThat(marks.resolve("training-died")).exists();
        assertThat(marks.resolve("embedding-died")).exists();
        assertThat(said).anyMatch(line -> line.matches("Executor \\d of Spark was lost: .*"));
        assertThat(said).anyMatch(line -> line.matches("Executor \\d of Spark has joined\\."));
    }

    /** The workers divide the centers. The one that takes the place of a lost one has read its shard from the file of the round before. */
    @Test
    void aRoundOfStepsThatAreDoneTogetherIsDoneAgainIfAnExecutorDies() throws IOException {
        Experiment together = experiment(
                "rounds.outer.kind=synchronous", "recipe.embed={kind: pixels}", "recipe.discriminate.start=random");
        Result expected;
        try (Workers workers = WorkersAt.open("simulated[2]", "test", said::add)) {
            expected = train("simulated", together, workers);
        }
        Path marks = Files.createDirectories(folder.resolve("marks"));
        try (Workers workers = WorkersAt.open("local-cluster[2,1,1024]", "test", said::add)) {
            requireSameFiles("cluster", train("cluster", together, new Dying(workers, marks, false)), expected);
        }
        assertThat(marks.resolve("training-died")).exists();
        assertThat(said)
                .contains("4-discriminate: a worker was replaced by another. The round is done again from step 0.")
                .anyMatch(line -> line.matches("Executor \\d of Spark was lost: .*"));
    }
}
