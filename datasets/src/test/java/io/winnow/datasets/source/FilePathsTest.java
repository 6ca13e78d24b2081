package io.winnow.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePathsTest {
    @TempDir
    private Path folder;

    @Test
    void absolutePathsBelowARelativeFolderAreUnderstood() {
        Path root = Path.of("photos/train");
        Path file = Path.of("photos/train/cat/1.png");
        assertThat(FilePaths.find(root, "cat/1.png")).contains(file);
        assertThat(FilePaths.find(root, "cat\\1.png")).contains(file);
        assertThat(FilePaths.find(root, file.toAbsolutePath().toString())).contains(file);
        assertThat(FilePaths.find(
                        root, Path.of("photos/other/1.png").toAbsolutePath().toString()))
                .isEmpty();
        assertThat(FilePaths.find(root, "../other/1.png")).isEmpty();
        assertThat(FilePaths.find(folder, folder.resolve("1.png").toString())).contains(folder.resolve("1.png"));
    }

    /** Linux tells both encodings apart, and archives that were made on macOS have the second one. */
    @Test
    void namesAreFoundWhicheverWayTheirAccentsAreEncoded() throws IOException {
        Path decomposed = Files.createFile(folder.resolve("Mu\u0308ll.png"));
        assertThat(FilePaths.find(folder, "M\u00FCll.png")).contains(decomposed);
        Path composed = Files.createFile(folder.resolve("B\u00E4r.png"));
        assertThat(FilePaths.find(folder, "Ba\u0308r.png")).contains(composed);
        assertThat(FilePaths.find(folder, "n\u00F6.png")).contains(folder.resolve("n\u00F6.png"));
    }

    /** As when somebody unpacks an archive of macOS into a folder of their own. */
    @Test
    void aFolderMayEncodeAccentsInAnotherWayThanItsFiles() throws IOException {
        Path root = Files.createDirectory(folder.resolve("H\u00FCte"));
        Path decomposed = Files.createFile(root.resolve("gru\u0308n.png"));
        assertThat(FilePaths.find(root, "gr\u00FCn.png")).contains(decomposed);
        Path other = Files.createDirectory(folder.resolve("To\u0308ne"));
        Path composed = Files.createFile(other.resolve("h\u00F6r.png"));
        assertThat(FilePaths.find(other, "ho\u0308r.png")).contains(composed);
    }

    @Test
    void filesWithAnotherCaseOrAnEndingAreSimilar() throws IOException {
        Files.createDirectory(folder.resolve("a"));
        Files.createFile(folder.resolve("a/x.1.PNG"));
        assertThat(FilePaths.similar(folder, folder.resolve("a/X.1.png"))).contains("a/x.1.PNG");
        assertThat(FilePaths.similar(folder, folder.resolve("a/x.1"))).contains("a/x.1.PNG");
        assertThat(FilePaths.similar(folder, folder.resolve("a/y"))).isEmpty();
        assertThat(FilePaths.similar(folder, folder.resolve("b/x"))).isEmpty();
    }
}
