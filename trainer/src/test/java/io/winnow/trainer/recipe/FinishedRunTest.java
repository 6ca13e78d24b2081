package io.winnow.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.modality.image.ImageDataConfig;
import io.winnow.trainer.recipe.mofi.Mofi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was trained in another working directory, in which its files lie. */
class FinishedRunTest {
    @TempDir
    Path home;

    private Path run;

    @BeforeEach
    void write() throws IOException {
        run = Files.createDirectory(home.resolve("run"));
        Files.createDirectory(home.resolve("photos-of-the-run"));
        Files.writeString(home.resolve("entities-of-the-run.csv"), "");
        Files.writeString(run.resolve("config.yaml"), """
                recipe:
                  kind: mofi
                  data: {train: photos-of-the-run, image_size: 16, holdout: 0.2, labels: {file: nowhere.csv}}
                  learn:
                    encoder: {kind: resnet, depth: 8, width: 4}
                    contrast: {texts: entities-of-the-run.csv}
                    training: {duration: {steps: 4}, batch_size: 8, optimizer: {kind: adamw, learning_rate: 0.01}}
                  search: {file: entities-of-the-run.csv, source: vendor}
                """);
        Files.writeString(run.resolve("data.json"), "{\"working_directory\": \"%s\"}".formatted(home));
    }

    @Test
    void pathsOfDataAndOfTheMethodLeadToTheFilesOfTheTraining() {
        Mofi recipe = (Mofi) FinishedRun.open(run).experiment().recipe();
        assertThat(((ImageDataConfig) recipe.data()).train()).contains(home.resolve("photos-of-the-run"));
        assertThat(recipe.search().file()).contains(home.resolve("entities-of-the-run.csv"));
        assertThat(recipe.learn().contrast().orElseThrow().texts()).contains(home.resolve("entities-of-the-run.csv"));
    }

    /** So that messages about a file that is gone name it as the configuration does. */
    @Test
    void aPathThatLeadsNowhereStaysAsItIs() {
        Mofi recipe = (Mofi) FinishedRun.open(run).experiment().recipe();
        assertThat(((ImageDataConfig) recipe.data()).labels().orElseThrow().file())
                .contains(Path.of("nowhere.csv"));
    }

    @Test
    void pathsThatAreGivenNowComeFirst() {
        Mofi recipe = (Mofi) FinishedRun.open(run, List.of("recipe.search.file=pom.xml"))
                .experiment()
                .recipe();
        assertThat(recipe.search().file()).contains(Path.of("pom.xml"));
    }
}
