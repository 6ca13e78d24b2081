package io.winnow.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with the place of a file is found whatever the language of the system's message. */
class DiskTest {
    private static final String FULL = "Auf dem Gerät ist kein Speicherplatz mehr verfügbar";

    @TempDir
    Path folder;

    @Test
    void aFullDiskIsRecognisedByItsFreeSpace() {
        FileSystemException failure = new FileSystemException("x", null, FULL);
        assertThat(Disk.noSpace(failure, () -> 4096)).contains(FULL);
        assertThat(Disk.noSpace(new IOException(FULL), () -> 0)).contains(FULL);
        assertThat(Disk.noSpace(failure, () -> 1L << 30)).isEmpty();
        assertThat(Disk.noSpace(failure, folder)).isEmpty();
        // Of quotas there is no other sign than the message.
        assertThat(Disk.noSpace(new FileSystemException("x", null, "Disk quota exceeded"), () -> 1L << 30))
                .contains("Disk quota exceeded");
        // These say themselves what they are.
        assertThat(Disk.noSpace(new AccessDeniedException("x"), () -> 0)).isEmpty();
        assertThat(Disk.noSpace(new EOFException("x"), () -> 0)).isEmpty();
        // What has been explained is not explained again.
        assertThat(Disk.noSpace(new IOException("x cannot be written.", failure), () -> 0))
                .isEmpty();
    }

    @Test
    void aFileInThePlaceOfAFolderIsRecognised() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "");
        assertThat(Disk.isBelowFile(file.resolve("b"))).isTrue();
        assertThat(Disk.isBelowFile(file.resolve("b/c"))).isTrue();
        assertThat(Disk.isBelowFile(file)).isFalse();
        assertThat(Disk.isBelowFile(folder.resolve("b/c"))).isFalse();
    }

    @Test
    void aReadOnlyFileSystemIsRecognisedByWhatItSaysOfAnotherFile() throws IOException {
        assertThat(Disk.isReadOnly(new FileSystemException("x", null, "y"), folder.resolve("x")))
                .isFalse();
        Path system = Path.of("/sys");
        assumeTrue(Files.isDirectory(system) && Files.getFileStore(system).isReadOnly());
        Path target = system.resolve("x");
        FileSystemException failure =
                catchThrowableOfType(FileSystemException.class, () -> Files.writeString(target, "x"));
        assertThat(Disk.isReadOnly(failure, target)).isTrue();
        assertThat(Disk.isReadOnly(new FileSystemException("/sys/x", null, "Too many open files"), target))
                .isFalse();
    }
}
