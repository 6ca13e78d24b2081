package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.recipe.tabsim.SmallBert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs in which a soft prompt and the head are trained, on a frozen text encoder. */
class SoftPromptRunTest extends OnQuestions {
    private static Path data;
    private static Path bert;

    private static String config(String encoder, String more) {
        return config(
                data, "representation: tokens\npretrained: {directory: " + bert + "}", """
                encoder: %s
                linear_start: {lambdas: [1e-3]}
                augmentation: {kind: text, word_dropout: 0, replacement: 0}
                training: {duration: {steps: 4}, batch_size: 4, optimizer: {kind: adamw, learning_rate: 0.01}}
                %s
                """.formatted(encoder, more));
    }

    @BeforeAll
    static void train() throws IOException {
        bert = SmallBert.write(folder.resolve("bert"));
        data = writeQuestions();
        CommandRun trained = train("prompt", config("{kind: fine_tuned, prompt: {length: 3, layers: all}}", ""));
        assertThat(trained.code()).as(trained.err()).isZero();
    }

    private static Map<String, NDArray> weights(String run, NDManager manager) throws IOException {
        return SafeTensors.read(folder.resolve(run).resolve("stages/1-classify/classifier.safetensors"), manager);
    }

    /** All weights of the encoder are the published ones, bit for bit; the vectors of all layers have moved. */
    @Test
    void onlyThePromptAndTheHeadAreTrained() throws IOException {
        CommandRun trained = train(
                "still",
                config("{kind: fine_tuned, prompt: {length: 3, layers: all}}", "")
                        .replace("learning_rate: 0.01", "learning_rate: 1e-12, weight_decay: 0"));
        assertThat(trained.code()).as(trained.err()).isZero();
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> moved = weights("prompt", manager);
            Map<String, NDArray> still = weights("still", manager);
            Map<String, NDArray> published = SafeTensors.read(bert.resolve("model.safetensors"), manager);
            int encoder = 0;
            for (Map.Entry<String, NDArray> each : published.entrySet()) {
                NDArray own = moved.get("encoder.bert." + each.getKey());
                assertThat(own.toFloatArray())
                        .as(each.getKey())
                        .containsExactly(each.getValue().toFloatArray());
                encoder++;
            }
            assertThat(moved).hasSize(encoder + 3);
            NDArray prompt = moved.get("encoder.bert.prompt.vectors");
            assertThat(prompt.getShape().getShape()).containsExactly(2, 3, 16);
            float[] after = prompt.toFloatArray();
            float[] before = still.get("encoder.bert.prompt.vectors").toFloatArray();
            for (int i = 0; i < after.length; i++) {
                assertThat(after[i]).isNotCloseTo(before[i], within(1e-4f));
            }
        }
    }

    /** The first layer starts from the words of the names of the classes, and from the words 1000, 1001, .. of the vocabulary. */
    @Test
    void thePromptStartsFromTheNamesOfTheClasses() throws IOException {
        CommandRun trained = train(
                "names",
                config("{kind: fine_tuned, prompt: {length: 4}}", "")
                        .replace("learning_rate: 0.01", "learning_rate: 1e-12, weight_decay: 0"));
        assertThat(trained.code()).as(trained.err()).isZero();
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] table = SafeTensors.read(bert.resolve("model.safetensors"), manager)
                    .get("embeddings.word_embeddings.weight")
                    .toFloatArray();
            float[] prompt =
                    weights("names", manager).get("encoder.bert.prompt.vectors").toFloatArray();
            // The ids of "balance" and "card" in the vocabulary of BERT.
            int[] ids = {5703, 4003, 1000, 1001};
            for (int i = 0; i < ids.length; i++) {
                for (int d = 0; d < 16; d++) {
                    assertThat(prompt[16 * i + d]).isCloseTo(table[16 * ids[i] + d], within(1e-8f));
                }
            }
        }
    }

    /** Without a prompt, the head starts as the baseline on the frozen vectors (ptec.md, section 7). */
    @Test
    void withoutAPromptTheStartIsTheFrozenBaseline() throws IOException {
        CommandRun trained = train(
                "frozen",
                config("{kind: fine_tuned}", "fine_tune: {freeze: all}")
                        .replace("learning_rate: 0.01", "learning_rate: 1e-12, weight_decay: 0")
                        .replace("{enabled: false}", "{linear: {lambdas: [1e-3]}}"));
        assertThat(trained.code()).as(trained.err()).isZero();
        JsonNode result = JSON.readTree(folder.resolve("frozen/result.json").toFile());
        JsonNode frozen = result.get("baselines").get("frozen_linear");
        assertThat(frozen.size()).isGreaterThan(10);
        for (Map.Entry<String, JsonNode> each : frozen.properties()) {
            assertThat(result.get("metrics").get(each.getKey()).asDouble())
                    .as(each.getKey())
                    .isCloseTo(each.getValue().asDouble(), within(1e-5));
        }
    }

    /** The command compares the exported files with the live model before it writes them. */
    @Test
    void exportsHaveThePromptInside() throws IOException {
        CommandRun exported = CommandRun.of(
                "export",
                folder.resolve("prompt").toString(),
                "--output",
                folder.resolve("bundle").toString());
        assertThat(exported.code()).as(exported.err()).isZero();
        Path asked = Files.writeString(
                folder.resolve("more.csv"), "question\nwhere is my card\nhow much is on my account please\n");
        List<JsonNode> live = predict("prompt", asked);
        assertPredicts("bundle/onnx/model.onnx", asked, live);
        assertPredicts("bundle/torchscript/model.pt", asked, live);
    }

    /** Further labels are learned from the prompt of an earlier run: with one step at a rate of next to nothing, it stays. */
    @Test
    void aPromptCanBeStartedFrom() throws IOException {
        String start = config("{kind: fine_tuned, prompt: {length: 3, layers: all}}", "")
                .replace("learning_rate: 0.01", "learning_rate: 1e-12, weight_decay: 0")
                .replace("steps: 4", "steps: 1")
                .replace("  classify:", "  start: {kind: run, run: " + folder.resolve("prompt") + "}\n  classify:");
        CommandRun trained = train("second", start);
        assertThat(trained.code()).as(trained.err()).isZero();
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] first = weights("prompt", manager)
                    .get("encoder.bert.prompt.vectors")
                    .toFloatArray();
            float[] second = SafeTensors.read(
                            folder.resolve("second/stages/2-classify/classifier.safetensors"), manager)
                    .get("encoder.bert.prompt.vectors")
                    .toFloatArray();
            assertThat(second).containsExactly(first, within(1e-8f));
        }
        CommandRun run = train("bad", start.replace("length: 3", "length: 4"));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err())
                .contains("recipe.classify.encoder", "prompt.vectors has the shape (2, 4, 16)", "(2, 3, 16)");
        run = train("bad", start.replace(", prompt: {length: 3, layers: all}", ""));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("prompt.vectors is missing, which there has the shape (2, 3, 16)");
        assertThat(folder.resolve("bad")).doesNotExist();
    }

    @Test
    void mistakesAreExplained() throws IOException {
        CommandRun run = train("bad", config("{kind: fine_tuned, prompt: {}}", "fine_tune: {freeze: all}"));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.fine_tune", "only the prompt is trained anyway");
        run = train(
                "bad",
                config("{kind: fine_tuned, prompt: {length: 50}}", "").replace("max_tokens: 16", "max_tokens: 32"));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("at most 64 tokens", "Set data.max_tokens to 14");
        run = train("bad", config("{kind: fine_tuned, prompt: {length: 57}}", ""));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("Shorten the prompt.").doesNotContain("Set data.max_tokens");
        assertThat(folder.resolve("bad")).doesNotExist();
        run = train("bad", config("{kind: fine_tuned, prompt: {length: 0}}", ""));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.encoder.prompt.length");
        run = train("bad", config("{kind: fine_tuned}", "token_head: {kind: label_attention}"));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.linear_start");
    }
}
