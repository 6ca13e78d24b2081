package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.page.Browser;
import io.winnow.trainer.recipe.tabsim.SyntheticPairs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pages on small runs: of images by three methods, of rows whose classes have hostile names, and of tables. */
class RunReportCommandTest extends OnSmallRuns {
    private static final int LARGEST_PAGE = 3_000_000;
    private static final String HOSTILE = "</script><b id=\"bad\">\"it's\" 🙂";
    private static final String BEGIN = "<script id=\"data\" type=\"application/json\">";

    @BeforeAll
    static void train() throws IOException {
        SmallRuns.train(folder, "supervised", "mlcd", "rcal");
        String rows = IntStream.range(0, 80)
                .mapToObj(i -> i % 17 + "," + (i * 7) % 11 + ","
                        + (i % 17 > 8 ? "\"" + HOSTILE.replace("\"", "\"\"") + "\"" : "plain"))
                .collect(Collectors.joining("\n", "a,b,answer\n", "\n"));
        Path file = Files.writeString(folder.resolve("rows.csv"), rows);
        Path config = Files.writeString(folder.resolve("rows.yaml"), """
            device: cpu
            logging: {every_steps: 1, tensorboard: false}
            recipe:
              kind: supervised
              data: {kind: rows, train: %s, labels: {answer: {kind: class}}, split: {shares: {train: 0.6, validation: 0.2, test: 0.2}}}
              classify:
                encoder: {kind: row_mlp, hidden: [8]}
                training: {duration: {epochs: 2}, batch_size: 16, optimizer: {kind: adamw, learning_rate: 0.01}}
            """.formatted(file));
        for (int seed = 1; seed <= 2; seed++) {
            assertThat(trained(config, "rows-" + seed, "seed=" + seed)).as(err).isZero();
        }
        assertThat(trained(config, "noisy", "recipe.data.labels.answer.simulate={noise: {kind: symmetric, rate: 0.4}}"))
                .as(err)
                .isZero();
        assertThat(trained(config, "other", "recipe.classify.encoder.hidden=[4]"))
                .as(err)
                .isZero();
        Path pairs = SyntheticPairs.write(folder.resolve("pairs.jsonl"), 12);
        Path tables = Files.writeString(folder.resolve("tables.yaml"), """
            device: cpu
            recipe:
              kind: tabsim
              data: {pairs: %s}
              folds: 2
              zero_shot: false
              encoder: %s
              training: {duration: {steps: 2}, batch_size: 8, optimizer: {kind: adamw, learning_rate: 0.01}}
            """.formatted(pairs, SyntheticPairs.ENCODER));
        assertThat(trained(tables, "tables")).as(err).isZero();
    }

    private static int trained(Path config, String name, String... changes) {
        return winnow(Stream.concat(
                        Stream.of(
                                "train",
                                config.toString(),
                                "--run-dir",
                                folder.resolve("runs").toString(),
                                "--name",
                                name),
                        Stream.of(changes).flatMap(change -> Stream.of("--set", change)))
                .toArray(String[]::new));
    }

    /** Makes a page, and returns what its script is given. */
    private static JsonNode page(String name, String... arguments) throws IOException {
        return data(html(name, arguments));
    }

    private static String html(String name, String... arguments) throws IOException {
        Path file = folder.resolve(name + ".html");
        String[] command = Stream.concat(Stream.of("report", "--output", file.toString()), Stream.of(arguments))
                .toArray(String[]::new);
        assertThat(winnow(command)).as(err).isZero();
        assertThat(Files.size(file)).isLessThan(LARGEST_PAGE);
        String html = Files.readString(file);
        assertThat(html).doesNotContainPattern("(src|href)=\"?https?:").doesNotContain("\"DATA\"");
        return html;
    }

    private static JsonNode data(String html) throws IOException {
        int begin = html.indexOf(BEGIN) + BEGIN.length();
        return new ObjectMapper().readTree(html.substring(begin, html.indexOf("</script>", begin)));
    }

    private static List<String> sections(JsonNode page) {
        return StreamSupport.stream(page.get("parts").spliterator(), false)
                .map(part -> part.get("id").asText())
                .toList();
    }

    /** Returns the first block of a kind in a section. */
    private static JsonNode block(JsonNode page, String section, String kind) {
        return StreamSupport.stream(page.get("parts").spliterator(), false)
                .filter(part -> part.get("id").asText().equals(section))
                .flatMap(part -> StreamSupport.stream(part.get("blocks").spliterator(), false))
                .filter(block -> block.get("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static String text(JsonNode page, String section) {
        return block(page, section, "text").get("text").asText();
    }

    @Test
    void aClassifierOfImagesIsShownWithItsMistakesAndAMap() throws IOException {
        JsonNode page = page("images", run("supervised"));
        assertThat(sections(page)).containsExactly("summary", "result", "curves", "predictions", "map", "provenance");
        assertThat(text(page, "summary"))
                .contains(
                        "The run supervised used the method supervised: a classifier trained on the given labels",
                        "the encoder resnet (depth 8, width 4",
                        "for 2 steps",
                        "trained on data with 64 images of train",
                        "tested on 32 images of test",
                        "seed was 1");
        double accuracy = result("supervised").get("metrics").get("accuracy").asDouble();
        assertThat(text(page, "result"))
                .contains(String.format(Locale.ROOT, "accuracy %.2f%% (95%% interval", 100 * accuracy));
        int right = 0;
        int all = 0;
        JsonNode counts = block(page, "predictions", "matrix").get("counts");
        for (int k = 0; k < counts.size(); k++) {
            right += counts.get(k).get(k).asInt();
            for (JsonNode count : counts.get(k)) {
                all += count.asInt();
            }
        }
        assertThat(all).isEqualTo(32);
        assertThat(right / 32.0).isEqualTo(accuracy);
        assertThat(block(page, "predictions", "cards")
                        .get("cards")
                        .get(0)
                        .get("image")
                        .asText())
                .startsWith("data:image/png;base64,");
        assertThat(block(page, "map", "points").get("points")).hasSize(32);
        assertThat(block(page, "map", "points").get("colourings")).hasSize(3);
        assertThat(page.toString()).doesNotContain("\"kind\":\"warning\"");
    }

    /** The true label of row i is hostile if i % 17 is above 8. Simulated errors are in the training data alone. */
    @Test
    void aMapOfTrainingDataTellsWrongLabelsIfTheTrueOnesAreKnown() throws IOException {
        JsonNode page = page("noisy", run("noisy"));
        assertThat(sections(page)).containsSubsequence("map", "training-map", "provenance");
        JsonNode map = block(page, "training-map", "points");
        assertThat(map.get("colourings").findValuesAsText("name"))
                .containsExactly(
                        "given label",
                        "true label",
                        "given label right or wrong",
                        "predicted label",
                        "prediction right or wrong");
        JsonNode wrong = map.get("colourings").get(2).get("numbers");
        int errors = 0;
        for (int i = 0; i < wrong.size(); i++) {
            String caption = map.get("cards").get(i).get("caption").asText();
            int row = Integer.parseInt(caption.substring(0, caption.indexOf(':'))) - 1; // records are numbered from 1
            String truth = row % 17 > 8 ? HOSTILE : "plain";
            assertThat(caption).contains(", truly " + truth);
            assertThat(caption.contains("labelled " + truth + ","))
                    .isEqualTo(wrong.get(i).asInt() == 0);
            errors += wrong.get(i).asInt();
        }
        assertThat(wrong).hasSize(48);
        double rate = new ObjectMapper()
                .readTree(folder.resolve("runs/noisy/result.json").toFile())
                .findValue("noise_rate")
                .asDouble();
        assertThat(errors / 48.0).isCloseTo(rate, within(1e-9));
    }

    /** What the run recorded remains, and the page says what is missing and why. */
    @Test
    void withoutItsDataARunIsShownFromItsFiles() throws IOException {
        assertThat(sections(page("no-data", run("supervised"), "--no-data")))
                .containsExactly("summary", "result", "curves", "predictions", "provenance");
        assertThat(err).isEmpty();
        Path gone = folder.resolve("test");
        Path away = Files.move(gone, folder.resolve("away"));
        try {
            JsonNode page = page("gone", run("supervised"));
            assertThat(sections(page)).doesNotContain("map");
            assertThat(text(page, "predictions")).contains("they no longer exist at " + gone);
            assertThat(err).contains("they no longer exist at " + gone);
            assertThat(block(page, "predictions", "matrix").get("counts")).hasSizeGreaterThan(2);
            assertThat(sections(page("moved", run("supervised"), "--set", "recipe.data.test=" + away)))
                    .contains("map");
        } finally {
            Files.move(away, gone);
        }
    }

    @Test
    void methodsShowWhatIsTheirsAlone() throws IOException {
        JsonNode clusters = page("clusters", run("mlcd"));
        assertThat(text(clusters, "method-1")).contains("Each of the 64 training images", "of 6 centers");
        assertThat(block(clusters, "method-1", "cards").get("title").asText()).startsWith("One of the largest: center");
        assertThat(block(clusters, "map", "points").get("points")).hasSize(32);
        JsonNode centers = page("centers", run("rcal"), "--no-data");
        assertThat(block(centers, "method-1", "table").get("header").toString())
                .isEqualTo("[\"class\",\"nearest other center\",\"cosine\"]");
        JsonNode tables = page("tables", run("tables"));
        JsonNode ranked = block(tables, "method-1", "table");
        assertThat(ranked.get("title").asText()).startsWith("Compared with ");
        assertThat(StreamSupport.stream(ranked.get("rows").spliterator(), false)
                        .map(row -> row.get(2).asText().replaceFirst(".*: distance ([0-9.]+), grade [0-9].*", "$1"))
                        .map(Double::valueOf)
                        .toList())
                .hasSize(4)
                .isSorted();
    }

    @Test
    void runsThatDifferOnlyInTheirSeedAreOneCurveWithABand() throws IOException {
        JsonNode page = page("comparison", run("rows-1"), run("rows-2"), run("other"));
        assertThat(page.get("title").asText()).isEqualTo("Comparison of 3 runs");
        assertThat(sections(page)).containsExactly("summary", "result", "curves", "classes", "provenance");
        JsonNode loss = block(page, "curves", "charts").get("charts").get(0);
        assertThat(loss.get("curves")).hasSize(2);
        assertThat(loss.get("curves").get(0).get("name").asText()).isEqualTo("rows (2 seeds)");
        assertThat(loss.get("curves").get(0).get("low")).hasSize(6);
        assertThat(loss.get("curves").get(1).has("low")).isFalse();
        JsonNode table = block(page, "result", "table");
        assertThat(table.get("header").toString()).isEqualTo("[\"metric\",\"rows (2 seeds)\",\"other\"]");
        double first = result("rows-1").get("metrics").get("nll").asDouble();
        double second = result("rows-2").get("metrics").get("nll").asDouble();
        String expected = String.format(
                Locale.ROOT, "%.4g ± %.4g", (first + second) / 2, Math.abs(first - second) / Math.sqrt(2));
        assertThat(table.toString()).contains("nll\u00a0↓\",\"" + expected);
        assertThat(block(page, "provenance", "table").get("rows").get(0).get(4).asText())
                .isEqualTo("all runs");
    }

    @Test
    void aRunThatFailedIsReportedAsSuch() throws IOException {
        Path failed = Files.createDirectories(folder.resolve("failed"));
        Path source = Path.of(run("rows-1"));
        Files.copy(source.resolve("config.yaml"), failed.resolve("config.yaml"));
        Files.writeString(
                failed.resolve("run.json"),
                Files.readString(source.resolve("run.json"))
                        .replace("\"completed\"", "\"failed\", \"message\": \"The disk is full\""));
        JsonNode page = page("failed", failed.toString());
        assertThat(block(page, "summary", "warning").get("text").asText())
                .isEqualTo("The run failed failed: The disk is full. None of its stages is complete.");
        assertThat(text(page, "result")).isEqualTo("There is no result yet, because no run is complete.");
        assertThat(text(page, "curves")).isEqualTo("Nothing was measured yet.");
        assertThat(text(page, "predictions")).contains("has not read its data yet");
        JsonNode both = page("both", run("rows-1"), failed.toString());
        assertThat(block(both, "summary", "warning").get("text").asText()).contains("The disk is full");
        assertThat(text(both, "result")).startsWith("rows-1: supervised has the accuracy");
    }

    @Test
    void onlyPagesOfThisCommandAreReplaced() throws IOException {
        assertThat(winnow("report", run("rows-1"), "--no-data", "--json"))
                .as(err)
                .isZero();
        JsonNode written = new ObjectMapper().readTree(out);
        Path page = Path.of(run("rows-1"), "report.html");
        assertThat(written.get("output").asText()).isEqualTo(page.toString());
        assertThat(written.get("bytes").asLong()).isEqualTo(Files.size(page));
        assertThat(written.get("sections").get("curves").asText()).isEqualTo("Curves");
        assertThat(winnow("report", run("rows-1"), "--no-data")).as(err).isZero();
        Files.writeString(page, "mine");
        assertThat(winnow("report", run("rows-1"), "--no-data")).isEqualTo(2);
        assertThat(err).contains("report.html exists already", "--force");
        assertThat(page).hasContent("mine");
        assertThat(winnow("report", run("rows-1"), "--no-data", "--force"))
                .as(err)
                .isZero();
        assertThat(page).content().startsWith("<!DOCTYPE html>");
    }

    @Test
    void wrongArgumentsAreExplained() {
        assertThat(winnow("report", run("rows-1"), run("rows-1") + "/.")).isEqualTo(2);
        assertThat(err).contains("is named twice");
        assertThat(winnow("report", folder.resolve("runs").toString())).isEqualTo(2);
        assertThat(err).contains("is not the folder of a run");
        assertThat(winnow("report", run("rows-3"))).isEqualTo(2);
        assertThat(err).contains("rows-3");
        assertThat(winnow("report", run("rows-1"), run("rows-2"), "--set", "seed=3"))
                .isEqualTo(2);
        assertThat(err)
                .contains("--set has no effect here. A comparison of 2 runs is made of the files of its runs alone");
        assertThat(winnow("report", run("rows-1"), run("rows-2"), "--device", "cpu"))
                .isEqualTo(2);
        assertThat(err).contains("--device has no effect here");
    }

    /** Names of classes and of the run cannot end the script or become markup, the page fits a telephone, and all of it is printed. */
    @Test
    void hostileNamesAreOnlyText() throws IOException {
        Path hostile = folder.resolve("x\"'<i id=bad>🙂");
        Files.move(Path.of(run("rows-2")), hostile);
        try {
            String html = html("hostile", hostile.toString());
            assertThat(data(html).toString()).contains("it's", "🙂");
            String document = Browser.run(html, """
                dispatchEvent(new Event('beforeprint'));
                const said = document.createElement('pre');
                said.id = 'said';
                said.textContent = [document.querySelectorAll('#bad').length, document.querySelectorAll('section').length,
                  waiting.length, Object.keys(Chart.instances).length === document.querySelectorAll('canvas').length,
                  document.querySelectorAll('details:not([open])').length,
                  document.documentElement.scrollWidth <= innerWidth, document.title].join('|');
                document.body.append(said);\
                """, folder);
            String said = document.substring(document.indexOf("<pre id=\"said\">"));
            assertThat(said).startsWith("<pre id=\"said\">0|6|0|true|0|true|Run x\"'&lt;i id=bad&gt;🙂</pre>");
            assertThat(document).contains("&lt;/script&gt;&lt;b id=");
        } finally {
            Files.move(hostile, Path.of(run("rows-2")));
        }
    }
}
