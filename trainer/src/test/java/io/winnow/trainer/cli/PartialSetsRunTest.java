package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.label.LabelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings on rows with any number of classes, of which only some are known, from the command line. */
class PartialSetsRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORGOTTEN = "recipe.data.labels.it.simulate={drop_positives: 0.4}";

    @TempDir
    static Path folder;

    private static Path config;

    /** A row has the classes a, b and c where its columns of the same names are positive. */
    @BeforeAll
    static void write() throws IOException {
        StringBuilder rows = new StringBuilder("key,a,b,c,it\n");
        for (int i = 0; i < 120; i++) {
            double[] x = {Math.sin(i), Math.sin(2.3 * i + 1), Math.sin(3.7 * i + 2)};
            String classes = (x[0] > 0 ? "|a" : "") + (x[1] > 0 ? "|b" : "") + (x[2] > 0 ? "|c" : "");
            rows.append("k" + i + "," + x[0] + "," + x[1] + "," + x[2] + ","
                    + (classes.isEmpty() ? "" : classes.substring(1)) + "\n");
        }
        Path file = Files.writeString(folder.resolve("rows.csv"), rows);
        config = Files.writeString(folder.resolve("sets.yaml"), """
            device: cpu
            recipe:
              kind: supervised
              data:
                kind: rows
                file: %s
                key: key
                columns: [a, b, c]
                labels: {it: {kind: multi, column: it, separator: "|", unlisted: negative, blank: no}}
                split: {shares: {train: 0.6, validation: 0.2, test: 0.2}}
              classify:
                encoder: {kind: row_mlp, hidden: [16]}
                training: {duration: {epochs: 20}, batch_size: 16, optimizer: {kind: adamw, learning_rate: 0.01}}
            """.formatted(file));
    }

    private static CommandRun train(String name, String... changes) {
        return run(Stream.of("train", config.toString(), "--run-dir", folder.toString(), "--name", name), changes);
    }

    private static CommandRun check(String... changes) {
        return run(Stream.of("train", config.toString(), "--run-dir", folder.toString(), "--dry-run"), changes);
    }

    private static CommandRun run(Stream<String> command, String... changes) {
        return CommandRun.of(Stream.concat(command, Stream.of(changes).flatMap(change -> Stream.of("--set", change)))
                .toArray(String[]::new));
    }

    /** Every pair in the file is one that was forgotten or never was there, and the share of the former is the one that is reported. */
    @Test
    void correctionsAreWrittenAndJudged() throws IOException {
        CommandRun run = train(
                "corrected",
                FORGOTTEN,
                "recipe.frozen.enabled=false",
                "recipe.classify.loss={kind: multi_focal, correct: {}}");
        assertThat(run.code()).as(run.err()).isZero();
        Path stage = folder.resolve("corrected/stages/1-classify");
        List<String> lines = Files.readAllLines(stage.resolve("corrections.csv"));
        assertThat(lines.get(0)).isEqualTo("key,given,suggested,corrected,added,probability");
        assertThat(lines.stream().skip(1).map(line -> line.split(",", -1)[0]))
                .containsExactlyInAnyOrderElementsOf(Stream.iterate(0, i -> i + 1)
                        .limit(120)
                        .map(i -> "k" + i)
                        .toList());
        Set<String> truth = new HashSet<>();
        for (String row : Files.readAllLines(folder.resolve("rows.csv"))) {
            String[] cells = row.split(",", -1);
            Stream.of(cells[4].split("\\|")).forEach(each -> truth.add(cells[0] + "," + each));
        }
        List<String> found = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            Set<String> given = LabelText.parts(cells[1]);
            Set<String> added = LabelText.parts(cells[4]);
            assertThat(cells[5].split("\\|")).hasSize(Math.max(1, added.size()));
            assertThat(LabelText.parts(cells[3]))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(given.stream(), added.stream()).toList());
            added.forEach(each -> found.add(cells[0] + "," + each));
        }
        long right = found.stream().filter(truth::contains).count();
        JsonNode metrics = JSON.readTree(stage.resolve("stage.json").toFile()).get("metrics");
        assertThat(metrics.get("corrected_labels").asInt())
                .isEqualTo(found.size())
                .isPositive();
        assertThat(metrics.get("corrected_labels_right").asDouble()).isEqualTo((double) right / found.size());
    }

    /** The corrections are those of an audit, so that the command that applies these takes them: each cell becomes the column corrected. */
    @Test
    void correctionsAreAppliedToTheLabels() throws IOException {
        CommandRun run = train(
                "applied",
                "recipe.data.labels.it.unlisted=unknown",
                "recipe.frozen.enabled=false",
                "recipe.classify.loss={kind: multi_focal, correct: {}}");
        assertThat(run.code()).as(run.err()).isZero();
        Path corrections = folder.resolve("applied/stages/1-classify/corrections.csv");
        Path output = folder.resolve("applied.csv");
        CommandRun apply = CommandRun.of(
                "audit",
                "apply",
                folder.resolve("rows.csv").toString(),
                corrections.toString(),
                "--label-column",
                "it",
                "--output",
                output.toString());
        assertThat(apply.code()).as(apply.err()).isZero();
        Map<String, Set<String>> expected = Files.readAllLines(corrections).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .collect(Collectors.toMap(cells -> cells[0], cells -> LabelText.parts(cells[3])));
        Map<String, Set<String>> written = Files.readAllLines(output).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .collect(Collectors.toMap(cells -> cells[0], cells -> LabelText.parts(cells[4])));
        assertThat(written).isEqualTo(expected);
        assertThat(Files.readAllLines(output)).isNotEqualTo(Files.readAllLines(folder.resolve("rows.csv")));
    }

    @Test
    void labelsWithoutNegativesGiveNoThresholdsAndANote() throws IOException {
        CommandRun run = train(
                "open",
                "recipe.data.labels.it.unlisted=unknown",
                "recipe.data.labels.it.blank=unknown",
                "recipe.classify.loss={kind: binary_cross_entropy, unknown: negative, unknown_weight: 0.5}");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("None of the test rows is known to lack any class", "classify.expected_labels")
                .doesNotContain("of1_tuned");
        JsonNode baselines =
                JSON.readTree(folder.resolve("open/result.json").toFile()).get("baselines");
        // A constant that is fitted to positives alone is 1 for every class, and judged by positives alone it is
        // perfect.
        assertThat(baselines.at("/constant/brier").asDouble()).isPositive();
        CommandRun evaluated = CommandRun.of("evaluate", folder.resolve("open").toString());
        assertThat(evaluated.err()).contains("None of the test rows is known to lack any class");
    }

    @Test
    void mistakesAreExplained() {
        CommandRun run = check("recipe.classify.loss={kind: large_loss}");
        assertThat(run.code()).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(run.err()).contains("recipe.classify.loss", "unlisted: unknown");
        run = check(FORGOTTEN, "recipe.classify.loss={kind: large_loss, share: 0}");
        assertThat(run.code()).as(run.err()).isZero();
        run = check(
                "recipe.data.labels.it.simulate={known_share: 0.5}",
                "recipe.classify.loss={kind: expected_positives, expected: 1.5}");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("Warning: recipe.classify.loss ignores known negatives");
    }
}
