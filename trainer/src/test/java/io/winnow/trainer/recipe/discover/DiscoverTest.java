package io.winnow.trainer.recipe.discover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.cli.CommandRun;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Complete runs over generated rows of four classes, of which two are old. */
class DiscoverTest {
    private static final int ROWS = 400;

    @TempDir
    static Path folder;

    private static Path run;

    private static final String CONFIG = """
            device: cpu
            logging: {tensorboard: false}
            recipe:
              kind: discover
              data:
                kind: rows
                train: %s
                test: %s
                labels: {class: {kind: class}}
              %s
              classes: 4
              discover:
                projection: 4
                training:
                  duration: {epochs: 12}
                  batch_size: 64
                  optimizer: {kind: sgd, learning_rate: 0.1}
            """;

    private static Path rows(String name, List<String> labels) throws IOException {
        CounterRandom random = CounterRandom.of(8);
        StringBuilder lines = new StringBuilder("a,b,c,d,e,f,class\n");
        for (int i = 0; i < ROWS; i++) {
            for (int d = 0; d < 6; d++) {
                lines.append((d == i % 4 ? 3 : 0) + random.nextDouble()).append(',');
            }
            lines.append(labels.isEmpty() ? "class-" + i % 4 : labels.get(i)).append('\n');
        }
        return Files.writeString(folder.resolve(name), lines);
    }

    private static CommandRun train(String name, Path data, Path test, String key) throws IOException {
        Path config = Files.writeString(folder.resolve(name + ".yaml"), CONFIG.formatted(data, test, key));
        return CommandRun.of("train", config.toString(), "--run-dir", folder.toString(), "--json");
    }

    @BeforeAll
    static void train() throws IOException {
        Path rows = rows("rows.csv", List.of());
        CommandRun done = train("hidden", rows, rows, "hide: {old: 0.5, labelled: 0.4, first: true}");
        assertThat(done.code()).as(done.err()).isZero();
        run = folder.resolve("hidden");
    }

    private static JsonNode result() throws IOException {
        return new ObjectMapper().readTree(run.resolve("result.json").toFile());
    }

    @Test
    void findsClearClasses() throws IOException {
        JsonNode metrics = result().get("metrics");
        assertThat(metrics.get("accuracy_all").asDouble()).isGreaterThan(0.95);
        assertThat(metrics.get("accuracy_new").asDouble()).isGreaterThan(0.95);
        assertThat(metrics.get("test_accuracy_all").asDouble()).isGreaterThan(0.95);
        assertThat(result().get("baselines").get("semi_supervised_k_means").has("accuracy_old"))
                .isTrue();
    }

    /** The map has all training examples with the classes that classes.csv has, the labels that the training saw, and those that were hidden. */
    @Test
    void aReportMapsTheTrainingExamples() throws IOException {
        Path page = folder.resolve("report.html");
        CommandRun report = CommandRun.of("report", run.toString(), "--output", page.toString());
        assertThat(report.code()).as(report.err()).isZero();
        String html = Files.readString(page);
        String begin = "<script id=\"data\" type=\"application/json\">";
        int from = html.indexOf(begin) + begin.length();
        JsonNode map = new ObjectMapper()
                .readTree(html.substring(from, html.indexOf("</script>", from)))
                .findParents("points")
                .get(0);
        assertThat(map.get("points")).hasSize(ROWS);
        List<String> expected = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("stages/3-discover/classes.csv"))) {
            String[] cells = line.split(",", -1);
            if (!cells[0].equals("key")) {
                expected.add(cells[0] + "; class that was found: " + cells[2]
                        + (cells[1].isEmpty() ? "" : "; given label: " + cells[1])
                        + "; label that was hidden or given: class-"
                        + (Integer.parseInt(cells[0].replaceAll("\\D", "")) - 1) % 4); // records are numbered from 1
            }
        }
        List<String> captions = new ArrayList<>();
        map.get("cards").forEach(card -> captions.add(card.get("caption").asText()));
        assertThat(captions).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(expected)
                .anyMatch(each -> each.contains("given label"))
                .anyMatch(each -> !each.contains("given label"));
    }

    @Test
    void evaluateGivesTheSameMetrics() throws IOException {
        CommandRun again = CommandRun.of("evaluate", run.toString(), "--json");
        assertThat(again.code()).as(again.err()).isZero();
        JsonNode figures = new ObjectMapper().readTree(again.out());
        assertThat(figures.size()).isEqualTo(6);
        JsonNode before = result().get("metrics");
        figures.properties()
                .forEach(figure -> assertThat(before.get(figure.getKey())).isEqualTo(figure.getValue()));
    }

    @Test
    void aRunHasTheFilesThatTheMethodDeclares() {
        FinishedRun finished = FinishedRun.open(run);
        assertThat(Discover.METHOD.artifacts())
                .isNotEmpty()
                .allSatisfy(each -> assertThat(finished.stage(each.stage()).resolve(each.file()))
                        .isNotEmptyFile());
    }

    /** A training that is told the same labels, but has no other ones, learns the same weights. */
    @Test
    void hiddenLabelsDoNotReachTheTraining() throws IOException {
        List<String> labels =
                Files.readAllLines(run.resolve("stages/3-discover").resolve(DiscoveryFiles.CLASSES)).stream()
                        .skip(1)
                        .map(line -> line.split(",", -1)[1])
                        .map(label -> label.isEmpty() ? "unknown" : label)
                        .toList();
        assertThat(labels)
                .hasSize(ROWS)
                .contains("unknown", "class-0", "class-1")
                .doesNotContain("class-2");
        CommandRun done = train("told", rows("told.csv", labels), rows("test.csv", List.of()), "unlabelled: unknown");
        assertThat(done.code()).as(done.err()).isZero();
        Path told = folder.resolve("told/stages/3-discover");
        assertThat(told.resolve(DiscoveryTraining.HEAD))
                .hasSameBinaryContentAs(run.resolve("stages/3-discover").resolve(DiscoveryTraining.HEAD));
        List<String> found = Files.readAllLines(told.resolve(DiscoveryFiles.CLASSES));
        assertThat(found).hasSize(ROWS + 1).first().isEqualTo("key,label,class,probability,margin,answered");
        assertThat(String.join("\n", found)).contains(",class-0,", ",new-1,");
    }

    /** Blank labels are unlabelled examples, as for other methods. Half of the rows of the new classes are enough to find them. */
    @Test
    void aBlankLabelStandsForNotLabelledYet() throws IOException {
        List<String> labels = IntStream.range(0, ROWS)
                .mapToObj(i -> i % 4 < 2 && i % 8 < 4 ? "class-" + i % 4 : "")
                .toList();
        CommandRun done = train("blank", rows("blank.csv", labels), rows("test.csv", List.of()), "starts: 2");
        assertThat(done.code()).as(done.err()).isZero();
        JsonNode blank =
                new ObjectMapper().readTree(folder.resolve("blank/result.json").toFile());
        assertThat(blank.at("/metrics/test_accuracy_new").asDouble()).isGreaterThan(0.95);
        assertThat(blank.at("/baselines/k_means").has("test_accuracy_new")).isTrue();
        assertThat(Files.readAllLines(folder.resolve("blank/stages/3-discover").resolve(DiscoveryFiles.CLASSES)))
                .hasSize(ROWS + 1)
                .anyMatch(line -> line.contains(",class-0,class-0,"))
                .anyMatch(line -> line.contains(",,new-"));
        CommandRun both = train("both", folder.resolve("blank.csv"), folder.resolve("test.csv"), "hide: {old: 0.5}");
        assertThat(both.code()).isEqualTo(2);
        assertThat(both.err()).contains("recipe.hide is for data in which every training example has a label, but 300");
    }

    /** The probabilities of the training rows are those that the run wrote. */
    @Test
    void predictGivesTheClassesOfTheRun() throws IOException {
        CommandRun done = CommandRun.of(
                "predict", run.toString(), folder.resolve("rows.csv").toString(), "--top", "1");
        assertThat(done.code()).as(done.err()).isZero();
        List<String> lines = done.out().lines().toList();
        List<String> written =
                Files.readAllLines(run.resolve("stages/3-discover").resolve(DiscoveryFiles.CLASSES));
        assertThat(lines).hasSize(ROWS);
        for (int i = 0; i < ROWS; i++) {
            assertThat(lines.get(i)).contains('"' + written.get(i + 1).split(",", -1)[2] + '"');
        }
    }

    /** On images, with the vectors of an encoder that MoCo trains in the same run: predictions for the training images are those of the run. */
    @Test
    void theEncoderOfTheRunServesPredictions() throws IOException {
        TestData.write(folder);
        Path config = Files.writeString(
                folder.resolve("moco.yaml"), """
                device: cpu
                logging: {tensorboard: false}
                recipe:
                  kind: discover
                  data: {kind: images, train: %s, test: %s, image_size: 16}
                  hide: {old: 0.6, labelled: 0.5, first: true}
                  vectors:
                    kind: moco
                    pretrain:
                      encoder: {kind: resnet, depth: 8, width: 4}
                      queue: 32
                      dimension: 8
                      training: {duration: {steps: 2}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.05}}
                  classes: 5
                  starts: 1
                  discover:
                    training: {duration: {epochs: 2}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.1}}
                """.formatted(folder.resolve("train"), folder.resolve("test")));
        CommandRun done = CommandRun.of("train", config.toString(), "--run-dir", folder.toString());
        assertThat(done.code()).as(done.err()).isZero();
        CommandRun predicted = CommandRun.of(
                "predict",
                folder.resolve("moco").toString(),
                folder.resolve("train").toString(),
                "--top",
                "1");
        assertThat(predicted.code()).as(predicted.err()).isZero();
        List<String> lines = predicted.out().lines().toList();
        List<String> written =
                Files.readAllLines(folder.resolve("moco/stages/3-discover").resolve(DiscoveryFiles.CLASSES));
        assertThat(lines).hasSize(written.size() - 1);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i)).contains('"' + written.get(i + 1).split(",", -1)[2] + '"');
        }
    }

    @Test
    void dataWithoutUnlabelledExamplesAreRefused() throws IOException {
        Path rows = folder.resolve("rows.csv");
        CommandRun done = train("nothing", rows, rows, "starts: 1");
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).contains("nothing to discover", "recipe.unlabelled");
        CommandRun wrong = train("wrong", rows, rows, "unlabelled: clas-3");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("no training example", "clas-3");
    }

    @Test
    void numbersThatDoNotFitTheDataAreReportedBeforehand() throws IOException {
        Path rows = folder.resolve("rows.csv");
        Path config = Files.writeString(
                folder.resolve("numbers.yaml"),
                CONFIG.formatted(
                        rows, rows, "hide: {old: 0.75, labelled: 0.001, first: true}\n  questions: {count: 398}"));
        CommandRun many = CommandRun.of("train", config.toString(), "--dry-run");
        assertThat(many.code()).isEqualTo(2);
        assertThat(many.err())
                .contains(
                        "recipe.questions.count: must be at most the number of rows without a label, which is 397; found 398")
                .contains("Warning: recipe.data has only one labelled example of class-0, class-1, class-2:");
        CommandRun crowded = CommandRun.of(
                "train",
                config.toString(),
                "--dry-run",
                "--set",
                "recipe.questions.count=0",
                "--set",
                "recipe.classes=401");
        assertThat(crowded.code()).isEqualTo(2);
        assertThat(crowded.err())
                .contains("recipe.classes: must be at most the number of training rows, which is 400; found 401");
        CommandRun few = CommandRun.of(
                "train",
                config.toString(),
                "--dry-run",
                "--set",
                "recipe.questions.count=0",
                "--set",
                "recipe.hide.labelled=0.1",
                "--set",
                "recipe.classes=null",
                "--set",
                "recipe.most_classes=2");
        assertThat(few.code()).isEqualTo(2);
        assertThat(few.err())
                .contains("recipe.most_classes: must be at least the number of old classes, which is 3; found 2")
                .doesNotContain("only one");
    }

    /** The warning on small batches comes with the estimate, too. */
    @Test
    void anEstimateIsComparedWithTheBatches() throws IOException {
        Path rows = folder.resolve("rows.csv");
        Path config = Files.writeString(
                folder.resolve("estimate.yaml"),
                CONFIG.formatted(rows, rows, "hide: {old: 0.5, labelled: 0.1, first: true}"));
        CommandRun done = CommandRun.of(
                "train",
                config.toString(),
                "--run-dir",
                folder.toString(),
                "--set",
                "recipe.classes=null",
                "--set",
                "recipe.most_classes=6",
                "--set",
                "recipe.discover.training.batch_size=3",
                "--set",
                "recipe.discover.training.duration={steps: 1}");
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(Files.readString(folder.resolve("estimate/log.txt")))
                .contains("Warning: recipe.discover.training.batch_size is 3, less than twice the number of classes");
    }
}
