package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.trainer.draft.Answers;
import io.winnow.trainer.draft.Brief;
import io.winnow.trainer.draft.Interview;
import io.winnow.trainer.draft.Known;
import io.winnow.trainer.draft.Material;
import io.winnow.trainer.run.UserException;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The questions of {@code winnow new} at a terminal. */
class TerminalAnswersTest {
    private final StringWriter said = new StringWriter();

    private Brief ask(String typed, Map<String, String> given) {
        Material photos =
                new Material.Images("photos", Path.of("photos"), Optional.empty(), 1000, 4, false, 32, List.of());
        BufferedReader in = new BufferedReader(new StringReader(typed));
        return Interview.conduct(photos, new Answers(given, new TerminalAnswers(in, new PrintWriter(said, true))));
    }

    @Test
    void anEmptyLineTakesTheSuggestionAndAWrongAnswerIsAskedAgain() {
        Brief brief = ask("nosy-class\nnoisy-class\n\n", Map.of());
        assertThat(brief.known()).isEqualTo(Known.NOISY_CLASS);
        assertThat(brief.arguments()).containsExactly("--known", "noisy-class", "--time", "10m");
        assertThat(said.toString())
                .contains("What is known of each example? (--known)")
                .contains("class        Each example has one class, and nearly all of these labels are right.")
                .contains("> [class] ")
                .contains("found 'nosy-class'. Did you mean 'noisy-class'?")
                .contains("> [10m] ");
    }

    @Test
    void whatAnOptionAnswersIsNotAsked() {
        assertThat(ask("\n", Map.of("--known", "class")).arguments())
                .containsExactly("--known", "class", "--time", "10m");
        assertThat(said.toString()).doesNotContain("--known)").contains("--time)");
    }

    @Test
    void anInputThatEndsTooEarlyIsExplained() {
        assertThatThrownBy(() -> ask("class\n", Map.of()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("ended before --time was answered");
    }
}
