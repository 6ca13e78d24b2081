package io.winnow.datasets.image;

import static io.winnow.datasets.image.TestImages.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesFingerprintTest {
    private static final long LARGE = FilesFingerprint.READ_WHOLE;

    @TempDir
    Path folder;

    /** Four files of zeros, except for one byte of the second. */
    private static String of(long bytes, long changed, Labels labels) throws IOException {
        return FilesFingerprint.of(
                new MemoryFiles(4, bytes, file -> offset -> file == 1 && offset == changed ? 1 : 0, labels));
    }

    @Test
    void changesOfEqualSizeAreFoundInLargeFiles() throws IOException {
        Labels none = new NoLabels(4);
        List<String> fingerprints = new ArrayList<>();
        for (long changed : new long[] {-1, 100, LARGE / 2, LARGE - 1}) {
            fingerprints.add(of(LARGE, changed, none));
        }
        fingerprints.add(of(LARGE + 1, -1, none));
        fingerprints.add(of(LARGE, -1, new ClassLabels(new int[] {0, 0, 0, 0}, List.of("a", "b"))));
        fingerprints.add(of(LARGE, -1, new ClassLabels(new int[] {0, 0, 1, 0}, List.of("a", "b"))));
        fingerprints.add(of(LARGE, -1, new ClassSets(new int[][] {{0}, {0}, {0, 1}, {0}}, List.of("a", "b"))));
        assertThat(fingerprints).doesNotHaveDuplicates();
        assertThat(of(LARGE, -1, none)).isEqualTo(fingerprints.get(0));
    }

    @Test
    void everyByteOfASmallDataSetIsIncluded() throws IOException {
        Set<String> fingerprints = new HashSet<>();
        for (int changed = -1; changed < 1800; changed++) {
            fingerprints.add(of(1800, changed, new NoLabels(4)));
        }
        assertThat(fingerprints).hasSize(1801);
    }

    @Test
    void theTimeIsBoundedForManyFiles() throws IOException {
        int count = 3 * FilesFingerprint.MOST_FILES + 1;
        Set<Integer> read = new HashSet<>();
        FilesFingerprint.of(new MemoryFiles(
                count,
                LARGE,
                file -> {
                    read.add(file);
                    return offset -> 0;
                },
                new NoLabels(count)));
        assertThat(read).hasSizeBetween(FilesFingerprint.MOST_FILES / 2, FilesFingerprint.MOST_FILES);
    }

    /** BMP files of one size always have the same length. */
    @Test
    void anImageThatIsReplacedInAFolderIsFound() throws IOException {
        Set<String> fingerprints = new HashSet<>();
        Path file = Files.createDirectories(folder.resolve("cat")).resolve("1.bmp");
        for (int blue = 0; blue < 3; blue++) {
            Files.write(file, encoded("bmp", 4, 4, blue));
            try (ImageDataset images = ImageSource.open("set", folder, DecodeOptions.of(3))) {
                fingerprints.add(images.fingerprint());
            }
        }
        assertThat(fingerprints).hasSize(3);
    }

    @Test
    void theFingerprintAndTheKeysDoNotDependOnWhereTheShardsAre() throws IOException {
        Set<String> seen = new HashSet<>();
        for (String place : List.of("here", "there")) {
            for (int part = 0; part < 2; part++) {
                Path below = Files.createDirectories(folder.resolve(place + "/part" + part));
                TestImages.shard(below.resolve("x.tar"), Map.of("1.png", encoded("png", 4, 4, part)));
            }
            Path pattern = folder.resolve(place + "/part{0..1}/x.tar");
            try (ImageDataset images = ImageSource.open("set", pattern, DecodeOptions.of(3))) {
                seen.add(images.key(0) + " " + images.key(1) + " " + images.fingerprint());
                assertThat(images.key(1)).isEqualTo("part1/x.tar/1");
            }
        }
        assertThat(seen).hasSize(1);
    }
}
