package io.winnow.trainer.toy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.cli.CommandRun;
import io.winnow.trainer.config.Registry;
import io.winnow.trainer.modality.Modalities;
import io.winnow.trainer.modality.Modality;
import io.winnow.trainer.recipe.Recipes;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A method, a target and a modality of somebody else's program, each in a package of its own and with one line of registration. */
class ExtendingTest {
    static final Modality LETTERS = new Modality(
            "letters",
            List.of(LettersData.class),
            List.of(LetterEncoder.class),
            List.of(),
            List.of(LetterCounts.class));

    private static final Pattern OMITTED = Pattern.compile("\\.\\.\\.");

    @TempDir
    Path folder;

    /** 48 words; a word with more a than b is of class a. The share is that of a among a and b. */
    private Path words() throws IOException {
        StringBuilder csv = new StringBuilder("word,class,share\n");
        for (int i = 0; i < 48; i++) {
            int a = 1 + i % 7;
            String word = "a".repeat(a) + "b".repeat(8 - a) + "xyz".repeat(i % 3) + "q".repeat(i / 7);
            csv.append(word).append(a > 4 ? ",a," : ",b,").append(a / 8.0).append('\n');
        }
        return Files.writeString(folder.resolve("words.csv"), csv);
    }

    private JsonNode train(String recipe) throws IOException {
        Path config = Files.writeString(folder.resolve("toy.yaml"), recipe.formatted(words()));
        CommandRun trained = CommandRun.of(
                "train", config.toString(), "--run-dir", folder.resolve("runs").toString(), "--json");
        assertThat(trained.code()).as(trained.err()).isZero();
        return new ObjectMapper().readTree(trained.out());
    }

    @Test
    void supervisedLearnsAModalityThatItDoesNotKnow() throws IOException {
        try (Registry.Registration modality = Modalities.add(LETTERS)) {
            JsonNode result = train("""
                    name: letters
                    recipe:
                      kind: supervised
                      data: {kind: letters, file: %s, word: word, labels: {class: {kind: class}}}
                      classify:
                        encoder: {kind: letter_layer, width: 8}
                        training: {duration: {steps: 200}, batch_size: 16, optimizer: {kind: adamw, learning_rate: 0.03}}
                    """);
            assertThat(result.get("metrics").get("accuracy").asDouble()).isGreaterThan(0.85);
            assertThat(result.get("baselines").fieldNames()).toIterable().contains("constant", "frozen_linear");
            Path asked = Files.writeString(folder.resolve("asked.csv"), "word\naaaaaaab\nabbbbbbb\n");
            CommandRun predicted =
                    CommandRun.of("predict", folder.resolve("runs/letters").toString(), asked.toString(), "--top", "1");
            assertThat(predicted.code()).as(predicted.err()).isZero();
            assertThat(predicted.out()).contains("\"label\":\"a\"").contains("\"label\":\"b\"");
        }
    }

    @Test
    void aTargetBringsItsLossJudgementAndPredictions() throws IOException {
        try (Registry.Registration modality = Modalities.add(LETTERS);
                Registry.Registration target = Targets.add(ShareTarget.KIND)) {
            JsonNode result = train("""
                    name: shares
                    recipe:
                      kind: supervised
                      data: {kind: letters, file: %s, word: word, labels: {share: {kind: number}}}
                      classify:
                        encoder: {kind: letter_layer, width: 8}
                        loss: {kind: share_cross_entropy}
                        training: {duration: {steps: 200}, batch_size: 16, optimizer: {kind: adamw, learning_rate: 0.03}}
                    """);
            double mae = result.get("metrics").get("mae").asDouble();
            assertThat(mae)
                    .isLessThan(
                            result.get("baselines").get("constant").get("mae").asDouble());
            Path asked = Files.writeString(folder.resolve("asked.csv"), "word\naaaaaaab\n");
            CommandRun predicted =
                    CommandRun.of("predict", folder.resolve("runs/shares").toString(), asked.toString());
            assertThat(predicted.out()).contains("\"share\":0.");
        }
    }

    @Test
    void aMethodTrainsOnAnyModality() throws IOException {
        try (Registry.Registration modality = Modalities.add(LETTERS);
                Registry.Registration method = Recipes.add(NearestMean.METHOD)) {
            String recipe = """
                    name: mean
                    recipe:
                      kind: nearest_mean
                      data: {kind: letters, file: %s, word: word, labels: {class: {kind: class}}}
                    """;
            assertThat(train(recipe).get("metrics").get("accuracy").asDouble()).isGreaterThan(0.6);
            assertThat(train(recipe.replace("name: mean", "name: texts")
                                    .replace("kind: letters,", "kind: texts,")
                                    .replace("word: word,", "inputs: [word],"))
                            .get("metrics")
                            .get("accuracy")
                            .asDouble())
                    .isBetween(0.0, 1.0);
        }
    }

    /** The page quotes these classes, so that its code is compiled and run. */
    @Test
    void thePageQuotesTheToys() throws IOException {
        String page = Files.readString(Path.of("docs/extending.md"));
        List<String> quotes = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map((MatchResult each) -> each.group(1))
                .toList();
        assertThat(quotes).hasSizeGreaterThan(5);
        StringBuilder sources = new StringBuilder();
        try (var files = Files.list(Path.of("src/test/java/io/winnow/trainer/toy"))) {
            for (Path file : files.sorted().toList()) {
                sources.append(Files.readString(file));
            }
        }
        String all = sources.toString().replaceAll("\\s+", "");
        for (String quote : quotes) {
            for (String part : OMITTED.splitAsStream(quote).toList()) {
                assertThat(all).contains(part.replaceAll("\\s+", ""));
            }
        }
    }
}
