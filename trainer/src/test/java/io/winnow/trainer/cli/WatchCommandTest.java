package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchCommandTest extends OnCommandLine {
    @Test
    void mistakesAreExplained() throws IOException {
        Path file = Files.createFile(folder.resolve("a-file"));
        assertThat(winnow("watch", folder.resolve("runs").toString())).isEqualTo(2);
        assertThat(err).contains("There is no file or folder");
        assertThat(winnow("watch", file.toString())).isEqualTo(2);
        assertThat(err).contains("is a file, but `winnow watch` needs a folder");
        assertThat(winnow("watch", folder.toString(), "--port", "70000")).isEqualTo(2);
        assertThat(err).contains("--port must be a number from 0 to 65535; found 70000.");
        assertThat(winnow("watch", folder.toString(), "--token", "short")).isEqualTo(2);
        assertThat(err).contains("--token must have 16 to 200 letters").doesNotContain("short");
        assertThat(winnow("watch", folder.toString(), "--host", "203.0.113.7")).isEqualTo(2); // of nobody (RFC 5737)
        assertThat(err).contains("cannot listen at 203.0.113.7:8600").contains("--host");
    }

    @Test
    void aStopSignalEndsIt() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(WinnowProcess.command(List.of("watch", folder.toString(), "--port", "0")))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String address = lines.readLine().replaceFirst(".*(http://127.0.0.1:\\d+/).*", "$1");
            try (InputStream page = URI.create(address).toURL().openStream()) {
                assertThat(new String(page.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("<h1>Trainings</h1>");
            }
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
