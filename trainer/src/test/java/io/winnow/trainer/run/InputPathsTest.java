package io.winnow.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputPathsTest {
    @TempDir
    Path folder;

    @Test
    void aMissingPathIsReportedWithTheWorkingDirectory() {
        assertThatThrownBy(() -> InputPaths.require(Path.of("nowhere-at-all")))
                .isInstanceOf(UserException.class)
                .hasMessage("There is no file or folder nowhere-at-all (looked in "
                        + Path.of("").toAbsolutePath() + ").");
    }

    @Test
    void aSimilarNameIsSuggestedForTheLastAndForAnEarlierFolder() throws IOException {
        Files.createDirectories(folder.resolve("photos/train"));
        assertThat(InputPaths.missing(folder.resolve("photos/trian")))
                .endsWith("Did you mean " + folder.resolve("photos/train") + "?");
        assertThat(InputPaths.missing(folder.resolve("photso/train")))
                .endsWith("Did you mean " + folder.resolve("photos") + "?");
    }

    @Test
    void textThatOnlyTheShellReplacesIsExplained() {
        assertThat(InputPaths.missing(Path.of("$HOME/photos"))).contains("Only the shell replaces ~");
        assertThat(InputPaths.missing(Path.of("~/photos"))).contains("Only the shell replaces ~");
        assertThat(InputPaths.missing(Path.of("https://example.org/a.png"))).contains("local files only");
    }

    @Test
    void aBrokenLinkAndAFileUsedAsAFolderAreReported() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("gone"));
        assertThat(InputPaths.missing(link)).contains("symbolic link");
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(InputPaths.missing(file.resolve("below"))).endsWith(file + " is a file.");
    }

    @Test
    void patternsOfShardsAreLeftToTheirReader() {
        Path pattern = Path.of("train-{000..099}.tar");
        assertThat(InputPaths.requireOrPattern(pattern)).isEqualTo(pattern);
    }

    @Test
    void pathsAreFoundInTheDirectoryOfTheTraining() throws IOException {
        Files.createDirectories(folder.resolve("photos"));
        assertThat(InputPaths.from(Path.of("photos"), folder)).isEqualTo(folder.resolve("photos"));
        assertThat(InputPaths.from(Path.of("photos/train-*.tar"), folder))
                .isEqualTo(folder.resolve("photos/train-*.tar"));
        for (String unchanged : List.of("nowhere", "nowhere/train-*.tar", "src", "src/{0..9}.tar")) {
            assertThat(InputPaths.from(Path.of(unchanged), folder)).isEqualTo(Path.of(unchanged));
        }
    }
}
