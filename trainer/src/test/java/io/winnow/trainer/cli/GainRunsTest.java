package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.recipe.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GainRunsTest {
    @TempDir
    Path folder;

    /** A data set that is found by its name does not move with the working directory. */
    @Test
    void aConfigurationIsTheSameInEveryWorkingDirectory() throws IOException {
        String home = System.getProperty("user.home");
        System.setProperty("user.home", folder.toString());
        try {
            Path photos = Files.createDirectories(folder.resolve(".cache/winnow/data/photos-of-gain"));
            Path nowhere = Path.of("nowhere-of-gain");
            assertThat(paths("photos-of-gain", "nowhere-of-gain")).containsExactly(photos, nowhere);
            assertThat(paths("pom.xml", "nowhere-of-gain"))
                    .containsExactly(Path.of("pom.xml").toAbsolutePath(), nowhere);
        } finally {
            System.setProperty("user.home", home);
        }
    }

    private static Iterable<Path> paths(String train, String test) {
        Experiment experiment = Experiment.parse("test.yaml", """
                name: test
                recipe:
                  kind: supervised
                  data: {train: %s, test: %s, image_size: 8}
                  classify:
                    encoder: {kind: cnn, channels: [8]}
                    training: {duration: {steps: 1}, batch_size: 4, optimizer: {kind: sgd, learning_rate: 0.1}}
                """.formatted(train, test), List.of());
        return GainRuns.absolute(experiment)
                .recipe()
                .examples()
                .orElseThrow()
                .paths()
                .values();
    }
}
