package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code winnow annotations judge} on 20 records of which the annotator contradicts three. */
class JudgeCommandTest extends OnCommandLine {
    private static final String SURE =
            "{\"key\":\"%d\",\"annotator\":\"m\",\"probabilities\":{\"cat\":%s,\"dog\":%s}}%n";

    private static Path labels;
    private static Path said;

    @BeforeAll
    static void write() throws IOException {
        StringBuilder given = new StringBuilder("text,label,note\n");
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 20; i++) {
            given.append("\"text, %d\",%s,n%d%n".formatted(i, i <= 10 ? "cat" : "dog", i));
            if (i == 1 || i == 2) {
                lines.append(SURE.formatted(i, "0.03", "0.97"));
            } else if (i == 11) {
                lines.append(SURE.formatted(i, "0.7", "0.3"));
            } else if (i != 20) {
                lines.append(i <= 10 ? SURE.formatted(i, "0.9", "0.1") : SURE.formatted(i, "0.1", "0.9"));
            }
        }
        labels = Files.writeString(folder.resolve("given.csv"), given);
        said = Files.writeString(folder.resolve("said.jsonl"), lines);
    }

    private static List<String> judge(String output, String... more) throws IOException {
        return judge(labels, folder.resolve(output), more);
    }

    private static List<String> judge(Path given, Path file, String... more) throws IOException {
        assertThat(winnow(Stream.concat(
                                Stream.of(
                                        "annotations",
                                        "judge",
                                        said.toString(),
                                        "--labels",
                                        given.toString(),
                                        "--output",
                                        file.toString()),
                                Stream.of(more))
                        .toArray(String[]::new)))
                .as(err)
                .isZero();
        return Files.readAllLines(file);
    }

    @Test
    void labelsAreFlaggedFilteredFlippedAndWeighted() throws IOException {
        List<String> flagged = judge("flag.csv");
        assertThat(flagged.get(0))
                .isEqualTo("text,label,note,judge_given,judge_suggested,judge_confidence,judge_wrong,judge_flagged");
        assertThat(flagged.get(1)).isEqualTo("\"text, 1\",cat,n1,cat,dog,0.97,0.97,true");
        assertThat(flagged.get(11))
                .startsWith("\"text, 11\",dog,n11,dog,cat,0.7,0.7")
                .endsWith("true");
        assertThat(flagged.get(20)).isEqualTo("\"text, 20\",dog,n20,dog,dog,0.0,0.0,false");
        assertThat(out)
                .contains("contradict 3 labels")
                .contains("and 2 with at least 0.95")
                .contains("not calibrated");
        assertThat(judge("filter.csv", "--action", "filter"))
                .hasSize(19)
                .noneMatch(line -> line.contains("\"text, 1\""));
        assertThat(judge("flip.csv", "--action", "flip").get(1)).startsWith("\"text, 1\",dog,n1,cat,dog");
        List<String> weighted = judge("weight.jsonl", "--action", "weight");
        assertThat(new ObjectMapper()
                        .readTree(weighted.get(0))
                        .get("judge_weight")
                        .asDouble())
                .isCloseTo(0.03, within(1e-12));
        assertThat(new ObjectMapper()
                        .readTree(weighted.get(10))
                        .get("judge_weight")
                        .asDouble())
                .isEqualTo(1);
    }

    @Test
    void knownLabelsCalibrateAndMeasure() throws IOException {
        StringBuilder right = new StringBuilder("key,label\n");
        for (int i = 1; i <= 20; i++) {
            // The annotator is right of the records 1 and 2, and wrong of the record 11.
            right.append("%d,%s%n".formatted(i, i > 2 && i <= 10 ? "cat" : "dog"));
        }
        Path truth = Files.writeString(folder.resolve("right.csv"), right);
        judge("measured.csv", "--truth", truth.toString());
        assertThat(out)
                .contains("Of 19 records with a known label, the annotators are right on 94.7%", "too few", "auroc");
        judge("measured-again.csv", "--truth", truth.toString(), "--json");
        JsonNode json = new ObjectMapper().readTree(out);
        assertThat(json.at("/detection/auroc").asDouble()).isEqualTo(1);
        assertThat(json.at("/detection/precision_at_wrong").asDouble()).isEqualTo(1);
        assertThat(json.at("/detection/suggestion_accuracy").asDouble()).isEqualTo(1);
    }

    @Test
    void anObjectOfLabelsByKeyIsATable() throws IOException {
        Path given = Files.writeString(folder.resolve("by-key.json"), "{\"1\": \"cat\"}");
        Path output = folder.resolve("by-key.jsonl");
        judge(given, output);
        assertThat(output).content().contains("\"judge_given\":\"cat\"").doesNotContain("\"1\":");
    }

    /** Blanks that matter to a reader, such as the indentation of code, are not removed from a copy. */
    @Test
    void valuesOfCsvKeepTheirBlanks() throws IOException {
        Path given = Files.writeString(
                folder.resolve("blanks.csv"), "key,label,note\n1, cat ,\"  two  \"\n12,dog,   \n13,dog,x\n");
        Path output = folder.resolve("blanks-out.csv");
        List<String> lines = judge(given, output);
        assertThat(lines.get(1)).startsWith("1, cat ,  two  ,cat,dog,");
        assertThat(lines.get(2)).startsWith("12,dog,   ,dog,dog,");
        assertThat(lines.get(3)).startsWith("13,dog,x,dog,dog,");
    }

    @Test
    void valuesOfJsonStayAsTheyAre() throws IOException {
        Path given = Files.writeString(folder.resolve("typed.jsonl"), """
                {"key":"1","label":"cat","n":7.50,"tags":["a",2],"o":{"x":1},"e":"","b":true,"z":null}
                {"key":"12","label":"dog","n":12345678901234567890}
                """);
        String record =
                "\"n\":7.50,\"tags\":[\"a\",2],\"o\":{\"x\":1},\"e\":\"\",\"b\":true,\"z\":null,\"judge_given\":\"cat\"";
        for (String name : List.of("typed-out.jsonl", "typed-out.csv")) {
            Path output = folder.resolve(name);
            List<String> lines = judge(given, output);
            if (name.endsWith(".csv")) {
                assertThat(lines.get(1)).startsWith("1,cat,7.50,\"[\"\"a\"\",2]\",\"{\"\"x\"\":1}\",,true,,cat,dog");
            } else {
                assertThat(lines.get(0)).startsWith("{\"key\":\"1\",\"label\":\"cat\"," + record);
                assertThat(lines.get(1))
                        .startsWith("{\"key\":\"12\",\"label\":\"dog\",\"n\":12345678901234567890,\"judge_given\"");
            }
        }
    }

    @Test
    void mistakesAreReported() throws IOException {
        String[] base = {
            "annotations",
            "judge",
            said.toString(),
            "--labels",
            labels.toString(),
            "--output",
            folder.resolve("x.csv").toString()
        };
        assertThat(winnow(Stream.concat(Stream.of(base), Stream.of("--action", "flip", "--above", "0.6"))
                        .toArray(String[]::new)))
                .isZero();
        assertThat(winnow(base)).isEqualTo(2);
        assertThat(err).contains("exists already");
        Path others = Files.writeString(folder.resolve("others.csv"), "key,label\nq,cat\n");
        base[4] = others.toString();
        base[6] = folder.resolve("y.csv").toString();
        assertThat(winnow(base)).isEqualTo(2);
        assertThat(err).contains("keys such as 1").contains("keys such as q");
        base[4] = Files.writeString(folder.resolve("wrong.csv"), "key,label\n1,catt\n")
                .toString();
        assertThat(winnow(base)).isEqualTo(2);
        assertThat(err).contains("Did you mean 'cat'?");
        base[2] = Files.writeString(folder.resolve("broken.jsonl"), "{\"key\": 1, \"probabilities\": {}}\n")
                .toString();
        assertThat(winnow(base)).isEqualTo(2);
        assertThat(err).contains("broken.jsonl, line 1");
        base[2] = folder.resolve("none").toString();
        assertThat(winnow(base)).isEqualTo(2);
        assertThat(err).contains("There is no file or folder");
    }
}
