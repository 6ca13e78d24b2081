package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs whose classes attend to words, on frozen and on fine-tuned vectors of tokens. */
class LabelAttentionRunTest extends OnQuestions {
    private static Path data;

    private static String config(String representation, String encoder, String loss) {
        return config(data, "representation: " + representation, """
                encoder: %s
                token_head: {kind: label_attention}
                head_rate: 10
                %s
                training: {duration: {steps: 40}, batch_size: 4, optimizer: {kind: adamw, learning_rate: 0.003}}
                """.formatted(encoder, loss));
    }

    @BeforeAll
    static void train() throws IOException {
        data = writeQuestions();
        CommandRun trained = train("attention", config("token_vectors", "{kind: frozen}", ""));
        assertThat(trained.code()).as(trained.err()).isZero();
    }

    @Test
    void predictionsAreExplainedByWords() throws IOException {
        String text = "Gr\u00fc\u00dfe \ud83d\ude00 my green card, and my account";
        Path asked = Files.writeString(
                folder.resolve("asked.jsonl"),
                JSON.writeValueAsString(Map.of("question", text)) + "\n{\"question\": \"card\"}\n");
        List<JsonNode> lines = predict("attention", asked, "--explain");
        int[] points = text.codePoints().toArray();
        int explained = 0;
        for (JsonNode line : lines) {
            assertThat(line.get("explanations").size())
                    .isEqualTo(line.get("labels").size());
            for (JsonNode words : line.get("explanations")) {
                double before = 1;
                for (JsonNode word : words) {
                    explained++;
                    assertThat(word.get("weight").asDouble()).isBetween(0.0, before);
                    before = word.get("weight").asDouble();
                    if (line.get("key").asText().equals(lines.get(0).get("key").asText())) {
                        int begin = word.get("begin").asInt();
                        int length = word.get("end").asInt() - begin;
                        assertThat(new String(points, begin, length))
                                .isEqualTo(word.get("word").asText());
                    }
                }
            }
        }
        assertThat(explained).isPositive();
        JsonNode only = lines.get(1).get("explanations").elements().next();
        assertThat(only).hasSize(1);
        assertThat(only.get(0).get("word").asText()).isEqualTo("card");
        assertThat(only.get(0).get("weight").asDouble()).isEqualTo(1, within(1e-6));
        List<JsonNode> first = predict("attention", asked, "--explain", "1");
        assertThat(first.get(0).get("explanations").elements().next()).hasSize(1);
    }

    /** The command compares the exported files with the live model before it writes them. */
    @Test
    void exportsAgreeWithTheRun() throws IOException {
        Path bundle = folder.resolve("bundle");
        CommandRun exported =
                CommandRun.of("export", folder.resolve("attention").toString(), "--output", bundle.toString());
        assertThat(exported.code()).as(exported.err()).isZero();
        Path asked = Files.writeString(
                folder.resolve("more.csv"), "question\nwhere is my card\nhow much is on my account please\n");
        List<JsonNode> live = predict("attention", asked);
        assertPredicts("bundle/onnx/model.onnx", asked, live);
        assertPredicts("bundle/torchscript/model.pt", asked, live);
        CommandRun explained =
                CommandRun.of("predict", bundle.resolve("onnx/model.onnx").toString(), asked.toString(), "--explain");
        assertThat(explained.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(explained.err()).contains("--explain can only be used with a run on texts");
    }

    @Test
    void runsEmbedByTheMeanOfWords() throws IOException {
        Path vectors = folder.resolve("vectors.npy");
        CommandRun embedded = CommandRun.of(
                "embed", folder.resolve("attention").toString(), data.toString(), "--output", vectors.toString());
        assertThat(embedded.code()).as(embedded.err()).isZero();
        assertThat(vectors).exists();
    }

    /** The command compares the exported files with the live model before it writes them. */
    @Test
    void setsAreWrittenInSteps() throws IOException {
        String config = config("token_vectors", "{kind: frozen}", "")
                .replace("{kind: label_attention}", "{kind: set, steps: 2, layers: 1}");
        CommandRun trained = train("set", config);
        assertThat(trained.code()).as(trained.err()).isZero();
        Path asked = Files.writeString(folder.resolve("asked.csv"), "question\nis my new card linked to an account\n");
        List<JsonNode> lines = predict("set", asked);
        assertThat(lines.get(0).get("labels")).hasSize(2);
        CommandRun exported = CommandRun.of(
                "export",
                folder.resolve("set").toString(),
                "--output",
                folder.resolve("set-bundle").toString());
        assertThat(exported.code()).as(exported.err()).isZero();
        CommandRun run = train(
                "bad",
                config("token_vectors", "{kind: frozen}", "loss: {kind: asymmetric}")
                        .replace("{kind: label_attention}", "{kind: set}"));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.loss", "token_head");
        run = train("bad", config.replace("layers: 1", "layers: 1, heads: 7"));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.token_head", "divides the length", "384; found heads: 7");
        assertThat(folder.resolve("bad")).doesNotExist();
        run = train("bad", config.replace("unlisted: negative", "unlisted: unknown"));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.token_head", "unknown");
    }

    /** Phrases, the loss of the vectors of the classes, and sets in the order of frequency. The export of phrases agrees with the run, or fails. */
    @Test
    void headsHaveOptions() throws IOException {
        String config = config("token_vectors", "{kind: frozen}", "").replace("steps: 40", "steps: 2");
        List<String> heads = List.of(
                "{kind: label_attention, phrases: {window: 3}, label_loss: 0}",
                "{kind: label_attention, phrases: {window: 1, shared: true}}",
                "{kind: label_attention, output: bilinear, label_loss: 0.1}",
                "{kind: label_attention, output: shared}",
                "{kind: set, steps: 1, layers: 1, scheme: by_frequency}");
        for (int i = 0; i < heads.size(); i++) {
            String name = "options-" + i;
            CommandRun trained = train(name, config.replace("{kind: label_attention}", heads.get(i)));
            assertThat(trained.code()).as(trained.err()).isZero();
            if (heads.get(i).contains("kind: set")) {
                assertThat(trained.err())
                        .contains("recipe.classify.token_head writes at most 1 classes", "up to 2", "Set steps to 2");
            } else {
                CommandRun exported = CommandRun.of(
                        "export",
                        folder.resolve(name).toString(),
                        "--output",
                        folder.resolve(name + "-bundle").toString());
                assertThat(exported.code()).as(exported.err()).isZero();
            }
        }
        CommandRun run = train(
                "bad",
                config.replace("label_attention}", "label_attention, output: shared, label_loss: 1}")
                        .replace("steps: 2", "steps: 1"));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("token_head.label_loss", "output shared");
        run = train("bad", config.replace("label_attention}", "label_attention, phrases: {window: 2}}"));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("phrases.window", "must be odd");
    }

    @Test
    void theEncoderCanBeFineTuned() throws IOException {
        String config = config("tokens", "{kind: fine_tuned}", "").replace("steps: 40", "steps: 1");
        CommandRun trained = train("tuned", config, "--set", "recipe.classify.fine_tune.freeze=5");
        assertThat(trained.code()).as(trained.err()).isZero();
        List<JsonNode> lines = predict("tuned", data, "--explain");
        assertThat(lines).hasSize(24);
    }

    @Test
    void mistakesAreExplained() throws IOException {
        CommandRun run = train("bad", config("vectors", "{kind: frozen}", ""));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.token_head", "Set it to token_vectors");
        run = train(
                "bad",
                config("token_vectors", "{kind: frozen}", "")
                        .replace(
                                "{kind: multi, column: labels, separator: \";\", unlisted: negative}",
                                "{kind: ordinal, column: labels, levels: [card, balance, \"card;balance\"]}"));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.token_head", "of any number of classes");
        run = train(
                "bad",
                config("token_vectors", "{kind: frozen}", "mixup: 0.2")
                        .replace(
                                "{kind: multi, column: labels, separator: \";\", unlisted: negative}",
                                "{kind: class, column: labels}"));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.mixup");
    }
}
