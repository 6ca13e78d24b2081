package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classification of texts by the names of classes, with the encoder that comes with Winnow. */
class ClassifyCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static CommandRun done(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    /** The lines have the fields of predictions, and a column or a line of a text gives the same. */
    @Test
    void textsOfAllFormatsAreClassified() throws IOException {
        Path labels = write(
                "labels.jsonl",
                "{\"label\": \"a\", \"name\": \"sports\"}\n{\"label\": \"b\", \"name\": \"cooking\"}\n");
        Path lines = write("t.txt", "the team won the match\nboil the potatoes\n");
        Path csv = write("t.csv", "id,text\n1,the team won the match\n2,boil the potatoes\n");
        String out = done("classify", lines.toString(), "--labels", labels.toString())
                .out();
        List<String> found = out.strip().lines().toList();
        assertThat(found).hasSize(2);
        for (int i = 0; i < 2; i++) {
            JsonNode line = JSON.readTree(found.get(i));
            assertThat(line.get("key").asText()).isEqualTo(Integer.toString(i + 1));
            assertThat(line.at("/predictions/0/label").asText()).isEqualTo(i == 0 ? "a" : "b");
            double sum = StreamSupport.stream(line.get("predictions").spliterator(), false)
                    .mapToDouble(each -> each.get("probability").asDouble())
                    .sum();
            assertThat(sum).isCloseTo(1, within(1e-6));
        }
        assertThat(done("classify", csv.toString(), "--labels", labels.toString())
                        .out())
                .isEqualTo(out);
        Path other = write("q.csv", "question\nthe team won the match\nboil the potatoes\n");
        assertThat(done("classify", other.toString(), "--labels", labels.toString(), "--text", "question")
                        .out())
                .isEqualTo(out);
    }

    /** What is not UTF-8 is read as declared, or refused with the name of the option; nothing is replaced silently. */
    @Test
    void otherCharacterSetsAreReadIfTheyAreDeclared() throws IOException {
        Path labels = write("accents.txt", "café\nrue\n");
        Path texts = write("accents.csv", "text\nun café\nla rue\n");
        Charset windows = Charset.forName("windows-1252");
        Path old =
                Files.write(folder.resolve("old.csv"), Files.readString(texts).getBytes(windows));
        String expected = done("classify", texts.toString(), "--labels", labels.toString())
                .out();
        CommandRun refused = CommandRun.of("classify", old.toString(), "--labels", labels.toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("old.csv, line 2").contains("such as windows-1252, with --encoding.");
        assertThat(done("classify", old.toString(), "--labels", labels.toString(), "--encoding", "windows-1252")
                        .out())
                .isEqualTo(expected);
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("un café\nla rue\n".getBytes(windows)));
            CommandRun piped = CommandRun.of("classify", "-", "--labels", labels.toString());
            assertThat(piped.code()).isEqualTo(2);
            assertThat(piped.err())
                    .contains("standard input, line 1: is not UTF-8 text")
                    .contains("--encoding");
        } finally {
            System.setIn(before);
        }
        Path wrong = Files.write(folder.resolve("wrong.txt"), Files.readAllBytes(old));
        assertThat(CommandRun.of("classify", texts.toString(), "--labels", wrong.toString())
                        .err())
                .contains("wrong.txt, line 2")
                .doesNotContain("--encoding");
    }

    /** Messages name what the user can set: options, and no keys of a configuration. */
    @Test
    void columnsThatDoNotExistAreNamedByTheirOptions() throws IOException {
        Path labels = write("names.txt", "sports\ncooking\n");
        Path texts = write("named.csv", "text,topic\nboil the potatoes,cooking\n");
        assertThat(CommandRun.of("classify", texts.toString(), "--labels", labels.toString(), "--text", "body")
                        .err())
                .contains("--text: " + texts + " has no column 'body'");
        assertThat(CommandRun.of("classify", texts.toString(), "--labels", labels.toString(), "--truth", "topics")
                        .err())
                .contains("--truth: " + texts + " has no column 'topics'")
                .contains("Did you mean 'topic'?");
    }

    @Test
    void aColumnNamesTheTexts() throws IOException {
        Path labels = write("key-labels.txt", "sports\ncooking\n");
        Path texts = write("keys.csv", "id,text\nm-7,the team won the match\np-2,boil the potatoes\n");
        String[] command = {"classify", texts.toString(), "--labels", labels.toString(), "--key-column", "id"};
        List<String> lines = done(command).out().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(JSON.readTree(lines.get(0)).get("key").asText()).isEqualTo("m-7");
        assertThat(JSON.readTree(lines.get(1)).get("key").asText()).isEqualTo("p-2");
        command[5] = "ID_";
        CommandRun wrong = CommandRun.of(command);
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("--key-column: " + texts + " has no column 'ID_'", "Did you mean 'id'?");
    }

    @Test
    void trueLabelsMeasureIt() throws IOException {
        Path labels = write("l.txt", "sports\ncooking\n");
        Path truth = write(
                "truth.csv",
                "text,topic\nthe team won the match,sports\nboil the potatoes,cooking\nfry an egg,sports\n");
        CommandRun judged =
                done("classify", truth.toString(), "--labels", labels.toString(), "--truth", "topic", "--json");
        assertThat(JSON.readTree(judged.out()).get("accuracy").asDouble()).isCloseTo(2.0 / 3, within(1e-9));
        Path output = folder.resolve("lines.jsonl");
        done(
                "classify",
                truth.toString(),
                "--labels",
                labels.toString(),
                "--truth",
                "topic",
                "--output",
                output.toString());
        assertThat(output).content().contains("\"label\":\"sports\"");
    }

    /** Of three texts, one has two classes and one has none: three labels in all, so one each is expected. */
    @Test
    void theThresholdGivesTheExpectedNumberOfClasses() throws IOException {
        Path labels = write("several.csv", "label,description\ncard,bank card\nlost,something is lost\n");
        Path texts = write("several.jsonl", """
                {"text": "I lost my bank card", "labels": ["card", "lost"]}
                {"text": "good morning", "labels": []}
                {"text": "a new bank card please", "labels": ["card"]}
                """);
        List<List<String>> truth = List.of(List.of("card", "lost"), List.of(), List.of("card"));
        CommandRun classified =
                done("classify", texts.toString(), "--labels", labels.toString(), "--expected-labels", "1");
        double predicted = 0;
        double hits = 0;
        List<String> lines = classified.out().strip().lines().toList();
        for (int i = 0; i < 3; i++) {
            for (JsonNode label : JSON.readTree(lines.get(i)).get("labels")) {
                predicted++;
                hits += truth.get(i).contains(label.asText()) ? 1 : 0;
            }
        }
        assertThat(predicted).isEqualTo(3);
        CommandRun judged = done(
                "classify",
                texts.toString(),
                "--labels",
                labels.toString(),
                "--expected-labels",
                "1",
                "--truth",
                "labels",
                "--json");
        assertThat(JSON.readTree(judged.out()).get("of1_tuned").asDouble()).isCloseTo(2 * hits / 6, within(1e-9));
        assertThat(done(
                                "classify",
                                texts.toString(),
                                "--labels",
                                labels.toString(),
                                "--expected-labels",
                                "1",
                                "--describe-by",
                                "description")
                        .out())
                .isNotEqualTo(classified.out());
    }

    @Test
    void mistakesAreExplained() throws IOException {
        Path labels = write("two.txt", "sports\nSports\n");
        Path texts = write("m.txt", "the team won\n");
        assertThat(CommandRun.of("classify", texts.toString()).err()).contains("--labels is missing");
        CommandRun same = CommandRun.of("classify", texts.toString(), "--labels", labels.toString());
        assertThat(same.code()).isZero();
        assertThat(same.err()).contains("the classes sports and Sports have the same text");
        Path plain = write("plain.txt", "label_1\nlabel_2\n");
        assertThat(done("classify", texts.toString(), "--labels", plain.toString())
                        .err())
                .contains("'label_1', say little about what belongs to them");
        CommandRun described = CommandRun.of(
                "classify", texts.toString(), "--labels", plain.toString(), "--describe-by", "description");
        assertThat(described.code()).isEqualTo(2);
        assertThat(described.err()).contains("none of them has a description");
        CommandRun missing =
                CommandRun.of("classify", folder.resolve("nothing.csv").toString(), "--labels", plain.toString());
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains("nothing.csv");
        CommandRun whole = CommandRun.of("classify", folder.toString(), "--labels", plain.toString());
        assertThat(whole.code()).isEqualTo(2);
        assertThat(whole.err()).contains(folder + " is a folder, but this model reads texts from files");
        Path columns = write("columns.csv", "question\nwhat\n");
        CommandRun column = CommandRun.of("classify", columns.toString(), "--labels", plain.toString());
        assertThat(column.code()).isEqualTo(2);
        assertThat(column.err()).contains("'text'").contains("columns.csv");
        Path one = write("one.txt", "only\n");
        CommandRun single = CommandRun.of("classify", texts.toString(), "--labels", one.toString());
        assertThat(single.code()).isEqualTo(2);
        assertThat(single.err()).contains("has one class only");
    }
}
