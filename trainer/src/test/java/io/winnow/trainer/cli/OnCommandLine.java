package io.winnow.trainer.cli;

import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Command lines in this process, beside a folder for their files, and what the last of them printed. */
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

    /** Images in folders {@code train} and {@code test}, and the configuration of a small MLCD over them. */
    static Path tinyConfig() throws IOException {
        TestData.write(folder);
        return Files.writeString(
                folder.resolve("tiny.yaml"), """
                device: cpu
                recipe:
                  kind: mlcd
                  data: {train: %s, test: %s, side: 16}
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
}
