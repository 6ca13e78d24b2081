package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code winnow data filter} on a folder of images with captions, some of which are missing, and with a small CLIP. */
class FilterCommandTest extends OnCommandLine {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Path pool;
    private static Path captions;

    @BeforeAll
    static void write() throws IOException {
        TestData.write(folder);
        pool = folder.resolve("train");
        List<Path> images = images(pool);
        StringBuilder csv = new StringBuilder("key,caption\n");
        for (int i = 0; i < images.size(); i++) {
            String caption = i % 8 == 0 ? "" : i % 8 == 1 ? "a ring" : "a photo of a disc no " + i % 3;
            csv.append(pool.relativize(images.get(i)))
                    .append(',')
                    .append(caption)
                    .append('\n');
        }
        captions = Files.writeString(folder.resolve("captions.csv"), csv);
        ZeroShotTest.clip(folder.resolve("clip"));
    }

    private static Path config(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), "captions: " + captions + "\n" + text);
    }

    private static int filter(Path config, String... more) {
        return winnow(Stream.concat(
                        Stream.of("data", "filter", pool.toString(), "--config", config.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    private static Map<String, FileRecord> table(Path output) throws IOException {
        Map<String, FileRecord> rows = new TreeMap<>();
        RecordFile table = RecordFile.read(
                output.resolve("filter.csv"),
                new RecordOptions("table", TextCharset.UTF_8, Optional.empty(), false, Set.of()));
        for (FileRecord row : table.rows()) {
            rows.put(row.get("key"), row);
        }
        return rows;
    }

    @Test
    void everyFilterJudgesEveryExample() throws IOException {
        Path output = folder.resolve("all");
        Path config = config("all.yaml", """
                filters:
                  basic: {kind: basic, min_side: 16}
                  words: {kind: text, words: [ring, "a photo"]}
                  fit: {kind: score, source: {kind: caption}, fraction: 0.5}
                vectors: {model: %s}
                """.formatted(folder.resolve("clip")));
        assertThat(filter(config, "--output", output.toString(), "--json"))
                .as(err)
                .isZero();
        JsonNode report = JSON.readTree(out);
        assertThat(report.path("examples").asInt()).isEqualTo(64);
        assertThat(JSON.readTree(output.resolve("report.json").toFile())).isEqualTo(report);
        List<String> kept = Files.readAllLines(output.resolve("kept.txt"));
        assertThat(kept).isSorted().hasSize(report.path("kept").asInt());
        Map<String, FileRecord> rows = table(output);
        Set<String> both = new TreeSet<>();
        for (Map.Entry<String, FileRecord> each : rows.entrySet()) {
            boolean all = true;
            for (String name : List.of("basic", "words", "fit")) {
                all &= Boolean.parseBoolean(each.getValue().get(name + "_kept"));
            }
            if (all) {
                both.add(each.getKey());
            }
        }
        assertThat(kept).containsExactlyElementsOf(both);
        String empty = pool.relativize(images(pool).get(0)).toString();
        assertThat(rows.get(empty).get("reasons"))
                .isEqualTo("basic:few_words basic:few_characters words:no_caption fit:no_score");
        String ring = pool.relativize(images(pool).get(1)).toString();
        assertThat(rows.get(ring).get("reasons")).startsWith("basic:few_words");
        assertThat(report.path("filters").get(2).path("kept").asInt()).isEqualTo(32);
        assertThat(report.path("agreement")).hasSize(3);
        int before = 0;
        for (JsonNode each : report.path("classes")) {
            before += each.path("before").asInt();
        }
        assertThat(before).isEqualTo(64);
        String page = Files.readString(output.resolve("report.html"));
        assertThat(page).contains("Just dropped by fit").doesNotContain("\"DATA\"", "/*STYLE*/", "http://", "https://");

        // A second call with another threshold.
        assertThat(filter(config, "--dry-run", "--set", "filters.fit.fraction=0.25", "--json"))
                .as(err)
                .isZero();
        assertThat(JSON.readTree(out).path("filters").get(2).path("kept").asInt())
                .isEqualTo(16);

        assertThat(filter(config, "--explain", ring)).as(err).isZero();
        assertThat(out)
                .contains(
                        ring + ": dropped",
                        "caption: a ring",
                        "basic: dropped because of few_words",
                        "words: kept (ring)");
        assertThat(filter(config, "--explain", ring.replace(".png", ".pgn"))).isEqualTo(2);
        assertThat(err).contains("the nearest key is '" + ring + "'");
        assertThat(filter(config, "--output", output.toString())).isEqualTo(2);
        assertThat(err).contains("exists already", "--force");
        assertThat(filter(config, "--output", output.toString(), "--force"))
                .as(err)
                .isZero();
    }

    @Test
    void scoresAreTheCosinesOfTheEmbeddings() throws IOException {
        Path output = folder.resolve("cosine");
        Path config = config("cosine.yaml", """
                filters:
                  fit: {kind: score, source: {kind: caption}, fraction: 1}
                vectors: {model: %s}
                """.formatted(folder.resolve("clip")));
        assertThat(filter(config, "--output", output.toString())).as(err).isZero();
        Path image = images(pool).get(2);
        Path texts = Files.writeString(folder.resolve("texts.txt"), "a photo of a disc no 2\n");
        double[] picture = embed(image.toString());
        double[] caption = embed(texts.toString(), "--texts");
        double dot = 0;
        double left = 0;
        double right = 0;
        for (int d = 0; d < picture.length; d++) {
            dot += picture[d] * caption[d];
            left += picture[d] * picture[d];
            right += caption[d] * caption[d];
        }
        double score = Double.parseDouble(
                table(output).get(pool.relativize(image).toString()).get("fit"));
        assertThat(score).isCloseTo(dot / Math.sqrt(left * right), within(1e-5));
    }

    private static double[] embed(String input, String... more) throws IOException {
        Path file = folder.resolve("embedded.jsonl");
        assertThat(winnow(Stream.concat(
                                Stream.of(
                                        "embed",
                                        folder.resolve("clip").toString(),
                                        input,
                                        "--output",
                                        file.toString(),
                                        "--force"),
                                Stream.of(more))
                        .toArray(String[]::new)))
                .as(err)
                .isZero();
        List<Double> vector = new ArrayList<>();
        JSON.readTree(file.toFile()).path("vector").forEach(each -> vector.add(each.asDouble()));
        return vector.stream().mapToDouble(each -> each).toArray();
    }

    @Test
    void copiesOfTestDataAreDroppedFirst() throws IOException {
        Path copies = folder.resolve("copies");
        List<Path> images = images(pool);
        for (int i = 0; i < 12; i++) {
            Files.createDirectories(copies);
            Files.copy(images.get(i), copies.resolve("a%02d.png".formatted(i)));
        }
        Files.copy(images.get(3), copies.resolve("b.png"));
        Path test = Files.createDirectories(folder.resolve("other"));
        Files.copy(images.get(5), test.resolve("t.png"));
        Path broken =
                Files.write(copies.resolve("c.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        Path config = Files.writeString(
                folder.resolve("copies.yaml"),
                "filters: {copies: {kind: duplicates, near: false, against: [" + test + "]}}");
        Path output = folder.resolve("without-copies");
        assertThat(winnow(
                        "data",
                        "filter",
                        copies.toString(),
                        "--config",
                        config.toString(),
                        "--output",
                        output.toString(),
                        "--write-shards"))
                .as(err)
                .isZero();
        Map<String, FileRecord> rows = table(output);
        assertThat(rows.get("a05.png").get("reasons")).isEqualTo("copies:copy_of_other_data");
        assertThat(rows.get("a05.png").get("copies")).isEqualTo(test + ": t.png");
        assertThat(rows.get("b.png").get("reasons")).isEqualTo("copies:copy");
        assertThat(rows.get("b.png").get("copies")).isEqualTo("a03.png");
        assertThat(rows.get(broken.getFileName().toString()).get("reasons")).isEqualTo("usable:damaged");
        List<String> kept = Files.readAllLines(output.resolve("kept.txt"));
        assertThat(kept).hasSize(11).doesNotContain("a05.png", "b.png", "c.png");

        // The shards are a pool of their own, of which the same filter drops nothing.
        assertThat(winnow(
                        "data",
                        "filter",
                        output.resolve("shards").toString(),
                        "--config",
                        config.toString(),
                        "--dry-run",
                        "--json"))
                .as(err)
                .isZero();
        assertThat(JSON.readTree(out).path("kept").asInt()).isEqualTo(11);
    }

    /** A listed file that does not exist is damaged, and one whose name has no ending is an image; paths may lead upwards. */
    @Test
    void listedFilesAreWhatTheyAreByTheirContents() throws IOException {
        Path lists = Files.createDirectories(folder.resolve("lists"));
        Path images = Files.createDirectories(folder.resolve("listed"));
        Files.copy(images(pool).get(0), images.resolve("a.png"));
        Files.copy(images(pool).get(1), images.resolve("b"));
        Files.copy(images(pool).get(2), lists.resolve("a.png"));
        Path list = Files.writeString(
                lists.resolve("list.csv"),
                "path,caption\n../listed/a.png,one\n../listed/b,two\n../listed/none.png,three\na.png,four\n");
        Path config = Files.writeString(
                folder.resolve("listed.yaml"),
                "vectors: {model: " + folder.resolve("clip")
                        + "}\nfilters: {fit: {kind: score, source: {kind: caption}, fraction: 1}}");
        Path output = folder.resolve("from-list");
        assertThat(winnow(
                        "data",
                        "filter",
                        list.toString(),
                        "--config",
                        config.toString(),
                        "--output",
                        output.toString(),
                        "--write-shards"))
                .as(err)
                .isZero();
        assertThat(table(output).get("../listed/none.png").get("reasons")).contains("usable:damaged");
        assertThat(Files.readAllLines(output.resolve("kept.txt")))
                .containsExactlyInAnyOrder("../listed/a.png", "../listed/b", "a.png");
    }

    /** What is stored of texts is not that of another column. */
    @Test
    void copiesAreThoseOfTheColumn() throws IOException {
        Path texts = Files.writeString(
                folder.resolve("columns.csv"), "a,b\nred apples,one and the same\ngreen pears,one and the same\n");
        for (String column : List.of("a", "b")) {
            Path config = Files.writeString(
                    folder.resolve("column.yaml"),
                    "columns: {caption: " + column + "}\nfilters: {copies: {kind: duplicates}}");
            assertThat(winnow(
                            "data",
                            "filter",
                            texts.toString(),
                            "--config",
                            config.toString(),
                            "--output",
                            folder.resolve("columns").toString(),
                            "--force",
                            "--json"))
                    .as(err)
                    .isZero();
            assertThat(JSON.readTree(out).path("kept").asInt()).isEqualTo(column.equals("a") ? 2 : 1);
        }
    }

    @Test
    void shardsKeepCaptionsAndClasses() throws IOException {
        Path config = config("shards.yaml", "filters: {words: {kind: text, words: [disc]}}");
        Path output = folder.resolve("with-shards");
        assertThat(filter(config, "--output", output.toString(), "--write-shards"))
                .as(err)
                .isZero();
        int kept = Files.readAllLines(output.resolve("kept.txt")).size();
        Path plain = Files.writeString(
                folder.resolve("plain.yaml"),
                "filters: {words: {kind: text, words: [disc]}, basic: {kind: basic, min_side: 16}}");
        assertThat(winnow(
                        "data",
                        "filter",
                        output.resolve("shards").toString(),
                        "--config",
                        plain.toString(),
                        "--dry-run",
                        "--json"))
                .as(err)
                .isZero();
        JsonNode report = JSON.readTree(out);
        assertThat(report.path("examples").asInt()).isEqualTo(kept);
        assertThat(report.path("kept").asInt()).isEqualTo(kept);
        List<String> names = new ArrayList<>();
        report.path("classes").forEach(each -> names.add(each.path("name").asText()));
        assertThat(names).contains("ring", "disc");
    }

    @Test
    void aTrainingUsesTheKeptKeys() throws IOException {
        tinyConfig();
        Path config = config("kept.yaml", "filters: {words: {kind: text, words: [disc]}}");
        Path output = folder.resolve("for-training");
        assertThat(filter(config, "--output", output.toString())).as(err).isZero();
        Path keys = output.resolve("kept.txt");
        assertThat(train("kept", "recipe.data.keys=" + keys)).as(err).isZero();
        assertThat(Files.readString(Path.of(run("kept"), "config.yaml"))).contains("keys: " + keys);
        Files.writeString(keys, "disc/nowhere.png\n");
        assertThat(train("none", "recipe.data.keys=" + keys)).isEqualTo(2);
        assertThat(err).contains("1 of the 1 key", "are not keys of", "disc/nowhere.png");
        assertThat(train("limit", "recipe.data.keys=" + keys, "recipe.data.limit=3"))
                .isEqualTo(2);
        assertThat(err).contains("recipe.data.limit", "must be left out if keys are given");
    }

    @Test
    void mistakesAreExplained() throws IOException {
        Path config = config("none.yaml", "filters: {basic: {kind: basic}}");
        Path output = folder.resolve("none");
        assertThat(filter(config, "--output", output.toString())).isEqualTo(2);
        assertThat(err).contains("keeps none of the 64 images", "small 64", "the largest has 16", "Loosen this filter");
        assertThat(output).doesNotExist();
        assertThat(filter(config)).isEqualTo(2);
        assertThat(err).contains("--output is missing", "--dry-run");
        assertThat(filter(config, "--dry-run")).as(err).isZero();
        Path misspelt = config("misspelt.yaml", "filters: {basic: {kind: basic, min_sides: 3}, fit: {kind: scores}}");
        assertThat(filter(misspelt, "--dry-run")).isEqualTo(2);
        assertThat(err).contains("did you mean 'min_side'", "did you mean 'score'");
        Path without =
                Files.writeString(folder.resolve("without.yaml"), "filters: {words: {kind: text, words: [disc]}}");
        assertThat(filter(without, "--dry-run")).isEqualTo(2);
        assertThat(err).contains("have no captions", "key captions");
        Path scores = Files.writeString(folder.resolve("scores.csv"), "key,score\nnowhere.png,3\n");
        Path other = config(
                "other.yaml", "filters: {s: {kind: score, source: {kind: file, file: " + scores + "}, fraction: 0.5}}");
        assertThat(filter(other, "--dry-run")).isEqualTo(2);
        assertThat(err).contains("has none of the 64 images", "nowhere.png");
    }
}
