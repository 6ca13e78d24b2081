package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code winnow data inspect} says of files of records, and which {@code winnow new} it suggests. */
class InspectCommandTest extends OnCommandLine {
    @Test
    void columnsOfRecordsAreCounted() throws IOException {
        Path file = Files.write(
                folder.resolve("records.jsonl"),
                List.of(
                        "{\"text\": \"one or two words\", \"tags\": [\"a\", \"b\"], \"size\": 1.5}",
                        "{\"text\": \"three or four words\", \"tags\": [\"b\"], \"size\": 2}",
                        "{\"text\": \"five or six words\", \"tags\": [\"a\", \"c\"]}"));
        assertThat(winnow("data", "inspect", file.toString(), "--json")).as(err).isZero();
        JsonNode report = new ObjectMapper().readTree(out);
        assertThat(report.get("records").asInt()).isEqualTo(3);
        JsonNode tags = report.at("/fields/1");
        assertThat(tags.get("form").asText()).isEqualTo("list");
        assertThat(tags.get("parts").asInt()).isEqualTo(3); // a, b, c
        assertThat(report.at("/fields/2/column/missing").asInt()).isEqualTo(1);
        assertThat(err)
                .contains("winnow new " + file + " --files texts --input text --known classes --label tags --time 10m");
        assertThat(winnow("data", "inspect", file.toString())).isZero();
        assertThat(out).contains("3 records").contains("list of 3").contains("one or two words");
    }

    @Test
    void aSuggestionFitsImages() throws IOException {
        TestData.write(folder);
        String train = folder.resolve("train").toString();
        assertThat(winnow("data", "inspect", train)).as(err).isZero();
        assertThat(err).contains("winnow new " + train + " --known class --time 10m");
        assertThat(out).doesNotContain("winnow new");
    }

    @Test
    void filesThatAreNoRecordsAreExplained() throws IOException {
        Path file = Files.writeString(folder.resolve("empty.csv"), "");
        assertThat(winnow("data", "inspect", file.toString())).isEqualTo(2);
        assertThat(err).contains("has no records");
        assertThat(winnow("data", "inspect", file.toString(), "--contact-sheet", "x.png"))
                .isEqualTo(2);
        assertThat(err).contains("only be used for images, not for a file of records");
        assertThat(winnow("data", "inspect", folder.resolve("none.csv").toString()))
                .isEqualTo(2);
        assertThat(err).contains("There is no file or folder");
    }
}
