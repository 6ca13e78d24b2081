package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings on unions of representations, from the command line. */
class UnionRunTest {
    @TempDir
    static Path folder;

    private static String config;

    @BeforeAll
    static void write() throws IOException {
        Path data = Files.writeString(
                folder.resolve("texts.csv"),
                Stream.of("red", "blue", "green", "old", "new", "spare", "second", "joint")
                        .flatMap(thing -> Stream.of(
                                "where is my " + thing + " card,card,1",
                                "how much is on my " + thing + " account,balance,0",
                                "is my " + thing + " card linked to an account,card;balance,1"))
                        .collect(Collectors.joining("\n", "question,labels,one\n", "\n")));
        config = Files.writeString(folder.resolve("union.yaml"), """
            device: cpu
            recipe:
              kind: supervised
              data:
                kind: texts
                train: %s
                inputs: [question]
                labels: {about: {kind: multi, column: labels, separator: ";", unlisted: negative}}
                split: {shares: {train: 0.75, test: 0.25}}
              classify:
                encoder: {kind: frozen}
                union: {}
                training: {duration: {steps: 20}, batch_size: 4, optimizer: {kind: adamw, learning_rate: 0.003}}
              frozen: {enabled: false}
            """.formatted(data))
                .toString();
    }

    private static CommandRun train(String name, String... changes) {
        Stream<String> set = Stream.of(changes).flatMap(change -> Stream.of("--set", change));
        return CommandRun.of(
                Stream.concat(Stream.of("train", config, "--run-dir", folder.toString(), "--name", name), set)
                        .toArray(String[]::new));
    }

    private static double map(String name) throws IOException {
        JsonNode result = new ObjectMapper()
                .readTree(folder.resolve(name).resolve("result.json").toFile());
        return result.at("/metrics/map").asDouble();
    }

    @Test
    void unionsAreLearnedFromBesideTheExamples() throws IOException {
        for (String union : new String[] {"{}", "{rescale: true, weight: 0.5}"}) {
            String name = "union" + union.length();
            CommandRun run = train(name, "recipe.classify.union=" + union);
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(map(name)).isBetween(0.0, 1.0);
        }
    }

    @Test
    void mistakesAreExplained() {
        CommandRun run = train("bad", "recipe.classify.union={operator: max}");
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("classify.union.operator is max", "negative elements");
        run = train("bad1", "recipe.classify.mixup=0.2");
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.union", "mixup");
        run = train("bad2", "recipe.classify.loss={kind: large_loss}");
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.union", "no meaning for unions");
        run = train("bad4", "recipe.classify.training.batch_size=1");
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.union", "batch_size 1");
        run = train("bad3", "recipe.data.labels={one: {kind: class}}", "recipe.data.use=one");
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("any number of classes");
    }
}
