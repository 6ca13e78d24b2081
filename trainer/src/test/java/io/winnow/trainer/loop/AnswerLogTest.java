package io.winnow.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.trainer.labelling.ToolAnswer;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerLogTest {
    @TempDir
    Path folder;

    @Test
    void damagedFilesAreErrorsOfTheirLine() throws IOException {
        Path file = folder.resolve("answers.jsonl");
        AnswerLog log = AnswerLog.read(file);
        log.append(List.of(
                new Answer("a", List.of("x"), "ann", 1, "", false, "f", ToolAnswer.Status.LABELLED, false, List.of()),
                new Answer("b", List.of("y"), "ann", 1, "", false, "f", ToolAnswer.Status.LABELLED, false, List.of())));
        assertThat(AnswerLog.read(file).of("b", "ann")).isPresent();
        String whole = Files.readString(file);
        String first = whole.lines().findFirst().orElseThrow();
        for (String second : List.of("", "null", "{", "{\"id\": 1}", "[]", first.substring(0, first.length() / 2))) {
            Files.writeString(file, first + "\n" + second + "\n");
            assertThatThrownBy(() -> AnswerLog.read(file))
                    .as(second)
                    .isInstanceOf(UserException.class)
                    .hasMessageStartingWith(file + ", line 2, is damaged (")
                    .hasMessageContaining("Correct or delete the line")
                    .hasMessageNotContaining("\n");
        }
        Files.write(file, new byte[] {'{', (byte) 0xff, '}', '\n'});
        assertThatThrownBy(() -> AnswerLog.read(file))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("not text in UTF-8");
    }
}
