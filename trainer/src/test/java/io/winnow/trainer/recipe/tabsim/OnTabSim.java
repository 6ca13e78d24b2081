package io.winnow.trainer.recipe.tabsim;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Base class of tests with a complete run over generated pairs, whose similarity follows from their words. */
abstract class OnTabSim {
    @TempDir
    static Path folder;

    static Path config;
    static Path run;

    @BeforeAll
    static void train() throws IOException {
        Path pairs = SyntheticPairs.write(folder.resolve("pairs.jsonl"), 24);
        config = Files.writeString(folder.resolve("tiny.yaml"), """
                device: cpu
                logging: {tensorboard: false}
                recipe:
                  kind: tabsim
                  data: {pairs: %s}
                  folds: 2
                  zero_shot: false
                  encoder: %s
                  training:
                    duration: {epochs: 8}
                    batch_size: 8
                    optimizer: {kind: rmsprop, learning_rate: 0.005, alpha: 0.9}
                    schedule: {kind: constant}
                """.formatted(pairs, SyntheticPairs.ENCODER));
        CommandRun done = CommandRun.of("train", config.toString(), "--run-dir", folder.toString(), "--json");
        assertThat(done.code()).as(done.err()).isZero();
        run = folder.resolve("tiny");
    }
}
