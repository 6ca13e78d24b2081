package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Configurations whose numbers do not suit their 64 training images are rejected before anything is computed. */
class SizesTest extends OnCommandLine {
    @BeforeAll
    static void data() throws IOException {
        tinyConfig();
    }

    @Test
    void allMistakesAreReportedTogetherAndNoRunIsCreated() {
        int code = train(
                "large",
                "recipe.cluster={k: 4000}",
                "recipe.discriminate.training.batch_size=65",
                "recipe.embed.pretrain.training={batch_size: 128, duration: {steps: 3}}",
                "recipe.embed.pretrain.queue=128");
        assertThat(code).isEqualTo(2);
        assertThat(err.lines())
                .containsExactlyInAnyOrder(
                        "Warning: recipe.embed.pretrain.queue is 128, but there are only 64 training images: they are contrasted"
                                + " with older keys of themselves; a shorter queue avoids this.",
                        "--set recipe.cluster={k: 4000}: recipe.cluster.k: must be at most the number of training images, which is"
                                + " 64; found 4000; about 15 images per cluster are usual, so try 4",
                        "--set recipe.discriminate.training.batch_size=65: recipe.discriminate.training.batch_size: must be at most"
                                + " the number of training images, which is 64; found 65; 32 would work",
                        "--set recipe.embed.pretrain.training={batch_size: 128, duration: {steps: 3}}:"
                                + " recipe.embed.pretrain.training.batch_size: must be at most the number of training images, which"
                                + " is 64; found 128; 32 would work");
        assertThat(Path.of(run("large"))).doesNotExist();
    }

    @Test
    void numbersAtTheirLimitsAreAccepted() {
        List<String> exact = List.of(
                "recipe.cluster.k=64",
                "recipe.discriminate.training.batch_size=64",
                "recipe.embed.pretrain.training.batch_size=32");
        String[] command = {
            "train",
            folder.resolve("tiny.yaml").toString(),
            "--dry-run",
            "--set",
            exact.get(0),
            "--set",
            exact.get(1),
            "--set",
            exact.get(2)
        };
        assertThat(winnow(command)).as(err).isZero();
        assertThat(out).contains("embed -> cluster -> assign -> discriminate -> probe");
        assertThat(err).doesNotContain("Warning");
    }

    @Test
    void theLimitOfTheDataIsRespected() {
        assertThat(train("limited", "recipe.data.limit=5")).isEqualTo(2);
        assertThat(err)
                .contains("tiny.yaml: recipe.cluster.k: must be at most the number of training images, which is 5");
    }

    @Test
    void numbersWithAnUnexpectedEffectCauseAWarning() {
        assertThat(winnow(
                        "train",
                        folder.resolve("tiny.yaml").toString(),
                        "--dry-run",
                        "--set",
                        "recipe.data.limit=65",
                        "--set",
                        "recipe.probe.neighbours=65",
                        "--set",
                        "recipe.discriminate.training.schedule={kind: cosine, warmup: {steps: 3}}"))
                .isZero();
        assertThat(err.lines().filter(line -> line.startsWith("Warning")))
                .containsExactly(
                        "Warning: recipe.data.limit is 65, but there are only 64 images: all are used.",
                        "Warning: recipe.discriminate.training.schedule.warmup takes 3 steps, but the whole training has 3: the"
                                + " learning rate never decreases.",
                        "Warning: recipe.probe.neighbours is 65, but there are only 64 training images: all of them vote.");
    }

    @Test
    void missingPathsExitWith2() {
        assertThat(train("nowhere", "recipe.data.train=nowhere")).isEqualTo(2);
        assertThat(err).startsWith("There is no file or folder nowhere (looked in ");
        assertThat(train("home", "recipe.data.train=$HOME/photos")).isEqualTo(2);
        assertThat(err).contains("Only the shell replaces ~");
        assertThat(Path.of(run("home"))).doesNotExist();
    }

    @Test
    void anEmptyValueIsAMistake() {
        assertThat(train("empty", "recipe.data.image_size=", "seed= ", "device", "recipe.labels=[1, 2"))
                .isEqualTo(2);
        assertThat(err)
                .contains(
                        "--set recipe.data.image_size=: recipe.data.image_size: has no value after '='; write recipe.data.image_size=null")
                .contains("--set seed= : seed: has no value")
                .contains("--set device: must have the form KEY=VALUE")
                .contains("--set recipe.labels=[1, 2: is not valid YAML");
    }

    @Test
    void aFolderInsteadOfAConfigurationAndAMissingRunAreReported() {
        assertThat(winnow("train", folder.toString())).isEqualTo(2);
        assertThat(err).contains(folder + " is a folder; a file in YAML is needed here");
        assertThat(winnow("predict", folder.resolve("runs/none").toString(), "-"))
                .isEqualTo(2);
        assertThat(err).startsWith("There is no file or folder ");
        assertThat(winnow("predict", folder.resolve("train").toString(), "-")).isEqualTo(2);
        assertThat(err).contains("is not the folder of a run");
    }
}
