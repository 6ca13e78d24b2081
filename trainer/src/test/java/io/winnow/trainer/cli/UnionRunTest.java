package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Trainings on unions of representations, from the command line. */
class UnionRunTest extends OnQuestions {
    private static String config;

    @BeforeAll
    static void write() throws IOException {
        config = config(writeQuestions(), "", """
            encoder: {kind: frozen}
            union: {}
            training: {duration: {steps: 20}, batch_size: 4, optimizer: {kind: adamw, learning_rate: 0.003}}
            """);
    }

    private static CommandRun changed(String name, String... changes) throws IOException {
        return train(
                name,
                config,
                Stream.of(changes).flatMap(change -> Stream.of("--set", change)).toArray(String[]::new));
    }

    private static double map(String name) throws IOException {
        JsonNode result =
                JSON.readTree(folder.resolve(name).resolve("result.json").toFile());
        return result.at("/metrics/map").asDouble();
    }

    @Test
    void unionsAreLearnedFromBesideTheExamples() throws IOException {
        for (String union : new String[] {"{}", "{rescale: true, weight: 0.5}"}) {
            String name = "union" + union.length();
            CommandRun run = changed(name, "recipe.classify.union=" + union);
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(map(name)).isBetween(0.0, 1.0);
        }
    }

    @Test
    void mistakesAreExplained() throws IOException {
        CommandRun run = changed("bad", "recipe.classify.union={operator: max}");
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("classify.union.operator is max", "negative elements");
        run = changed("bad1", "recipe.classify.mixup=0.2");
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.union", "mixup");
        run = changed("bad2", "recipe.classify.loss={kind: large_loss}");
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.union", "no meaning for unions");
        run = changed("bad4", "recipe.classify.training.batch_size=1");
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.union", "batch_size 1");
        run = changed("bad3", "recipe.data.labels={one: {kind: class, column: labels}}", "recipe.data.use=one");
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("any number of classes");
    }
}
