package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.run.StandardInputFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Records from standard input, and files without the column of the keys. */
class StandardInputTest extends OnCommandLine {
    private static final String CSV = "x,c,key\n2.5,a,u1\n-2.5,b,u2\n3.5,b,u3\n";
    private static final String WITHOUT_KEYS = "x,c\n2.5,a\n-2.5,b\n3.5,b\n";
    private static final String JSON = """
            {"key": "u1", "x": 2.5, "c": "a"}
            {"key": "u2", "x": -2.5, "c": "b"}
            {"key": "u3", "x": 3.5, "c": "b"}
            """;

    private static String run;

    @BeforeAll
    static void train() throws IOException {
        StringBuilder csv = new StringBuilder("key,x,c\n");
        for (int i = 0; i < 60; i++) {
            csv.append("k%d,%d,%s%n".formatted(i, i % 2 == 0 ? 1 + i : -1 - i, i % 2 == 0 ? "a" : "b"));
        }
        Path config = Files.writeString(
                folder.resolve("rows.yaml"), """
                device: cpu
                recipe:
                  kind: supervised
                  data: {kind: rows, file: %s, key: key, columns: [x], labels: {c: {kind: class}}}
                  classify:
                    encoder: {kind: row_mlp, hidden: [4]}
                    training: {duration: {steps: 30}, batch_size: 16, optimizer: {kind: adamw, learning_rate: 0.03}}
                  frozen: {enabled: false}
                """.formatted(Files.writeString(folder.resolve("rows.csv"), csv)));
        assertThat(train(config, folder, "run")).as(err).isZero();
        run = folder.resolve("run").toString();
    }

    private static int piped(String input, String... arguments) {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
            return winnow(arguments);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void evaluateReadsLabelledRecords() throws IOException {
        Path file = Files.writeString(folder.resolve("more.csv"), CSV);
        assertThat(winnow("evaluate", run, "--data", file.toString(), "--json"))
                .as(err)
                .isZero();
        String expected = out;
        assertThat(expected).contains("\"accuracy\":0.6666");
        for (String input : new String[] {CSV, WITHOUT_KEYS, JSON, "\uFEFF" + CSV.replace(',', ';')}) {
            assertThat(piped(input, "evaluate", run, "--data", "-", "--json"))
                    .as(err)
                    .isZero();
            assertThat(out).isEqualTo(expected);
        }
        assertThat(piped(CSV.replace(",a,", ",A,"), "evaluate", run, "--data", "-"))
                .isEqualTo(2);
        assertThat(err)
                .contains("standard input has rows of 1 class that the model lacks")
                .doesNotContain("/winnow");
    }

    @Test
    void recordsWithoutALabelAreCounted() throws IOException {
        Path file = Files.writeString(folder.resolve("blank.csv"), CSV + "4,,u8\n-4,,u9\n");
        assertThat(winnow("evaluate", run, "--data", file.toString(), "--json"))
                .as(err)
                .isZero();
        assertThat(out).contains("\"accuracy\":0.6666");
        assertThat(err).contains("2 of the 5 rows of " + file + " have no label and are left out of the evaluation.");
        assertThat(piped(CSV + "4,,u9\n", "evaluate", run, "--data", "-"))
                .as(err)
                .isZero();
        assertThat(err).contains("1 of the 4 rows of standard input has no label and is left out");
    }

    @Test
    void predictReadsRecords() throws IOException {
        Path file = Files.writeString(folder.resolve("unlabelled.csv"), CSV);
        assertThat(winnow("predict", run, file.toString())).as(err).isZero();
        String expected = out;
        assertThat(expected).contains("\"key\":\"u1\"");
        assertThat(piped(JSON, "predict", run, "-")).as(err).isZero();
        assertThat(out).isEqualTo(expected);
        assertThat(piped("", "predict", run, "-")).isEqualTo(2);
        assertThat(err).contains("standard input has no records");
    }

    @Test
    void aTextMayBeginWithABracket() throws IOException {
        for (String text : new String[] {"[a] b", "{a} b", "[\"a\"] b", "text\n[a]"}) {
            try (StandardInputFile input =
                    new StandardInputFile(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
                assertThat(input.hasFields()).as(text).isFalse();
            }
        }
        for (String text : new String[] {" [\n {\"a\": 1}]", "{ \"a\": 1}", "\uFEFF{}", "[]"}) {
            try (StandardInputFile input =
                    new StandardInputFile(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
                assertThat(input.hasFields()).as(text).isTrue();
            }
        }
    }

    /** A count of right examples is said only if the accuracy is the share of them. */
    @Test
    void aCountIsNotGuessed() {
        assertThat(EvaluateCommand.right(Map.of("accuracy", 0.8022), 5000)).hasValue("4,011 of 5,000 right");
        assertThat(EvaluateCommand.right(Map.of("accuracy", 0.12345678), 1_000_000))
                .isEmpty();
        assertThat(EvaluateCommand.right(Map.of("map", 0.5), 2)).isEmpty();
    }

    /** Without the column of the keys, records are named by their numbers; the files of a training must have it. */
    @Test
    void otherFilesNeedNoKeys() throws IOException {
        Path file = Files.writeString(folder.resolve("no-keys.csv"), WITHOUT_KEYS);
        assertThat(winnow("predict", run, file.toString())).as(err).isZero();
        assertThat(out.lines()).hasSize(3).allSatisfy(line -> assertThat(line).matches("\\{\"key\":\"[123]\".*"));
        assertThat(err).contains(file + " has no column 'key', which names the records, so they are named by their");
        assertThat(piped(CSV.replace("key", "kei"), "predict", run, "-"))
                .as(err)
                .isZero();
        assertThat(err).contains("standard input has no column 'key'", "Rename the column 'kei' if that is the one.");
        assertThat(winnow("predict", run, folder.resolve("rows.csv").toString()))
                .isZero();
        assertThat(err).doesNotContain("named by their numbers");
        assertThat(winnow(
                        "train",
                        folder.resolve("rows.yaml").toString(),
                        "--dry-run",
                        "--set",
                        "recipe.data.file=" + file))
                .isEqualTo(2);
        assertThat(err).contains("no-keys.csv has no column 'key'");
    }
}
