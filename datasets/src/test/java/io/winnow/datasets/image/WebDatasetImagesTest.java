package io.winnow.datasets.image;

import static io.winnow.datasets.image.TestImages.encoded;
import static io.winnow.datasets.image.TestImages.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WebDatasetImagesTest {
    private static final List<String> NAMES = List.of("a", "b", "c");

    @TempDir
    Path folder;

    @Test
    void shards() throws IOException {
        for (int s = 8; s <= 10; s++) {
            Map<String, byte[]> entries = new LinkedHashMap<>();
            entries.put("k" + s + ".png", encoded("png", 4, 4, s));
            entries.put("k" + s + ".cls", text("" + s % 3));
            entries.put("readme", text("unrelated"));
            TestImages.shard(folder.resolve(String.format("train-%02d.tar", s)), entries);
        }
        Files.write(folder.resolve("classes.txt"), NAMES);
        try (ImageDataset dataset =
                ImageSource.open("own", folder.resolve("train-{08..10}.tar"), DecodeOptions.of(3))) {
            assertThat(dataset.size()).isEqualTo(3);
            assertThat(((ClassLabels) dataset.labels()).classes()).containsExactly(2, 0, 1);
            assertThat(dataset.item(2).pixels()[47]).isEqualTo((byte) 10);
            assertThat(dataset.key(0)).contains("k8");
            assertThat(dataset.labels().classNames()).isEqualTo(NAMES);
        }
        assertThat(ShardPattern.files(folder.resolve("train-*.tar"))).hasSize(3);
        assertThatThrownBy(() -> ShardPattern.files(folder.resolve("train-{08..11}.tar")))
                .hasMessageContaining("train-11.tar");
    }

    private Labels labels(Map<String, String> members) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (Map.Entry<String, String> member : members.entrySet()) {
            entries.put(member.getKey().replaceAll("\\..*", ".png"), encoded("png", 4, 4, 0));
            entries.put(member.getKey(), text(member.getValue()));
        }
        Path shard = folder.resolve("labels.tar");
        TestImages.shard(shard, entries);
        try (ImageDataset dataset = ImageSource.open("own", shard, DecodeOptions.of(3))) {
            return dataset.labels();
        }
    }

    @Test
    void classesWithoutNamesAreCalledByTheirNumbers() throws IOException {
        Labels labels = labels(Map.of("a.cls", "3", "b.json", "{\"label\": 1}", "c.txt", "0\n"));
        assertThat(((ClassLabels) labels).classes()).containsExactlyInAnyOrder(3, 1, 0);
        assertThat(labels.classNames()).containsExactly("0", "1", "2", "3");
        assertThatThrownBy(() -> labels(Map.of("a.cls", "2000000000")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("label is 2000000000")
                .hasMessageContaining("classes.txt");
    }

    @Test
    void shardsMayContainClassNamesAndCaptions() throws IOException {
        Files.write(folder.resolve("classes.txt"), NAMES);
        Labels named = labels(Map.of("a.txt", NAMES.get(2), "b.json", "{\"label\": \"" + NAMES.get(1) + "\"}"));
        assertThat(((ClassLabels) named).classes()).containsExactlyInAnyOrder(2, 1);
        assertThat(labels(Map.of("a.txt", "2 dogs on a sofa", "b.txt", "a cat")))
                .isEqualTo(new NoLabels(2));
        assertThatThrownBy(() -> labels(Map.of("a.cls", "zebra"))).hasMessageContaining("label is \"zebra\"");
    }

    /** A class that a list names twice counts once, and labels may say anything else, which then is no label. */
    @Test
    void listsOfClassesMayRepeatThem() throws IOException {
        ClassSets numbers = (ClassSets) labels(Map.of("a.json", "{\"label\": [2, 0, 2]}"));
        assertThat(numbers.positives()).isDeepEqualTo(new int[][] {{2, 0}});
        assertThat(numbers.counts()).containsExactly(1, 0, 1);
        assertThat(labels(Map.of("a.json", "{\"labels\": [1, 0]}")))
                .isInstanceOfSatisfying(
                        ClassSets.class, sets -> assertThat(sets.positives()[0]).containsExactly(1, 0));
        assertThat(labels(Map.of("a.json", "{\"labels\": [\"x\"]}"))).isEqualTo(new NoLabels(1));
        Files.write(folder.resolve("classes.txt"), NAMES);
        ClassSets named = (ClassSets)
                labels(Map.of("a.json", "{\"labels\": [\"" + NAMES.get(2) + "\", \"" + NAMES.get(2) + "\"]}"));
        assertThat(named.positives()).isDeepEqualTo(new int[][] {{2}});
    }

    @Test
    void maliciousShardsAreHarmless() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("inner"));
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("../escaped.png", encoded("png", 4, 4, 1));
        entries.put("/absolute.png", encoded("png", 4, 4, 2));
        Path shard = TestImages.shard(inner.resolve("x.tar"), entries);
        try (ImageDataset dataset = ImageSource.open("own", shard, DecodeOptions.of(3))) {
            assertThat(dataset.size()).isEqualTo(2);
            assertThat(dataset.item(0).pixels()[47]).isEqualTo((byte) 1);
        }
        byte[] whole = Files.readAllBytes(shard);
        Files.write(inner.resolve("cut.tar"), Arrays.copyOf(whole, 700));
        assertThatThrownBy(() -> ImageSource.open("own", inner.resolve("cut.tar"), DecodeOptions.of(3)))
                .isInstanceOf(IOException.class);
        byte[] huge = whole.clone();
        System.arraycopy(text("77777777777"), 0, huge, 124, 11);
        int sum = 0;
        Arrays.fill(huge, 148, 156, (byte) ' ');
        for (int i = 0; i < 512; i++) {
            sum += huge[i] & 0xff;
        }
        System.arraycopy(text(String.format("%06o\0 ", sum)), 0, huge, 148, 8);
        Files.write(inner.resolve("huge.tar"), huge);
        assertThatThrownBy(() -> ImageSource.open("own", inner.resolve("huge.tar"), DecodeOptions.of(3)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Copy or download it again, or leave it out");
        byte[] broken = whole.clone();
        broken[150] = 'x'; // the checksum of the header
        Files.write(inner.resolve("huge.tar"), broken);
        assertThatThrownBy(() -> ImageSource.open("own", inner.resolve("huge.tar"), DecodeOptions.of(3)))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining("huge.tar: it is not a whole tar archive")
                .hasMessageContaining("Copy or download it again, or leave it out");
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("x.tar", "cut.tar", "huge.tar");
        }
    }

    /** Each entry takes a header and one block: 1024 bytes. */
    private byte[] threeExamples() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (String key : NAMES) {
            entries.put(key + ".png", encoded("png", 4, 4, 7));
            entries.put(key + ".cls", text("1"));
        }
        return Files.readAllBytes(TestImages.shard(folder.resolve("whole.tar"), entries));
    }

    @Test
    void errorsSayWhereAShardIsTruncated() throws IOException {
        byte[] whole = threeExamples();
        Path cut = folder.resolve("cut.tar");
        Files.write(cut, Arrays.copyOf(whole, 4 * 1024 + 512 + 10));
        assertThatThrownBy(() -> ImageSource.open("own", cut, DecodeOptions.of(3)))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining(cut + " at byte " + (4 * 1024 + 512))
                .hasMessageContaining("cut short after 4 whole entries")
                .hasMessageContaining("Copy or download it again, or read only its whole entries with data.max_corrupt")
                .hasMessageContaining("entry 'c.png' declares")
                .hasMessageContaining("the archive has " + (4 * 1024 + 512 + 10));
        Files.write(cut, Arrays.copyOf(whole, 4 * 1024 + 100));
        assertThatThrownBy(() -> ImageSource.open("own", cut, DecodeOptions.of(3)))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining(cut + " at byte " + 4 * 1024)
                .hasMessageContaining("cut short after 4 whole entries");
        Files.write(cut, Arrays.copyOf(whole, 4 * 1024 - 100));
        assertThatThrownBy(() -> ImageSource.open("own", cut, DecodeOptions.of(3)))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining(cut + " at byte " + (4 * 1024 - 100))
                .hasMessageContaining("cut short after 4 whole entries");
    }

    @Test
    void completeExamplesOfATruncatedShardCanBeRead() throws IOException {
        byte[] whole = threeExamples();
        Path cut = folder.resolve("cut.tar");
        // The cuts are within the image of c, within the header of its label, and within the header of its image, where
        // b may lack a file.
        int[] lengths = {4 * 1024 + 512 + 10, 5 * 1024 + 100, 4 * 1024 + 100};
        int[] examples = {2, 2, 1};
        for (int i = 0; i < lengths.length; i++) {
            Files.write(cut, Arrays.copyOf(whole, lengths[i]));
            try (ImageDataset dataset = ImageSource.open("own", cut, DecodeOptions.of(3), true)) {
                assertThat(dataset.size()).as("cut at %s", lengths[i]).isEqualTo(examples[i]);
                assertThat(dataset.item(examples[i] - 1).pixels()[47]).isEqualTo((byte) 7);
                assertThat(((ClassLabels) dataset.labels()).classes()).containsOnly(1);
            }
        }
        try (ImageDataset dataset = ImageSource.open("own", folder.resolve("whole.tar"), DecodeOptions.of(3), true)) {
            assertThat(dataset.size()).isEqualTo(3);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shardsThatCannotBeReadAreClosed() throws IOException {
        Path good = TestImages.shard(folder.resolve("good.tar"), Map.of("a.png", encoded("png", 4, 4, 1)));
        Path garbage = Files.write(folder.resolve("garbage.tar"), new byte[] {1, 2, 3});
        Path hostile = Files.write(folder.resolve("hostile.tar"), text("x".repeat(2048)));
        for (Path bad : List.of(garbage, hostile, folder.resolve("missing.tar"))) {
            assertThatThrownBy(() -> ImageSource.openShards("own", List.of(good, bad), DecodeOptions.of(3), List.of()))
                    .isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> labels(Map.of("a.cls", "zebra"))).isInstanceOf(DataException.class);
        assertThat(openFiles()).noneMatch(file -> file.toString().endsWith(".tar"));
    }

    private static List<Path> openFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    files.add(Files.readSymbolicLink(descriptor));
                } catch (NoSuchFileException closed) {
                    // Another thread closed this file in the meantime.
                }
            }
        }
        return files;
    }
}
