package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.recipe.tabsim.SmallBert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run on texts, from the command line. */
class TextRunTest {
    @TempDir
    static Path folder;

    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        StringBuilder texts = new StringBuilder("question,intent\n");
        for (String thing : List.of("red", "blue", "green", "old", "new", "spare", "second", "joint")) {
            texts.append("where is my %s card,card\n".formatted(thing));
            texts.append("how much is on my %s account,balance\n".formatted(thing));
        }
        Path data = Files.writeString(folder.resolve("texts.csv"), texts);
        Path config = Files.writeString(folder.resolve("text.yaml"), """
                recipe:
                  kind: supervised
                  data: {kind: texts, train: %s, inputs: [question], labels: {intent: {kind: class}}, split: {shares: {train: 0.75, test: 0.25}}}
                  classify:
                    encoder: {kind: frozen}
                    head_rate: 10
                    training: {duration: {steps: 60}, batch_size: 4, optimizer: {kind: adamw, learning_rate: 0.003}}
                """.formatted(data));
        CommandRun trained =
                CommandRun.of("train", config.toString(), "--run-dir", folder.toString(), "--name", "texts");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("constant", "tfidf", "frozen_linear", "supervised", "texts/s");
        run = folder.resolve("texts");
        Files.delete(data); // predictions need no training data
    }

    @Test
    void textsArePredictedFromTheColumnsOfTheTraining() throws IOException {
        Path asked = Files.writeString(
                folder.resolve("asked.jsonl"),
                "{\"question\": \"I lost my card\"}\n{\"question\": \"what is my account balance\"}\n");
        CommandRun predicted = CommandRun.of("predict", run.toString(), asked.toString(), "--top", "1");
        assertThat(predicted.code()).as(predicted.err()).isZero();
        assertThat(predicted.err()).contains("2 texts in");
        List<String> lines = predicted.out().strip().lines().toList();
        assertThat(lines).hasSize(2);
        for (int i = 0; i < 2; i++) {
            JsonNode line = new ObjectMapper().readTree(lines.get(i));
            assertThat(line.get("key").asText()).isEqualTo(Integer.toString(i + 1));
            assertThat(line.get("predictions").get(0).get("label").asText()).isEqualTo(i == 0 ? "card" : "balance");
        }
    }

    @Test
    void aColumnThatIsMissingIsNamed() throws IOException {
        Path asked = Files.writeString(folder.resolve("wrong.csv"), "text,id\nhello,1\n");
        CommandRun predicted = CommandRun.of("predict", run.toString(), asked.toString());
        assertThat(predicted.code()).isEqualTo(2);
        assertThat(predicted.err()).contains("'question'").contains("wrong.csv");
    }

    @Test
    void aFineTunedEncoderWorksWithTheSameCommands() throws IOException {
        StringBuilder texts = new StringBuilder("question,intent\n");
        for (String thing : List.of("red", "blue", "green", "old", "new", "spare", "second", "joint")) {
            texts.append("where is my %s card,card\n".formatted(thing));
            texts.append("how much is on my %s account at the moment,balance\n".formatted(thing));
        }
        Path data = Files.writeString(folder.resolve("tuned.csv"), texts);
        Path config = Files.writeString(
                folder.resolve("tuned.yaml"), """
                recipe:
                  kind: supervised
                  data:
                    kind: texts
                    train: %s
                    inputs: [question]
                    labels: {intent: {kind: class}}
                    split: {shares: {train: 0.75, test: 0.25}}
                    representation: tokens
                    pretrained: {directory: %s}
                  classify:
                    encoder: {kind: bert}
                    head_rate: 10
                    training: {duration: {steps: 80}, batch_size: 4, optimizer: {kind: adamw, learning_rate: 0.003}}
                """.formatted(data, SmallBert.write(folder.resolve("bert"))));
        CommandRun trained =
                CommandRun.of("train", config.toString(), "--run-dir", folder.toString(), "--name", "tuned");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("constant", "tfidf", "frozen_linear", "supervised", "texts/s");
        Path tuned = folder.resolve("tuned");
        CommandRun evaluated = CommandRun.of("evaluate", tuned.toString());
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        assertThat(evaluated.out()).contains("100.00%");
        CommandRun audited = CommandRun.of("audit", tuned.toString(), "--folds", "2", "--neighbours", "2");
        assertThat(audited.code()).as(audited.err()).isZero();
        assertThat(tuned.resolve("audit").resolve("audit.html")).content().contains("where is my");
        Path asked = Files.writeString(
                folder.resolve("tuned-asked.jsonl"),
                "{\"question\": \"where is my card\"}\n{\"question\": \"how much is on my account\"}\n");
        CommandRun predicted = CommandRun.of("predict", tuned.toString(), asked.toString(), "--top", "1");
        assertThat(predicted.code()).as(predicted.err()).isZero();
        List<String> lines = predicted.out().strip().lines().toList();
        assertThat(lines.get(0)).contains("\"label\":\"card\"");
        assertThat(lines.get(1)).contains("\"label\":\"balance\"");
        // A training that starts from this run.
        CommandRun again = CommandRun.of(
                "train",
                config.toString(),
                "--run-dir",
                folder.toString(),
                "--name",
                "again",
                "--set",
                "recipe.start={kind: run, run: " + tuned + "}",
                "--set",
                "recipe.classify.training.duration={steps: 2}");
        assertThat(again.code()).as(again.err()).isZero();
        Files.delete(data);
    }

    @Test
    void commandsThatTakeImagesSaySo() {
        CommandRun exported = CommandRun.of(
                "export", run.toString(), "--output", folder.resolve("bundle").toString());
        assertThat(exported.code()).isEqualTo(2);
        assertThat(exported.err()).contains("was not trained on images, which is what this command takes so far");
        assertThat(folder.resolve("bundle")).doesNotExist();
    }

    @Test
    void changedTextsAreNoticed() throws IOException {
        Files.writeString(
                folder.resolve("texts.csv"),
                "question,intent\nwhere is it,card\nhow much,balance\nand,card\nor,balance\n");
        CommandRun evaluated = CommandRun.of("evaluate", run.toString());
        assertThat(evaluated.code()).isEqualTo(2);
        assertThat(evaluated.err())
                .contains("The data have changed since the training")
                .contains("16 examples -> 4");
        Files.delete(folder.resolve("texts.csv"));
    }
}
