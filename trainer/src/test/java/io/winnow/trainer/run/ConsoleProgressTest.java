package io.winnow.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleProgressTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTaskGoesOnAfterATaskWithinIt(boolean terminal) throws IOException {
        Path log = folder.resolve("log.txt");
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);
                ConsoleProgress progress = new ConsoleProgress(out, terminal, log)) {
            Progress.Task outer = progress.start("outer", "cells", 0, 2);
            Progress.Task inner = progress.start("inner", "steps", 0, 3);
            inner.at(3, "");
            inner.close();
            progress.say("between");
            outer.at(2, "");
            outer.close();
        }
        assertThat(Files.readAllLines(log).stream().map(line -> line.replaceFirst("^\\S+ ", "")))
                .satisfiesExactly(
                        line -> assertThat(line).matches("inner.* took \\d:\\d\\d"),
                        line -> assertThat(line).isEqualTo("between"),
                        line -> assertThat(line).matches("outer.* took \\d:\\d\\d"));
        assertThat(shown.toString(StandardCharsets.UTF_8)).contains("between").contains("2/2");
    }

    @Test
    void durationsAreShownInHoursMinutesAndSeconds() {
        assertThat(ConsoleProgress.clock(59.6)).isEqualTo("1:00");
        assertThat(ConsoleProgress.clock(3599)).isEqualTo("59:59");
        assertThat(ConsoleProgress.clock(3725)).isEqualTo("1:02:05");
    }
}
