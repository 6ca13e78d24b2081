package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Base class of tests that train on questions, each of which is about a card, a balance, or both. */
abstract class OnQuestions {
    static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    /** The 24 questions with their labels, as lines of a file. */
    static final List<String> QUESTIONS = Stream.of("red", "blue", "green", "old", "new", "spare", "second", "joint")
            .flatMap(thing -> Stream.of(
                    "where is my " + thing + " card,card",
                    "how much is on my " + thing + " account,balance",
                    "is my " + thing + " card linked to an account,card;balance"))
            .toList();

    /** Writes all questions, and returns their file. */
    static Path writeQuestions() throws IOException {
        return write("texts.csv", QUESTIONS);
    }

    /** Writes some of the questions with the columns question and labels, and returns their file. */
    static Path write(String name, List<String> questions) throws IOException {
        return Files.writeString(folder.resolve(name), "question,labels\n" + String.join("\n", questions) + "\n");
    }

    /**
     * Returns the configuration of a classifier of the questions.
     *
     * @param data file of the questions
     * @param ofData further keys of the data, a line each
     * @param classify keys of the classifier, a line each
     */
    static String config(Path data, String ofData, String classify) {
        return """
            device: cpu
            recipe:
              kind: supervised
              data:
                kind: texts
                train: %s
                inputs: [question]
                max_tokens: 16
                labels: {about: {kind: multi, column: labels, separator: ";", unlisted: negative}}
                split: {shares: {train: 0.5, validation: 0.25, test: 0.25}}
            %s  classify:
            %s  frozen: {enabled: false}
            """.formatted(data, ofData.indent(4), classify.indent(4));
    }

    /** Trains a configuration as {@code NAME}. */
    static CommandRun train(String name, String config, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".yaml"), config);
        return CommandRun.of(Stream.concat(
                        Stream.of("train", file.toString(), "--run-dir", folder.toString(), "--name", name),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    /** Returns what a model, which is named relative to the folder of the tests, predicts for a file. */
    static List<JsonNode> predict(String model, Path asked, String... more) throws IOException {
        return lines(CommandRun.of(
                Stream.concat(Stream.of("predict", folder.resolve(model).toString(), asked.toString()), Stream.of(more))
                        .toArray(String[]::new)));
    }

    /** Requires that another model predicts as one did. */
    static void assertPredicts(String model, Path asked, List<JsonNode> expected) throws IOException {
        List<JsonNode> found = predict(model, asked);
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i).get("labels")).isEqualTo(expected.get(i).get("labels"));
            assertThat(found.get(i).at("/predictions/0/probability").asDouble())
                    .isEqualTo(expected.get(i).at("/predictions/0/probability").asDouble(), within(1e-4));
        }
    }

    /** Returns the lines that a command printed as JSON. */
    static List<JsonNode> lines(CommandRun run) throws IOException {
        assertThat(run.code()).as(run.err()).isZero();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : run.out().strip().split("\n", -1)) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }
}
