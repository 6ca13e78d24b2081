package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs whose classes attend to what is known about texts as well. */
class KnowledgeRunTest extends OnQuestions {
    private static final String ASKED = "question\nwhere is my card\nhow much is on my account please\nhello there\n";
    private static Path data;
    private static Path entries;

    private static String config(String head) {
        return """
            device: cpu
            recipe:
              kind: supervised
              data:
                kind: texts
                train: %s
                inputs: [question]
                representation: token_vectors
                max_tokens: 16
                knowledge: {file: %s, max_tokens: 24}
                labels: {about: {kind: multi, column: labels, separator: ";", unlisted: negative}}
                split: {shares: {train: 0.5, validation: 0.25, test: 0.25}}
              classify:
                encoder: {kind: frozen}
                %s
                head_rate: 10
                training: {duration: {steps: 20}, batch_size: 4, optimizer: {kind: adamw, learning_rate: 0.003}}
              frozen: {enabled: false}
            """.formatted(data, entries, head);
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
                .contains("entries.jsonl: 12 of 12 training texts have an entry", "2 of 4 forms occur in none");
    }

    private static List<JsonNode> predicted(String model, String... more) throws IOException {
        String asked = Files.writeString(folder.resolve("asked.csv"), ASKED).toString();
        String[] arguments = {"predict", folder.resolve(model).toString(), asked};
        String[] all = new String[arguments.length + more.length];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return lines(CommandRun.of(all));
    }

    /** The weights of all words of a text and of its entry sum to 1, and the words of an entry lie in its first two sentences. */
    @Test
    void predictionsAreExplainedByTextsAndEntries() throws IOException {
        List<JsonNode> lines = predicted("knowing", "--explain", "99");
        String excerpt = "A piece of plastic, by which people pay. It has a number.";
        for (JsonNode words : lines.get(0).get("explanations")) {
            double sum = 0;
            int ofEntry = 0;
            for (JsonNode word : words) {
                sum += word.get("weight").asDouble();
                if (word.has("entry")) {
                    ofEntry++;
                    assertThat(word.get("entry").asText()).isEqualTo("card");
                    assertThat(excerpt.substring(
                                    word.get("begin").asInt(), word.get("end").asInt()))
                            .isEqualTo(word.get("word").asText());
                }
            }
            assertThat(sum).isEqualTo(1, within(1e-5));
            assertThat(ofEntry).isEqualTo(15); // of 12 words and 3 marks
        }
        for (JsonNode words : lines.get(2).get("explanations")) {
            words.forEach(word -> assertThat(word.has("entry")).isFalse());
        }
        assertThat(lines.get(0).get("explanations")).isNotEmpty();
    }

    /** The run keeps what it knows: the file may change or go away. The command compares the exported files with the run. */
    @Test
    void runsAndExportsKeepTheirKnowledge() throws IOException {
        List<JsonNode> before = predicted("knowing");
        Path bundle = folder.resolve("bundle");
        String old = Files.readString(entries);
        Files.writeString(entries, "{\"forms\": [\"card\"], \"text\": \"Something else altogether.\"}\n");
        try {
            assertThat(predicted("knowing")).isEqualTo(before);
            CommandRun exported =
                    CommandRun.of("export", folder.resolve("knowing").toString(), "--output", bundle.toString());
            assertThat(exported.code()).as(exported.err()).isZero();
            List<JsonNode> served = predicted("bundle/onnx/model.onnx");
            for (int i = 0; i < before.size(); i++) {
                assertThat(served.get(i).get("labels")).isEqualTo(before.get(i).get("labels"));
                assertThat(served.get(i).at("/predictions/0/probability").asDouble())
                        .isEqualTo(
                                before.get(i).at("/predictions/0/probability").asDouble(), within(1e-4));
            }
        } finally {
            Files.writeString(entries, old);
        }
    }

    @Test
    void mistakesAreExplained() throws IOException {
        CommandRun run = train("bad", config(""));
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("data.knowledge", "token_head");
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

    /** Without an entry for any text, the gate is open to the texts alone: all weights are those of words of the texts. */
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
        for (JsonNode line : predicted("useless", "--explain", "99")) {
            for (JsonNode words : line.get("explanations")) {
                double sum = 0;
                for (JsonNode word : words) {
                    sum += word.get("weight").asDouble();
                    assertThat(word.has("entry")).isFalse();
                }
                assertThat(sum).isEqualTo(1, within(1e-5));
            }
        }
    }
}
