package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.recipe.tabsim.SmallBert;
import io.winnow.trainer.runtime.ArrayFunction;
import io.winnow.trainer.runtime.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A run on texts, from the command line. */
class TextRunTest extends OnQuestions {
    /** The questions of one class. */
    private static final List<String> ONE_CLASS = QUESTIONS.stream()
            .filter(line -> !line.contains(";"))
            .map(line -> line + "\n")
            .toList();

    private static final List<String> LINES =
            ONE_CLASS.stream().map(line -> line.substring(0, line.indexOf(','))).toList();

    private static final String TEXTS = "question,intent\n" + String.join("", ONE_CLASS);

    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        Path data = Files.writeString(folder.resolve("texts.csv"), TEXTS);
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
        assertThat(trained.out())
                .contains(
                        "constant",
                        "tfidf",
                        "label_names",
                        "label_name_prior",
                        "frozen_linear",
                        "supervised",
                        "texts/s");
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
        CommandRun flipped = CommandRun.of("predict", run.toString(), asked.toString(), "--flip");
        assertThat(flipped.code()).isEqualTo(2);
        assertThat(flipped.err())
                .contains("--flip can only be used for a classifier of images")
                .contains("of texts");
        List<String> lines = predicted.out().strip().lines().toList();
        assertThat(lines).hasSize(2);
        for (int i = 0; i < 2; i++) {
            JsonNode line = new ObjectMapper().readTree(lines.get(i));
            assertThat(line.get("key").asText()).isEqualTo(Integer.toString(i + 1));
            assertThat(line.get("predictions").get(0).get("label").asText()).isEqualTo(i == 0 ? "card" : "balance");
        }
    }

    /** A blank text is treated as an unreadable image is: it has a line that says why, in its place, and the command ends with exit code 1. */
    @Test
    void aBlankTextDoesNotStopTheOthers() throws IOException {
        Path asked = Files.writeString(
                folder.resolve("blank.csv"), "question,n\nI lost my card,1\n,2\nwhat is my account balance,3\n ,4\n");
        CommandRun predicted = CommandRun.of("predict", run.toString(), asked.toString(), "--top", "1");
        assertThat(predicted.code()).isEqualTo(1);
        assertThat(predicted.err()).contains("2 texts in", "2 could not be read");
        List<String> lines = predicted.out().strip().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).contains("\"key\":\"1\"", "\"card\"");
        assertThat(lines.get(1)).isEqualTo("{\"key\":\"2\",\"error\":\"" + asked + ", line 3: question is blank\"}");
        assertThat(lines.get(2)).contains("\"key\":\"3\"", "\"balance\"");
        assertThat(lines.get(3)).contains("\"key\":\"4\"", "line 5: question is blank");
        Path nothing = Files.writeString(folder.resolve("nothing.csv"), "question,n\n,1\n");
        CommandRun none = CommandRun.of("predict", run.toString(), nothing.toString());
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.out().strip()).contains("\"key\":\"1\",\"error\"").hasLineCount(1);
    }

    @Test
    void aColumnThatIsMissingIsNamed() throws IOException {
        Path asked = Files.writeString(folder.resolve("wrong.csv"), "text,id\nhello,1\n");
        CommandRun predicted = CommandRun.of("predict", run.toString(), asked.toString());
        assertThat(predicted.code()).isEqualTo(2);
        assertThat(predicted.err())
                .startsWith("The model reads the columns that it was trained on: " + asked
                        + " has no column 'question'; the columns are text, id. Name one of these, or rename it in the"
                        + " file.");
    }

    /** The exported file, which has the encoder inside, predicts what the run predicts. */
    @Test
    void anExportTakesTokens() throws IOException {
        Path bundle = folder.resolve("bundle");
        CommandRun exported = CommandRun.of("export", run.toString(), "--output", bundle.toString(), "--force");
        assertThat(exported.code()).as(exported.err()).isZero();
        assertThat(bundle.resolve("tokenizer.json")).exists();
        assertThat(Files.readString(bundle.resolve("README.md")))
                .contains("`tokens` (batch, 2, length) int64")
                .contains("HuggingFaceTokenizer.newInstance");
        JsonNode model =
                new ObjectMapper().readTree(bundle.resolve("model.json").toFile());
        assertThat(model.at("/input/preprocessing/encoder/max_tokens").asInt()).isEqualTo(128);
        List<String> held = Files.readAllLines(run.resolve("split.csv")).stream()
                .filter(line -> line.endsWith(",test"))
                .map(line -> line.replace(",test", ""))
                .toList();
        Path asked = Files.write(
                folder.resolve("held.csv"),
                Stream.concat(Stream.of("question"), held.stream().map(key -> LINES.get(Integer.parseInt(key) - 1)))
                        .toList());
        List<String> lines = CommandRun.of("predict", run.toString(), asked.toString(), "--top", "2")
                .out()
                .strip()
                .lines()
                .toList();
        for (String file : List.of("onnx/model.onnx", "torchscript/model.pt")) {
            try (NDManager manager = NDManager.newBaseManager();
                    ArrayFunction function = ModelFile.open(bundle.resolve(file), manager)) {
                float[] rows =
                        function.run(RunData.examples(run, manager)).get(0).toFloatArray();
                assertThat(rows).hasSize(2 * held.size());
                for (int i = 0; i < held.size(); i++) {
                    JsonNode first = new ObjectMapper()
                            .readTree(lines.get(i))
                            .get("predictions")
                            .get(0);
                    float expected = (float) first.get("probability").asDouble();
                    int label = first.get("label").asText().equals("balance") ? 0 : 1;
                    assertThat(rows[2 * i + label]).isCloseTo(expected, within(1e-4f));
                }
            }
            List<String> exportedLines = CommandRun.of(
                            "predict", bundle.resolve(file).toString(), asked.toString(), "--top", "2")
                    .out()
                    .strip()
                    .lines()
                    .toList();
            assertThat(exportedLines).hasSameSizeAs(lines);
            for (int i = 0; i < lines.size(); i++) {
                JsonNode live = new ObjectMapper().readTree(lines.get(i));
                JsonNode served = new ObjectMapper().readTree(exportedLines.get(i));
                assertThat(served.get("key")).isEqualTo(live.get("key"));
                assertThat(served.at("/predictions/0/label")).isEqualTo(live.at("/predictions/0/label"));
                assertThat(served.at("/predictions/0/probability").asDouble())
                        .isCloseTo(live.at("/predictions/0/probability").asDouble(), within(1e-4));
            }
        }
    }

    @Test
    void textsAreEmbeddedAndSearched() throws IOException {
        Path asked = Files.writeString(folder.resolve("two.csv"), "question\nwhere is my red card\nhow much is left\n");
        Path vectors = folder.resolve("vectors.jsonl");
        CommandRun embedded =
                CommandRun.of("embed", run.toString(), asked.toString(), "--output", vectors.toString(), "--force");
        assertThat(embedded.code()).as(embedded.err()).isZero();
        assertThat(embedded.out()).contains("2 vectors of length 384");
        Path among = Files.writeString(
                folder.resolve("among.csv"), "question\nwhat is my balance\nI cannot find my red card\n");
        CommandRun found = CommandRun.of(
                "search", run.toString(), asked.toString(), "--among", among.toString(), "--k", "1", "--json");
        assertThat(found.code()).as(found.err()).isZero();
        JsonNode first =
                new ObjectMapper().readTree(found.out().lines().findFirst().orElseThrow());
        assertThat(first.get("hits").get(0).get("text").asText()).isEqualTo("I cannot find my red card");
        Path index = folder.resolve("index");
        assertThat(CommandRun.of("index", run.toString(), among.toString(), "--output", index.toString())
                        .out())
                .contains("2 texts from 1 file");
        assertThat(CommandRun.of(
                                "search",
                                run.toString(),
                                asked.toString(),
                                "--among",
                                index.toString(),
                                "--k",
                                "1",
                                "--json")
                        .out()
                        .replaceAll("[0-9.]+", ""))
                .isEqualTo(found.out().replaceAll("[0-9.]+", ""));
        CommandRun wrong =
                CommandRun.of("search", run.toString(), asked.toString(), "--among", among.toString(), "--approximate");
        assertThat(wrong.code()).isEqualTo(2);
    }

    @Test
    void labelledTextsOfAnotherFileAreEvaluated() throws IOException {
        Path other = Files.writeString(
                folder.resolve("other.csv"), "question,intent\nI lost the card,card\nmy account,balance\n");
        CommandRun evaluated = CommandRun.of("evaluate", run.toString(), "--data", other.toString(), "--json");
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        assertThat(new ObjectMapper().readTree(evaluated.out()).get("accuracy").asDouble())
                .isEqualTo(1);
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
                    encoder: {kind: fine_tuned}
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
