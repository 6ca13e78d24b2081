package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code winnow audit RUN --split test}: the labels of the test examples are judged by other test examples. */
class AuditSplitTest {
    private static final int ROWS = 120;

    @TempDir
    static Path folder;

    /** Two groups of rows, every third of which is for testing. The test row r8 has the label of the other group. */
    private static String run() throws IOException {
        StringBuilder csv = new StringBuilder("key,first,second,kind,part\n");
        Random random = new Random(5);
        for (int i = 0; i < ROWS; i++) {
            boolean high = i % 2 == 0;
            csv.append(String.format(
                    Locale.ROOT,
                    "r%d,%.3f,%.3f,%s,%s%n",
                    i,
                    (high ? 2 : -2) + random.nextGaussian() / 2,
                    (high ? 2 : -2) + random.nextGaussian() / 2,
                    (i == 8) != high ? "high" : "low",
                    i % 3 == 2 ? "test" : "train"));
        }
        Path records = Files.writeString(folder.resolve("records.csv"), csv);
        Path config = Files.writeString(folder.resolve("config.yaml"), """
                recipe:
                  kind: supervised
                  data:
                    kind: rows
                    file: %s
                    key: key
                    columns: [first, second]
                    labels: {kind: {kind: class}}
                    split: {column: part}
                  classify:
                    encoder: {kind: row_mlp}
                    training: {duration: {steps: 30}, batch_size: 16, optimizer: {kind: adamw, learning_rate: 0.01}}
                  frozen: {enabled: false}
                """.formatted(records));
        CommandRun trained = CommandRun.of(
                "train", config.toString(), "--run-dir", folder.resolve("runs").toString(), "--name", "rows");
        assertThat(trained.code()).as(trained.err()).isZero();
        return folder.resolve("runs/rows").toString();
    }

    @Test
    void aWrongTestLabelIsFoundAndCorrected() throws IOException {
        String run = run();
        CommandRun audit = CommandRun.of("audit", run, "--split", "test", "--folds", "4", "--neighbours", "10");
        assertThat(audit.code()).as(audit.err()).isZero();
        assertThat(Path.of(run, "audit")).doesNotExist();
        List<String> lines = Files.readAllLines(Path.of(run, "audit-test/labels.csv"));
        assertThat(lines).hasSize(1 + ROWS / 3);
        assertThat(lines.get(1)).startsWith("r8,").contains(",low,high,");

        Path corrections = Files.writeString(folder.resolve("c.csv"), "key,given,corrected\nr8,low,high\n");
        CommandRun judged = CommandRun.of("evaluate", run, "--label-errors", corrections.toString(), "--json");
        assertThat(judged.code()).as(judged.err()).isZero();
        var report = new ObjectMapper().readTree(judged.out());
        assertThat(report.findValue("changed").asInt()).isEqualTo(1);

        CommandRun check = CommandRun.of("audit", run, "--split", "test", "--folds", "4", "--check", "5");
        assertThat(check.err()).contains("--split test --checked FILE");

        CommandRun mixed = CommandRun.of("audit", run, "--split", "test", "--gain", "corrections.csv");
        assertThat(mixed.code()).isEqualTo(2);
        assertThat(mixed.err()).contains("--gain and --split cannot be combined");
    }
}
