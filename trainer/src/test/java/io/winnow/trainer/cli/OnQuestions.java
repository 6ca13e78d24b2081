package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Base class of tests that train on questions, each of which is about a card, a balance, or both. */
abstract class OnQuestions {
    static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    /** Writes the 24 questions with the columns question and labels, and returns their file. */
    static Path writeQuestions() throws IOException {
        return Files.writeString(
                folder.resolve("texts.csv"),
                Stream.of("red", "blue", "green", "old", "new", "spare", "second", "joint")
                        .flatMap(thing -> Stream.of(
                                "where is my " + thing + " card,card",
                                "how much is on my " + thing + " account,balance",
                                "is my " + thing + " card linked to an account,card;balance"))
                        .collect(Collectors.joining("\n", "question,labels\n", "\n")));
    }

    /** Trains a configuration as {@code NAME}. */
    static CommandRun train(String name, String config, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".yaml"), config);
        return CommandRun.of(Stream.concat(
                        Stream.of("train", file.toString(), "--run-dir", folder.toString(), "--name", name),
                        Stream.of(more))
                .toArray(String[]::new));
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
