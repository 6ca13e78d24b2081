package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.vectors.VectorFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs whose classes attend to what is known about texts as well. */
class KnowledgeRunTest extends OnQuestions {
    private static final String ASKED = """
            question
            where is my card
            how much is on my account please
            hello there
            is my card linked to an account
            """;
    /** What the encoder takes of entries. */
    private static final Map<String, String> EXCERPTS = Map.of(
            "card",
            "A piece of plastic, by which people pay. It has a number.",
            "account",
            "What a bank owes to a person.");

    private static Path data;
    private static Path entries;

    private static String config(String head) {
        return config(
                data,
                "representation: token_vectors\nknowledge: {file: " + entries + ", max_tokens: 24}",
                """
                encoder: {kind: frozen}
                %s
                head_rate: 10
                training: {duration: {steps: 20}, batch_size: 4, optimizer: {kind: adamw, learning_rate: 0.003}}
                """.formatted(head));
    }

    @BeforeAll
    static void train() throws IOException {
        data = writeQuestions();
        entries = Files.writeString(folder.resolve("entries.jsonl"), """
                {"forms": ["card", "cards"], "text": "A piece of plastic, by which people pay. It has a number. It is thin."}
                {"forms": ["account"], "text": "What a bank owes to a person."}
                {"forms": ["ledger"], "text": "A book of accounts."}
                """);
        CommandRun trained = train("knowing", config("token_head: {kind: label_attention}"));
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(folder.resolve("knowing/log.txt"))
                .content()
                .contains(
                        "entries.jsonl: 12 of 12 training texts have an entry",
                        "2 of 4 forms occur in none",
                        "entries.jsonl: 1 entry is longer than is read of an entry",
                        "names of classes among its forms (card)");
    }

    private static Path asked() throws IOException {
        return Files.writeString(folder.resolve("asked.csv"), ASKED);
    }

    /** Requires of each explanation that all weights sum to 1, and returns how many words of each entry it has. */
    private static List<Map<String, Integer>> ofEntries(JsonNode line) {
        List<Map<String, Integer>> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> explained : line.get("explanations").properties()) {
            JsonNode words = explained.getValue();
            double sum = 0;
            double ofEntries = 0;
            Map<String, Integer> counts = new HashMap<>();
            for (JsonNode word : words) {
                sum += word.get("weight").asDouble();
                if (word.has("entry")) {
                    String form = word.get("entry").asText();
                    counts.merge(form, 1, Integer::sum);
                    ofEntries += word.get("weight").asDouble();
                    assertThat(EXCERPTS.get(form)
                                    .substring(
                                            word.get("begin").asInt(),
                                            word.get("end").asInt()))
                            .isEqualTo(word.get("word").asText());
                }
            }
            assertThat(sum).isEqualTo(1, within(1e-5));
            JsonNode share = line.path("from_entries").path(explained.getKey());
            if (counts.isEmpty()) {
                assertThat(share.isMissingNode()).isTrue();
            } else {
                assertThat(share.asDouble()).isEqualTo(ofEntries, within(1e-5));
            }
            all.add(counts);
        }
        return all;
    }

    /** The entry of a card has 12 words and 3 marks, and that of an account 7 and 1, of which the last one is over the limit of 24 tokens. */
    @Test
    void predictionsAreExplainedByTextsAndEntries() throws IOException {
        List<JsonNode> lines = predict("knowing", asked(), "--explain", "99");
        assertThat(ofEntries(lines.get(0))).isNotEmpty().containsOnly(Map.of("card", 15));
        assertThat(ofEntries(lines.get(2))).allMatch(Map::isEmpty);
        assertThat(ofEntries(lines.get(3)))
                .isNotEmpty()
                .allMatch(counts -> counts.keySet().equals(EXCERPTS.keySet())
                        && counts.values().stream().mapToInt(count -> count).sum() == 22);
        List<JsonNode> oneByOne = predict("knowing", asked(), "--explain", "99", "--batch-size", "1");
        assertThat(oneByOne).hasSameSizeAs(lines);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(ofEntries(oneByOne.get(i))).isEqualTo(ofEntries(lines.get(i)));
        }
    }

    /** An embedding is the mean of the words of the text alone, of length 1. */
    @Test
    void embeddingsNeedNoKnowledge() throws IOException {
        Path vectors = folder.resolve("vectors.npy");
        CommandRun embedded = CommandRun.of(
                "embed", folder.resolve("knowing").toString(), asked().toString(), "--output", vectors.toString());
        assertThat(embedded.code()).as(embedded.err()).isZero();
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray read = VectorFiles.read(vectors, manager);
            assertThat(read.getShape()).isEqualTo(new Shape(4, 384));
            for (float length : read.norm(new int[] {1}).toFloatArray()) {
                assertThat(length).isEqualTo(1, within(1e-5f));
            }
        }
    }

    /** The run keeps what it knows: the file may change or go away. The command compares the exported files with the run. */
    @Test
    void runsAndExportsKeepTheirKnowledge() throws IOException {
        List<JsonNode> before = predict("knowing", asked());
        Path bundle = folder.resolve("bundle");
        String old = Files.readString(entries);
        Files.writeString(entries, "{\"forms\": [\"card\"], \"text\": \"Something else altogether.\"}\n");
        try {
            assertThat(predict("knowing", asked())).isEqualTo(before);
            CommandRun exported =
                    CommandRun.of("export", folder.resolve("knowing").toString(), "--output", bundle.toString());
            assertThat(exported.code()).as(exported.err()).isZero();
            assertPredicts("bundle/onnx/model.onnx", asked(), before);
        } finally {
            Files.writeString(entries, old);
        }
    }

    @Test
    void mistakesAreExplained() throws IOException {
        CommandRun run = train("bad", config(""));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.encoder", "data.knowledge", "token_head");
        run = train("bad", config("").replace("token_vectors", "vectors"));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.data.knowledge", "token_vectors");
        String head = "token_head: {kind: label_attention}";
        run = train("bad", config(head).replace("entries.jsonl", "entrees.jsonl"));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("entrees.jsonl");
        Path twice = Files.writeString(
                folder.resolve("twice.jsonl"),
                Files.readString(entries) + "{\"forms\": [\"Card\"], \"text\": \"A.\"}\n");
        run = train("bad", config(head).replace(entries.toString(), twice.toString()));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("line 4", "'Card'", "line 1");
    }

    /**
     * Without an entry for any text, the gate is open to the texts alone: all weights are those of words of the texts. The training is the same
     * if no entry is allowed.
     */
    @Test
    void knowledgeMayBeOfNoUse() throws IOException {
        Path other = Files.writeString(
                folder.resolve("other.jsonl"), "{\"forms\": [\"volcano\"], \"text\": \"A mountain.\"}\n");
        CommandRun trained = train(
                "useless",
                config("token_head: {kind: label_attention}")
                        .replace(entries.toString(), other.toString())
                        .replace("steps: 20", "steps: 2"));
        assertThat(trained.code()).as(trained.err()).isZero();
        List<JsonNode> lines = predict("useless", asked(), "--explain", "99");
        assertThat(lines).allSatisfy(line -> assertThat(ofEntries(line)).allMatch(Map::isEmpty));
        trained = train(
                "none",
                config("token_head: {kind: label_attention}")
                        .replace("max_tokens: 24}", "max_tokens: 24, entries: 0}")
                        .replace("steps: 20", "steps: 2"));
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(folder.resolve("none/log.txt"))
                .content()
                .contains("entries.jsonl: 0 of 12 training texts have an entry");
        assertThat(predict("none", asked(), "--explain", "99")).isEqualTo(lines);
    }

    /** Entries of similar texts are read though none of their forms occurs: one for questions about a card, and none for a greeting. */
    @Test
    void entriesCanBeFoundBySimilarity() throws IOException {
        Path similar = Files.writeString(folder.resolve("similar.jsonl"), """
                {"forms": ["volcano"], "text": "Lava flows from a mountain in Iceland."}
                {"forms": ["plastic"], "text": "Where is my bank card?"}
                """);
        CommandRun trained = train(
                "similar",
                config("token_head: {kind: label_attention}")
                        .replace(entries.toString(), similar + ", retrieval: nearest")
                        .replace("steps: 20", "steps: 2"));
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(folder.resolve("similar/log.txt"))
                .content()
                .containsPattern(
                        "similar.jsonl: (?!0)\\d+ of 12 training texts have an entry, on average 1.0 entries\\.");
        List<JsonNode> lines = predict("similar", asked(), "--explain", "99");
        assertThat(lines.get(0).findValuesAsText("entry")).isNotEmpty().containsOnly("plastic");
        assertThat(lines.get(2).findValuesAsText("entry")).isEmpty();
        CommandRun exported = CommandRun.of(
                "export",
                folder.resolve("similar").toString(),
                "--format",
                "onnx",
                "--output",
                folder.resolve("similar-bundle").toString());
        assertThat(exported.code()).as(exported.err()).isZero();
        assertPredicts("similar-bundle/onnx/model.onnx", asked(), lines);
    }
}
