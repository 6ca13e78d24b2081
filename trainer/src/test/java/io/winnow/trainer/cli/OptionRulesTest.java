package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Options that would have no effect, and outputs that cannot be files, are errors before anything is computed. */
class OptionRulesTest extends OnCommandLine {
    @Test
    void anOptionWithoutTheOneThatItBelongsToIsRefused() {
        assertThat(winnow("doctor", "--json")).isEqualTo(2);
        assertThat(err)
                .isEqualToIgnoringNewLines(
                        "--json was given, but it only has an effect together with --check or --fit. Add"
                                + " --check or --fit, or leave out --json.");
        assertThat(winnow("doctor", "--set", "seed=2")).isEqualTo(2);
        assertThat(err).startsWith("--set was given, but it only has an effect together with --fit.");
        assertThat(winnow("doctor", "--fit", "x.yaml", "--device", "cpu")).isEqualTo(2);
        assertThat(err).startsWith("--device was given");
        assertThat(winnow("data", "unpack", "x", "y", "--seed", "2")).isEqualTo(2);
        assertThat(err).startsWith("--seed was given");
    }

    @Test
    void optionsThatContradictEachOtherAreRefused() {
        String profile = folder.resolve("profile.json").toString();
        for (String other : new String[] {"--json", "--plain", "--rounds=3", "--seconds=1"}) {
            assertThat(winnow("bench", "decode", "--profile", profile, other)).isEqualTo(2);
            assertThat(err)
                    .isEqualToIgnoringNewLines("--profile and " + other.replaceAll("=.*", "")
                            + " cannot be combined. Leave out one of the two.");
        }
        assertThat(winnow("doctor", "--check", "--fit", "x.yaml")).isEqualTo(2);
        assertThat(winnow("train", "x.yaml", "--dry-run", "--json")).isEqualTo(2);
    }

    @Test
    void anOutputThatIsNoFileIsRefused() {
        assertThat(winnow("bench", "decode", "--profile", folder.toString())).isEqualTo(2);
        assertThat(err).contains("is a folder, but --profile must name a file");
        String table = folder.resolve("predictions.csv").toString();
        for (String command : new String[] {"predict", "classify"}) {
            assertThat(winnow(command, "run", "input", "--output", table)).isEqualTo(2);
            assertThat(err)
                    .contains("written as lines of JSON, but " + table + " has the name of another format (.csv)");
        }
        Path device = Path.of("/dev/null");
        if (Files.exists(device)) {
            assertThat(winnow("predict", "run", "input", "--output", device.toString(), "--force"))
                    .isEqualTo(2);
            assertThat(err).startsWith(device + " is a device or a pipe, but --output must name a file.");
            assertThat(Files.isRegularFile(device)).isFalse();
        }
    }

    @Test
    void runsAreListedOnlyWhereThereAreSome() throws IOException {
        String nowhere = folder.resolve("nowhere").toString();
        assertThat(winnow("runs", "list", "--run-dir", nowhere)).isEqualTo(2);
        assertThat(out).isEmpty();
        assertThat(err).startsWith("There is no file or folder " + nowhere);
        Path runs = Files.createDirectories(folder.resolve("runs"));
        assertThat(winnow("runs", "list", "--run-dir", runs.toString())).isZero();
        assertThat(err).startsWith("There are no runs in " + runs);
    }

    /** Where a name has folders before it, or those of a sweep. */
    @Test
    void runsInFurtherFoldersAreNotPassedOverInSilence() throws IOException {
        Path runs = folder.resolve("deep");
        Path inner = runs.resolve("sweep/one");
        Files.writeString(
                Files.createDirectories(inner).resolve("run.json"),
                "{\"name\": \"one\", \"recipe\": \"moco\", \"status\": \"failed\", \"seed\": 1, \"device\": \"cpu\","
                        + " \"started\": \"2024-01-01T00:00:00Z\", \"updated\": \"2024-01-01T00:00:00Z\", \"seconds\": 3.0}");
        // The folder of a run is one run, whatever else is in it.
        Files.writeString(Files.createDirectories(inner.resolve("gain/given-1")).resolve("run.json"), "{}");
        assertThat(winnow("runs", "list", "--run-dir", runs.toString())).isZero();
        assertThat(err).contains("Further runs are in " + runs.resolve("sweep"), "--run-dir " + inner.getParent());
        assertThat(winnow("runs", "list", "--run-dir", inner.getParent().toString()))
                .isZero();
        assertThat(out).contains(inner.toString());
        assertThat(err).isEmpty();
    }

    @Test
    void aDamagedRunDoesNotHideTheOthers() throws IOException {
        Path runs = folder.resolve("some-runs");
        Files.writeString(Files.createDirectories(runs.resolve("a")).resolve("run.json"), "{\"name\": \"a");
        Files.writeString(
                Files.createDirectories(runs.resolve("b")).resolve("run.json"),
                "{\"name\": \"b\", \"recipe\": \"moco\", \"status\": \"failed\", \"seed\": 1, \"device\": \"cpu\","
                        + " \"started\": \"2024-01-01T00:00:00Z\", \"updated\": \"2024-01-01T00:00:00Z\", \"seconds\": 3.0}");
        assertThat(winnow("runs", "list", "--run-dir", runs.toString())).isEqualTo(1);
        assertThat(out).contains(runs.resolve("b").toString()).contains("moco");
        assertThat(err).startsWith(runs.resolve("a/run.json") + " is damaged");
    }

    @Test
    void exhaustedMemoryIsExplained() {
        assertThat(Winnow.outOfMemory(new OutOfMemoryError("Java heap space")))
                .startsWith("Java ran out of memory (Java heap space)")
                .contains("WINNOW_JAVA_OPTS=-Xmx");
    }
}
