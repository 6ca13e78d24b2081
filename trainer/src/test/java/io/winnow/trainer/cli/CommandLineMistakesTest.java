package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A mistake on the command line is the last thing that is printed, instead of standing above two screens of help. */
class CommandLineMistakesTest extends OnCommandLine {
    @Test
    void aMissingOptionIsNamedWithoutTheWholeHelp() {
        assertThat(winnow("data", "report", "photos")).isEqualTo(2);
        assertThat(err.lines())
                .containsExactly(
                        "Missing required option: '--output=DIR'", "`winnow data report --help` explains the command.");
    }

    @Test
    void aMisspeltOptionIsFollowedByTheNearestOnes() {
        assertThat(winnow("train", "--nam", "x")).isEqualTo(2);
        assertThat(err).contains("'--nam'").contains("--name").doesNotContain("Usage");
    }

    @Test
    void whereACommandIsMissingTheyAreListed() {
        assertThat(winnow("data")).isEqualTo(2);
        assertThat(err).contains("inspect").contains("report").contains("aggregate");
    }

    /** The help of a program says that the folder of the data is optional, and so it is. */
    @Test
    void newLooksIntoTheCurrentFolder() {
        assertThat(winnow("new", "--output", "a b.yaml")).isEqualTo(2);
        assertThat(err).doesNotContain("Missing required parameter").contains("found 'a b.yaml'");
    }
}
