package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** A published encoder has no columns of a training, and no option of these commands names another one. */
    @Test
    void textsInAnotherColumnAreToBeRenamed() throws IOException {
        Path texts = Files.writeString(folder.resolve("anfragen.csv"), "Nr;Anfrage\n1;wo ist meine Karte?\n");
        assertThat(winnow("embed", "all-MiniLM-L6-v2", texts.toString(), "--output", folder + "/x.npy"))
                .isEqualTo(2);
        assertThat(err)
                .contains("The texts are read from a column named text: " + texts + " has no column 'text'; the columns"
                        + " are Nr, Anfrage. Name one of these, or rename it in the file.");
    }
}
