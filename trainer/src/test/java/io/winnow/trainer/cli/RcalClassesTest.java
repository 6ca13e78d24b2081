package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** RCAL needs a Gaussian of each class, and examples of it to estimate that from. */
class RcalClassesTest extends OnCommandLine {
    @Test
    void classesWithFewExamplesAreToldAndOnesWithoutAreRefused() throws IOException {
        TestData.write(folder);
        Path config = Files.writeString(
                folder.resolve("rcal.yaml"), """
                device: cpu
                recipe:
                  kind: rcal
                  data: {train: %s, test: %s, image_size: 16}
                  contrast:
                    kind: moco
                    pretrain:
                      encoder: {kind: cnn, channels: [8], kernel: 3, width: 8}
                      queue: 8
                      training: {duration: {steps: 1}, batch_size: 8, optimizer: {kind: sgd, learning_rate: 0.1}}
                  classify:
                    encoder: {kind: cnn, channels: [8], kernel: 3, width: 8}
                    training: {duration: {steps: 1}, batch_size: 8, optimizer: {kind: sgd, learning_rate: 0.1}}
                """.formatted(folder.resolve("train"), folder.resolve("test")));
        assertThat(winnow("train", config.toString(), "--dry-run")).as(err).isZero();
        assertThat(err)
                .contains(
                        "Warning: recipe.calibrate.select compares each example with all others of its class in 4 of the 5"
                                + " classes");
        assertThat(winnow("train", config.toString(), "--dry-run", "--set", "recipe.calibrate.select.share=0.3"))
                .as(err)
                .isZero();
        assertThat(err).doesNotContain("recipe.calibrate.select");
        Path lost;
        try (Stream<Path> classes = Files.list(folder.resolve("train"))) {
            lost = classes.sorted().findFirst().orElseThrow();
        }
        List<Path> images;
        try (Stream<Path> listed = Files.list(lost)) {
            images = listed.toList();
        }
        for (Path image : images) {
            Files.delete(image);
        }
        assertThat(winnow("train", config.toString(), "--dry-run")).isEqualTo(2);
        assertThat(err)
                .contains(
                        "recipe.data: must have a training example of each class, from which its Gaussian is estimated;"
                                + " there is none of " + lost.getFileName() + ". Add some");
    }
}
