package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AnswersCommandTest extends OnCommandLine {
    @Test
    void columnsOfOtherNamesAreRead() throws IOException {
        Path tasks = Files.createDirectories(folder.resolve("tasks"));
        Files.writeString(
                tasks.resolve("given.json"), "{\"several\":false,\"labels\":{\"a.png\":\"cat\",\"b.png\":\"cat\"}}");
        Path answers = Files.writeString(folder.resolve("mine.csv"), "picture,what\na.png,dog\nb.png,cat\n");
        Path output = folder.resolve("corrections.csv");
        String[] command = {
            "audit",
            "answers",
            tasks.toString(),
            answers.toString(),
            "--output",
            output.toString(),
            "--column",
            "id=picture",
            "--column",
            "label=what"
        };
        assertThat(winnow(command)).as(err).isZero();
        assertThat(out).contains("1 label changed, 1 confirmed");
        assertThat(output).content().contains("a.png", "dog");
        command[7] = "key=picture";
        command[5] = folder.resolve("other.csv").toString();
        assertThat(winnow(command)).isEqualTo(2);
        assertThat(err).contains("--column sets the column of id or label, found 'key'");
        assertThat(folder.resolve("other.csv")).doesNotExist();
    }
}
