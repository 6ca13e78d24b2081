package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.vectors.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs the commands that use a run in this process, on a small run with images in folders. */
class CommandsTest extends OnCommandLine {
    @BeforeAll
    static void trainOnce() throws IOException {
        trainTwo();
        assertThat(out).contains("raw_pixels").contains("mlcd");
    }

    private static String run(int seed) {
        return run("tiny-" + seed);
    }

    @Test
    void embedWritesOneVectorForEachImageOfEachInput() throws IOException {
        Path lines = folder.resolve("vectors.jsonl");
        String train = folder.resolve("train").toString();
        String test = folder.resolve("test").toString();
        assertThat(winnow("embed", run(1), train, test, "--output", lines.toString()))
                .as(err)
                .isZero();
        List<String> rows = Files.readAllLines(lines);
        assertThat(rows).hasSize(96);
        JsonNode last = new ObjectMapper().readTree(rows.get(95));
        assertThat(last.get("id").asInt()).isEqualTo(95);
        assertThat(folder.resolve("test").resolve(last.get("key").asText())).exists();

        // The vectors of an input do not depend on the other inputs, because the run determines the normalisation.
        Path alone = folder.resolve("vectors.npy");
        assertThat(winnow("embed", run(1), test, "--output", alone.toString()))
                .as(err)
                .isZero();
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] values = Npy.read(alone, manager).toFloatArray();
            JsonNode vector = last.get("vector");
            for (int d = 0; d < vector.size(); d++) {
                assertThat(values[31 * vector.size() + d])
                        .isCloseTo((float) vector.get(d).asDouble(), within(1e-5f));
            }
        }
        assertThat(winnow("embed", run(1), test, "--output", alone.toString())).isEqualTo(2);
        assertThat(err).contains("--force");
    }

    @Test
    void embedRejectsInputsThatItCannotRead() {
        String output = folder.resolve("refused.npy").toString();
        assertThat(winnow("embed", run(1), "nowhere/images", "--output", output))
                .isEqualTo(2);
        assertThat(err).contains("There is no file or folder nowhere/images").contains("fashion-mnist");
        assertThat(winnow("embed", folder.toString(), "x", "--output", output)).isEqualTo(2);
        assertThat(winnow(
                        "embed",
                        run(1),
                        "x",
                        "--output",
                        folder.resolve("v.csv").toString()))
                .isEqualTo(2);
        assertThat(err).contains(".npy, .safetensors or .jsonl");
        assertThat(Path.of(output)).doesNotExist();
    }

    @Test
    void evaluateReproducesTheMetricsOfTheRun() throws IOException {
        assertThat(winnow("evaluate", run(1), "--json")).as(err).isZero();
        assertThat(new ObjectMapper().readTree(out)).isEqualTo(result("tiny-1").get("metrics"));
    }

    @Test
    void runsAreListedShownAndCompared() {
        assertThat(winnow("runs", "list", "--run-dir", folder.resolve("runs").toString()))
                .as(err)
                .isZero();
        assertThat(out).contains("tiny-1").contains("tiny-2").contains("completed");
        assertThat(winnow("runs", "compare", run(1), run(2))).as(err).isZero();
        assertThat(out).contains("linear");
    }

    @Test
    void everyWrongConfigurationOfSeveralIsReported() throws IOException {
        String right = folder.resolve("tiny.yaml").toString();
        String wrong = folder.resolve("wrong.yaml").toString();
        String none = folder.resolve("none.yaml").toString();
        Files.writeString(Path.of(wrong), "recipe: mlcd\n");
        assertThat(winnow("config", "check", wrong, right, none)).isEqualTo(2);
        assertThat(err).contains(wrong + ":1: recipe: must be a mapping").contains("there is no file " + none);
        assertThat(out).contains(right + ": valid").doesNotContain(wrong);
        assertThat(winnow("config", "check", right)).as(err).isZero();
    }

    @Test
    void dataIsInspected() throws IOException {
        Path sheet = folder.resolve("sheet.png");
        assertThat(winnow("data", "inspect", folder.resolve("train").toString(), "--contact-sheet", sheet.toString()))
                .as(err)
                .isZero();
        assertThat(out).contains("64 images").contains("damaged: 0");
        assertThat(Files.size(sheet)).isPositive();
        assertThat(winnow("data", "fetch", "fashion")).isEqualTo(2);
        assertThat(err).contains("'fashion'").contains("fashion-mnist");
    }
}
