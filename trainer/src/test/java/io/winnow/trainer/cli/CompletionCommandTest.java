package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The script of {@code winnow completion}, in bash itself. */
class CompletionCommandTest extends OnCommandLine {
    private static String bash(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "--norc", "-c", script)
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static Path script() throws IOException {
        assertThat(winnow("completion", "bash")).as(err).isZero();
        return Files.writeString(folder.resolve("completion"), out);
    }

    /** What bash completes after these words, the last of which may be unfinished. */
    private static String completed(Path script, String words) throws IOException, InterruptedException {
        return bash("source " + script + "; complete -p winnow > /dev/null; COMP_WORDS=(" + words
                + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_winnow 2> /dev/null; echo \"${COMPREPLY[@]}\"");
    }

    @Test
    void bashCompletesCommandsAndOptions() throws IOException, InterruptedException {
        assumeThat(Files.isExecutable(Path.of("/bin/bash"))).isTrue();
        Path script = script();
        bash("bash -n " + script);
        assertThat(completed(script, "winnow tra").strip()).isEqualTo("train");
        assertThat(completed(script, "winnow data insp").strip()).isEqualTo("inspect");
        assertThat(completed(script, "winnow new --kno").strip()).isEqualTo("--known");
    }

    @Test
    void otherShellsAreRefused() {
        assertThat(winnow("completion", "fish")).isEqualTo(2);
        assertThat(err).contains("'fish'").contains("bash or zsh");
        assertThat(winnow("completion", "zsh")).isZero();
        assertThat(out).contains("bashcompinit");
    }
}
