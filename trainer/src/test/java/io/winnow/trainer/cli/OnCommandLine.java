package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Base class of tests that run command lines in this process: a folder for files, and the output of the last command. */
abstract class OnCommandLine {
    @TempDir
    static Path folder;

    static String out;
    static String err;

    static int winnow(String... arguments) {
        CommandRun done = CommandRun.of(arguments);
        out = done.out();
        err = done.err();
        return done.code();
    }

    /** Writes images to the folders {@code train} and {@code test}, and the configuration of a small MLCD run on them. */
    static Path tinyConfig() throws IOException {
        TestData.write(folder);
        return Files.writeString(
                folder.resolve("tiny.yaml"), """
                device: cpu
                recipe:
                  kind: mlcd
                  data: {train: %s, test: %s, image_size: 16}
                  embed:
                    kind: moco
                    pretrain:
                      encoder: {kind: resnet, depth: 8, width: 4}
                      queue: 32
                      dimension: 8
                      training: {duration: {steps: 3}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.05}}
                  cluster: {k: 6, iterations: 3}
                  labels: 2
                  discriminate:
                    encoder: {kind: resnet, depth: 8, width: 4}
                    dimension: 8
                    training: {duration: {steps: 3}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.05}}
                  probe: {neighbours: 3, linear: {max_iterations: 5}}
                """.formatted(folder.resolve("train"), folder.resolve("test")));
    }

    /** Trains the configuration of {@link #tinyConfig} as {@code runs/NAME} with overrides {@code KEY=VALUE}, and returns the exit code. */
    static int train(String name, String... changes) {
        return train(
                folder.resolve("tiny.yaml"),
                folder.resolve("runs"),
                name,
                Stream.of(changes).flatMap(change -> Stream.of("--set", change)).toArray(String[]::new));
    }

    /** Trains a configuration as {@code NAME} in a folder of runs, with further arguments, and returns the exit code. */
    static int train(Path config, Path runs, String name, String... more) {
        return winnow(Stream.concat(
                        Stream.of("train", config.toString(), "--run-dir", runs.toString(), "--name", name),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    /** Trains {@code tiny-1} and {@code tiny-2}, which differ only in their seeds. */
    static void trainTwo() throws IOException {
        tinyConfig();
        for (int seed = 1; seed <= 2; seed++) {
            assertThat(train("tiny-" + seed, "seed=" + seed)).as(err).isZero();
        }
    }

    /** Returns the directory of a run. */
    static String run(String name) {
        return folder.resolve("runs").resolve(name).toString();
    }

    /** Returns the {@code result.json} of a run. */
    static JsonNode result(String name) throws IOException {
        return new ObjectMapper().readTree(Path.of(run(name), "result.json").toFile());
    }

    /** Returns the lines of a file, each of which is JSON. */
    static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    static List<Path> images(Path split) throws IOException {
        try (Stream<Path> files = Files.walk(split)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
