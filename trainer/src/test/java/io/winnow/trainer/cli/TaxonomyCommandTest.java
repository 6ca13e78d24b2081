package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.chat.ScriptedJudge;
import io.winnow.trainer.chat.ScriptedServer;
import io.winnow.trainer.chat.ScriptedServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code winnow taxonomy} with a scripted language model. */
class TaxonomyCommandTest extends OnCommandLine {
    private static Path data;

    @BeforeAll
    static void write() throws IOException {
        StringBuilder lines = new StringBuilder("text\n");
        for (int i = 1; i <= 50; i++) {
            lines.append("text %d%n".formatted(i));
        }
        data = Files.writeString(folder.resolve("unlabelled.csv"), lines);
    }

    private static int taxonomy(ScriptedServer server, String output) throws IOException {
        Path task = Files.writeString(folder.resolve("taxonomy.yaml"), """
                use_case: We sort things.
                sample: 40
                batch: 10
                most_labels: 4
                endpoint: {base: "%s", model: small, retries: 0}
                """.formatted(server.base()));
        return winnow(
                "taxonomy",
                data.toString(),
                "--task",
                task.toString(),
                "--output",
                folder.resolve(output).toString());
    }

    private static String labels(String... names) {
        StringBuilder all = new StringBuilder();
        for (String name : names) {
            all.append(all.isEmpty() ? "" : ", ")
                    .append("{\"name\": \"%s\", \"description\": \"about %s\"}".formatted(name, name));
        }
        return "{\"rating\": 4, \"labels\": [" + all + "]}";
    }

    /** Answers the questions of the steps; {@code updates} and the others count the questions that are asked. */
    private static ScriptedServer server(AtomicInteger updates, String update, boolean breaks) throws IOException {
        AtomicInteger broken = new AtomicInteger();
        return new ScriptedServer((request, call) -> {
            JsonNode messages = request.get("messages");
            String question = messages.get(1).path("content").asText();
            assertThat(request.at("/response_format/type").asText()).isEqualTo("json_object");
            if (question.contains("Summarise")) {
                return Answer.text("{\"summary\": \"about " + ScriptedJudge.text(question) + "\"}");
            } else if (question.contains("Propose labels")) {
                assertThat(question.split("about text \\d+")).hasSizeBetween(10, 11);
                boolean first = broken.getAndIncrement() == 0;
                return Answer.text(
                        breaks || first ? "{\"labels\": [{\"name\": \"Fruit" : labels("Fruit", "Garden tools"));
            } else if (question.contains("First rate")) {
                updates.incrementAndGet();
                assertThat(question).contains("- Fruit: about Fruit");
                return Answer.text(update);
            }
            return Answer.text(labels("Fruit", "Garden tools", "Animals"));
        });
    }

    @Test
    void updatesEndWhenNothingChanges() throws IOException {
        AtomicInteger updates = new AtomicInteger();
        try (ScriptedServer server = server(updates, labels("Fruit", "Garden tools"), false)) {
            assertThat(taxonomy(server, "stable")).as(err).isZero();
            assertThat(updates.get()).isEqualTo(2);
            // 40 summaries, a broken proposal and its repair, 2 updates, 1 review.
            assertThat(server.calls()).isEqualTo(45);
            assertThat(taxonomy(server, "stable")).as(err).isZero();
            assertThat(server.calls()).isEqualTo(45);
        }
        Path folder = OnCommandLine.folder.resolve("stable");
        assertThat(Files.readAllLines(folder.resolve("labels.jsonl")))
                .hasSize(4)
                .contains(
                        "{\"label\":\"garden_tools\",\"name\":\"Garden tools\",\"description\":\"about Garden tools\"}")
                .last()
                .asString()
                .contains("\"label\":\"other\"");
        assertThat(folder.resolve("versions").resolve("01-generate.json")).exists();
        JsonNode review = new ObjectMapper()
                .readTree(folder.resolve("versions").resolve("04-review.json").toFile());
        assertThat(review.at("/changes/added/0").asText()).isEqualTo("animals");
        assertThat(out).contains("garden_tools: about Garden tools");

        // The labels are those of a task of winnow annotate.
        Path task = Files.writeString(
                OnCommandLine.folder.resolve("with-labels.yaml"), """
                instruction: What is it about?
                labels_file: %s
                annotators: [{kind: language_model, endpoint: {base: "http://localhost:1/v1", model: small}}]
                """.formatted(folder.resolve("labels.jsonl")));
        assertThat(winnow(
                        "annotate",
                        data.toString(),
                        "--task",
                        task.toString(),
                        "--output",
                        OnCommandLine.folder.resolve("labelled").toString(),
                        "--dry-run"))
                .as(err)
                .isZero();
        assertThat(out).contains("Garden tools: about Garden tools", "other: Texts that fit none");
    }

    /** Texts of three topics: each question shows texts of one topic alone, at most ten of them. */
    @Test
    void clustersOfTextsAreNamedAsABaseline() throws IOException {
        List<String> topics =
                List.of("the dog barks in the garden", "my credit card was declined", "rain and snow tomorrow");
        StringBuilder lines = new StringBuilder("text\n");
        for (int i = 0; i < 36; i++) {
            lines.append(topics.get(i % 3)).append(" number ").append(i).append('\n');
        }
        Path texts = Files.writeString(folder.resolve("topics.csv"), lines);
        try (ScriptedServer server = new ScriptedServer((request, call) -> {
            String question = request.get("messages").get(1).path("content").asText();
            assertThat(question.split("<text>", -1)).hasSize(11);
            List<String> shown = topics.stream().filter(question::contains).toList();
            assertThat(shown).hasSize(1);
            return Answer.text("{\"name\": \"Topic %d\", \"description\": \"%s\"}"
                    .formatted(topics.indexOf(shown.get(0)), shown.get(0)));
        })) {
            Path task = Files.writeString(folder.resolve("topics.yaml"), """
                    use_case: We sort things.
                    endpoint: {base: "%s", model: small, retries: 0}
                    """.formatted(server.base()));
            Path output = folder.resolve("topics");
            String[] command = {
                "taxonomy",
                texts.toString(),
                "--task",
                task.toString(),
                "--output",
                output.toString(),
                "--clusters",
                "3"
            };
            String[] dry = Arrays.copyOf(command, command.length + 1);
            dry[command.length] = "--dry-run";
            assertThat(winnow(dry)).as(err).isZero();
            assertThat(out).contains("question 3", "At least 3 calls").doesNotContain("question 4");
            assertThat(server.calls()).isZero();
            assertThat(winnow(command)).as(err).isZero();
            assertThat(server.calls()).isEqualTo(3);
            assertThat(Files.readAllLines(output.resolve("labels.jsonl")))
                    .hasSize(4)
                    .contains("{\"label\":\"topic_1\",\"name\":\"Topic 1\",\"description\":\"" + topics.get(1) + "\"}");
            assertThat(output.resolve("versions/01-clusters.json")).exists();
            assertThat(winnow(command)).as(err).isZero();
            assertThat(server.calls()).isEqualTo(3);
            command[7] = "50";
            assertThat(winnow(command)).isEqualTo(2);
            assertThat(err).contains("--clusters is 50, but only 36 texts are sampled");
        }
    }

    @Test
    void changesGoOnThroughAllBatches() throws IOException {
        AtomicInteger updates = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer((request, call) -> {
            String question = request.get("messages").get(1).path("content").asText();
            if (question.contains("Summarise")) {
                return Answer.text("{\"summary\": \"s\"}");
            }
            return Answer.text(labels("Fruit", "Number " + updates.getAndIncrement()));
        })) {
            assertThat(taxonomy(server, "changing")).as(err).isZero();
            assertThat(updates.get()).isEqualTo(5);
            assertThat(err).isEmpty();
        }
    }

    @Test
    void whatAPersonHasEditedStays() throws IOException {
        try (ScriptedServer server = server(new AtomicInteger(), labels("Fruit", "Garden tools"), false)) {
            assertThat(taxonomy(server, "edited")).as(err).isZero();
            Path labels = folder.resolve("edited").resolve("labels.jsonl");
            String written = Files.readString(labels);
            Files.writeString(labels, written.replace("about Fruit", "about apples"));
            assertThat(taxonomy(server, "edited")).isEqualTo(2);
            assertThat(err).contains("labels.jsonl differs from the last version");
            assertThat(labels).content().contains("about apples");
            Files.writeString(labels, written);
            Path notes = Files.writeString(
                    folder.resolve("edited").resolve("versions").resolve("notes.txt"), "mine");
            assertThat(taxonomy(server, "edited")).isEqualTo(2);
            assertThat(err).contains("notes.txt does not come from this command");
            assertThat(notes).hasContent("mine");
        }
    }

    @Test
    void aTextWithoutASummaryIsLeftOut() throws IOException {
        try (ScriptedServer server = new ScriptedServer((request, call) -> {
            String question = request.get("messages").get(1).path("content").asText();
            if (question.contains("Summarise")) {
                return Answer.text(ScriptedJudge.text(question).endsWith("7") ? "" : "{\"summary\": \"s\"}");
            }
            assertThat(question).doesNotContain("null");
            return Answer.text(labels("Fruit", "Garden tools"));
        })) {
            assertThat(taxonomy(server, "empty")).as(err).isZero();
        }
    }

    @Test
    void anAnswerThatStaysBrokenNamesTheBatch() throws IOException {
        try (ScriptedServer server = server(new AtomicInteger(), "", true)) {
            assertThat(taxonomy(server, "broken")).isEqualTo(2);
            assertThat(err).contains("batch 1 of 4").contains("no complete JSON object");
        }
    }
}
