package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Trainings of label sets on mixtures of examples, from the command line. */
class SetMixupRunTest extends OnQuestions {
    private static String config;

    @BeforeAll
    static void write() throws IOException {
        config = config(writeQuestions(), "", """
            encoder: {kind: frozen}
            training: {duration: {steps: 20}, batch_size: 5, optimizer: {kind: adamw, learning_rate: 0.003}}
            """);
    }

    private static CommandRun changed(String name, String... changes) throws IOException {
        return train(
                name,
                config,
                Stream.of(changes).flatMap(change -> Stream.of("--set", change)).toArray(String[]::new));
    }

    private static JsonNode metrics(String name) throws IOException {
        return JSON.readTree(folder.resolve(name).resolve("result.json").toFile())
                .get("metrics");
    }

    /** Mixtures change what is learned, and nothing else decides about it: the same seed gives the same model. */
    @Test
    void mixturesAreLearnedFrom() throws IOException {
        String pu = "recipe.classify.loss={kind: positive_unlabeled, mixup: ";
        String[][] changes = {
            {"recipe.classify.mixup=0.4"},
            {pu + "0.3}"},
            {"recipe.classify.mixup=0.4"},
            {"recipe.classify.loss={kind: positive_unlabeled}"},
            {pu + "0}"}
        };
        double[] brier = new double[changes.length];
        for (int i = 0; i < changes.length; i++) {
            CommandRun run = changed("mixed" + i, changes[i]);
            assertThat(run.code()).as(run.err()).isZero();
            brier[i] = metrics("mixed" + i).get("brier").asDouble();
        }
        assertThat(brier[2]).isEqualTo(brier[0]);
        assertThat(brier[3]).isEqualTo(brier[1]);
        assertThat(brier[4]).isNotEqualTo(brier[1]);
    }

    @Test
    void mistakesAreExplained() throws IOException {
        CommandRun run = changed("bad1", "recipe.classify.mixup=0.2", "recipe.classify.loss={kind: role, expected: 1}");
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.mixup", "no meaning for mixtures");
        run = changed(
                "bad2",
                "recipe.classify.loss={kind: positive_unlabeled, mixup: 0.3}",
                "recipe.classify.training.batch_size=1");
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.loss.mixup", "batch_size 1");
        run = changed("bad3", "recipe.classify.cutmix=1");
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.cutmix", "CutMix exchanges rectangles of images");
        assertThat(Stream.of("bad1", "bad2", "bad3").map(folder::resolve).filter((Path each) -> Files.exists(each)))
                .isEmpty();
    }
}
