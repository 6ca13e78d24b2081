package io.winnow.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ShellQuoteTest {
    /** A shell splits the quoted command line into the original words. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aShellReadsTheWordsBack() throws IOException {
        List<String> words = List.of(
                "recipe.classify.training.duration={steps: 300}",
                "two  words",
                "it's",
                "''",
                "",
                "\"$HOME\"",
                "`id`$(id)",
                "*.tar",
                "train-{000..099}.tar",
                "~/photos",
                "a\\b",
                "a;b&c|d>e",
                "#no comment",
                "=ls",
                "two\nlines",
                "Müller.png");
        String quoted = words.stream().map(ShellQuote::word).collect(Collectors.joining(" "));
        Process shell = new ProcessBuilder("sh", "-c", "printf '%s\\0' " + quoted).start();
        String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(out.split("\0", -1)).hasSize(words.size() + 1).startsWith(words.toArray(new String[0]));
    }

    @Test
    void plainWordsAreNotQuoted() {
        assertThat(ShellQuote.winnow(List.of("train", "tiny.yaml", "--set", "seed=7", "--run-dir", "my runs")))
                .isEqualTo("winnow train tiny.yaml --set seed=7 --run-dir 'my runs'");
    }
}
