package io.winnow.datasets.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fingerprints of folders. */
class FingerprintTest {
    /** SHA-256 of {@code crc12}, the contents of the files in the order of their names, by {@code printf crc12 | sha256sum}. */
    private static final String EXPECTED = "20d00cacea494aed8d688d48af7b21883d30781c7be08cdbb73925c6de42f565";

    @TempDir
    private Path folder;

    @Test
    void whatFileManagersLeaveInAFolderIsNoData() throws IOException {
        Files.writeString(folder.resolve("part-1.parquet"), "2");
        Files.writeString(folder.resolve("part-0.parquet"), "1");
        Files.writeString(folder.resolve(".part-0.parquet.crc"), "crc");
        Files.createDirectory(folder.resolve("inside"));
        assertThat(new Fingerprint().add(folder).hex()).isEqualTo(EXPECTED);
        Files.writeString(folder.resolve(".DS_Store"), "3");
        Files.writeString(folder.resolve("Thumbs.db"), "4");
        assertThat(new Fingerprint().add(folder).hex()).isEqualTo(EXPECTED);
        Files.writeString(folder.resolve("part-2.parquet"), "5");
        assertThat(new Fingerprint().add(folder).hex()).isNotEqualTo(EXPECTED);
    }
}
