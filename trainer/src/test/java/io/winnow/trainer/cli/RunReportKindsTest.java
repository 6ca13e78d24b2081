package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pages on runs that learn labels of each kind from rows: {@code i} rises from 0 to 59, and all labels follow from it. */
class RunReportKindsTest extends OnCommandLine {
    private static final int ROWS = 60;
    private static final String BEGIN = "<script id=\"data\" type=\"application/json\">";

    private static Path rows;

    @BeforeAll
    static void write() throws IOException {
        StringBuilder csv = new StringBuilder("i,dark,light,level,number,candidates,shares\n");
        for (int i = 0; i < ROWS; i++) {
            boolean dark = i < ROWS / 2;
            String own = dark ? "dark" : "light";
            String other = dark ? "light" : "dark";
            csv.append(i)
                    .append(dark ? ",1," : ",0,")
                    .append(i % 7 == 0 ? "" : dark ? "0" : "1")
                    .append(i < 20 ? ",low," : i < 40 ? ",middle," : ",high,")
                    .append(i % 9 == 0 ? "" : Integer.toString(2 * i + 1))
                    .append(i % 3 == 0 ? "," + own : "," + own + "|grey")
                    .append(",\"{'")
                    .append(own)
                    .append("': 0.75, '")
                    .append(other)
                    .append("': 0.25}\"\n");
        }
        rows = Files.writeString(folder.resolve("rows.csv"), csv);
    }

    /** Trains a classifier and returns the blocks of the section on its predictions. */
    private static List<JsonNode> predictions(String name, String labels, String... more) throws IOException {
        Path config = Files.writeString(folder.resolve(name + ".yaml"), """
            device: cpu
            recipe:
              kind: supervised
              data: {kind: rows, train: %s, columns: [i], labels: {answer: %s}, split: {shares: {train: 0.5, validation: 0.2, test: 0.3}}}
              classify:
                encoder: {kind: row_mlp, hidden: [8]}
                training: {duration: {epochs: 2}, batch_size: 16, optimizer: {kind: adamw, learning_rate: 0.01}}
              frozen: {enabled: false}
            """.formatted(rows, labels));
        assertThat(winnow(
                        "train",
                        config.toString(),
                        "--run-dir",
                        folder.resolve("runs").toString()))
                .as(err)
                .isZero();
        return again(name, more);
    }

    private static List<JsonNode> again(String name, String... more) throws IOException {
        String[] command = new String[more.length + 2];
        command[0] = "report";
        command[1] = run(name);
        System.arraycopy(more, 0, command, 2, more.length);
        assertThat(winnow(command)).as(err).isZero();
        String html = Files.readString(Path.of(run(name), "report.html"));
        int begin = html.indexOf(BEGIN) + BEGIN.length();
        JsonNode page = new ObjectMapper().readTree(html.substring(begin, html.indexOf("</script>", begin)));
        return StreamSupport.stream(page.get("parts").spliterator(), false)
                .filter(part -> part.get("id").asText().equals("predictions"))
                .flatMap(part -> StreamSupport.stream(part.get("blocks").spliterator(), false))
                .toList();
    }

    private static List<String> kinds(List<JsonNode> blocks) {
        return blocks.stream().map(block -> block.get("kind").asText()).toList();
    }

    private static int sum(JsonNode counts) {
        int sum = 0;
        for (JsonNode row : counts) {
            for (JsonNode count : row) {
                sum += count.asInt();
            }
        }
        return sum;
    }

    @Test
    void severalLabelsHaveATableOfTheirClasses() throws IOException {
        List<JsonNode> blocks = predictions("sets", "{kind: multi, columns: [dark, light], no: ['0']}");
        assertThat(kinds(blocks)).containsExactly("table", "reliability", "cards", "cards");
        JsonNode dark = blocks.get(0).get("rows").get(0);
        assertThat(dark.get(0).asText()).isEqualTo("dark");
        assertThat(dark.get(2).asInt() + dark.get(3).asInt()).isEqualTo(18);
        // Without data, the table is that of the report of the run.
        List<JsonNode> stored = again("sets", "--no-data");
        assertThat(kinds(stored)).containsExactly("text", "table");
        assertThat(stored.get(1)).isEqualTo(blocks.get(0));
    }

    @Test
    void levelsHaveAConfusionMatrix() throws IOException {
        List<JsonNode> blocks = predictions("levels", "{kind: ordinal, column: level, levels: [low, middle, high]}");
        assertThat(kinds(blocks)).containsExactly("matrix", "table", "cards");
        assertThat(blocks.get(0).get("names").toString()).isEqualTo("[\"low\",\"middle\",\"high\"]");
        assertThat(sum(blocks.get(0).get("counts"))).isEqualTo(18);
    }

    @Test
    void numbersAreDrawnAgainstTheTruth() throws IOException {
        List<JsonNode> blocks = predictions("numbers", "{kind: number, column: number}");
        assertThat(kinds(blocks)).containsExactly("points", "cards");
        JsonNode points = blocks.get(0);
        assertThat(points.get("diagonal").asBoolean()).isTrue();
        for (int p = 0; p < points.get("points").size(); p++) {
            double truth = points.get("points").get(p).get(0).asDouble();
            assertThat(truth % 2).as("numbers are odd").isEqualTo(1);
            assertThat(points.get("cards").get(p).get("caption").asText()).contains("true ", "predicted ");
        }
        assertThat(blocks.get(1).get("title").asText()).startsWith("answer: the 12 largest errors");
    }

    @Test
    void ofSharesTheLargestCounts() throws IOException {
        List<JsonNode> blocks = predictions("soft", "{kind: soft, column: shares, literal: true}");
        assertThat(kinds(blocks)).containsExactly("text", "matrix", "table", "reliability", "cards");
        assertThat(sum(blocks.get(1).get("counts"))).isEqualTo(18);
        assertThat(kinds(again("soft", "--no-data"))).containsExactly("text");
    }

    @Test
    void candidatesHaveASentence() throws IOException {
        List<JsonNode> blocks = predictions("candidates", "{kind: partial, column: candidates, separator: '|'}");
        assertThat(kinds(blocks)).containsExactly("text");
    }
}
