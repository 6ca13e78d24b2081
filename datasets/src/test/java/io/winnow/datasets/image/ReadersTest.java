package io.winnow.datasets.image;

import static io.winnow.datasets.image.TestImages.encoded;
import static io.winnow.datasets.image.TestImages.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.inspect.ContactSheet;
import io.winnow.datasets.inspect.Inspection;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadersTest {
    private static final List<String> NAMES = List.of("a", "b", "c");

    /**
     * A lossless WebP of 3 by 2 pixels in the two colours (200, 100, 50) and (10, 20, 30). ImageIO cannot write WebP, so the file was
     * written bit by bit according to RFC 9649, without a transform, with a prefix code of two symbols for each channel.
     */
    private static final byte[] WEBP =
            Base64.getDecoder().decode("UklGRh4AAABXRUJQVlA4TBEAAAAvAkAAADgF2RWQ7yHT/ziAHwA=");

    private static final byte[] WEBP_PIXELS = {
        (byte) 200, 10, 10, 10, (byte) 200, (byte) 200, 100, 20, 20, 20, 100, 100, 50, 30, 30, 30, 50, 50
    };

    @TempDir
    Path folder;

    private Path idx(String name, int magic, int[] shape, int bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(magic);
        for (int size : shape) {
            data.writeInt(size);
        }
        for (int i = 0; i < bytes; i++) {
            data.writeByte(i);
        }
        return Files.write(folder.resolve(name), out.toByteArray());
    }

    @Test
    void idx() throws IOException {
        Path images = idx("images", 0x803, new int[] {3, 2, 4}, 24);
        Path labels = idx("labels", 0x801, new int[] {3}, 3);
        IdxImages dataset = IdxImages.read("set", images, labels, NAMES);
        assertThat(dataset.item(1)).satisfies(image -> {
            assertThat(image.height()).isEqualTo(2);
            assertThat(image.width()).isEqualTo(4);
            assertThat(image.pixels()).containsExactly(8, 9, 10, 11, 12, 13, 14, 15);
        });
        assertThat(((ClassLabels) dataset.labels()).classes()).containsExactly(0, 1, 2);
    }

    @Test
    void errorsNameADamagedIdxFile() throws IOException {
        Path labels = idx("labels", 0x801, new int[] {3}, 3);
        Path cut = idx("cut", 0x803, new int[] {3, 2, 4}, 20);
        Path huge = idx("huge", 0x803, new int[] {1 << 30, 1 << 30, 1 << 30}, 20);
        Path other = idx("other", 0x1234, new int[] {3, 2, 4}, 24);
        assertThatThrownBy(() -> IdxImages.read("set", cut, labels, NAMES))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining("ends after 20 of 24 bytes");
        assertThatThrownBy(() -> IdxImages.read("set", huge, labels, NAMES)).isInstanceOf(CorruptImageException.class);
        assertThatThrownBy(() -> IdxImages.read("set", other, labels, NAMES))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining("00001234");
    }

    @Test
    void cifarBinary() throws IOException {
        byte[] ten = new byte[2 * 3073];
        ten[0] = 2;
        ten[1] = 7;
        ten[3073] = 1;
        Path file = Files.write(folder.resolve("batch.bin"), ten);
        Files.copy(file, folder.resolve("batch2.bin"));
        assertThatThrownBy(() -> ImageSource.open("cifar", file, DecodeOptions.of(3)))
                .hasMessageContaining("batches.meta.txt");
        Files.write(folder.resolve("batches.meta.txt"), List.of(String.join("\n", NAMES), "", ""));
        try (ImageDataset dataset = ImageSource.open("cifar", folder.resolve("batch*.bin"), DecodeOptions.of(3))) {
            assertThat(dataset.size()).isEqualTo(4);
            assertThat(((ClassLabels) dataset.labels()).classes()).containsExactly(2, 1, 2, 1);
            assertThat(dataset.labels().classNames()).isEqualTo(NAMES);
            assertThat(dataset.item(2).pixels()[0]).isEqualTo((byte) 7);
        }
        Path fine = Files.write(folder.resolve("hundred.bin"), Arrays.copyOf(new byte[] {9, 1, 5}, 3074));
        assertThat(((ClassLabels) CifarBinaryImages.read("cifar", List.of(fine), 2, NAMES)
                                .labels())
                        .classes())
                .containsExactly(1);
        Path cut = Files.write(folder.resolve("cut.bin"), new byte[3000]);
        assertThatThrownBy(() -> CifarBinaryImages.read("cifar", List.of(cut), 1, NAMES))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining("the record size, 3073");
    }

    @Test
    void imageFolder() throws IOException {
        Files.createDirectories(folder.resolve("images/cat/more"));
        Files.createDirectories(folder.resolve("images/ant"));
        Files.write(folder.resolve("images/cat/more/1.PNG"), encoded("png", 5, 4, 9));
        Files.write(folder.resolve("images/ant/2.jpg"), encoded("jpg", 6, 6, 9));
        Files.write(folder.resolve("images/ant/notes.md"), text("no image"));
        try (ImageDataset dataset = ImageSource.open("own", folder.resolve("images"), DecodeOptions.of(3))) {
            assertThat(dataset.labels().classNames()).containsExactly("ant", "cat");
            assertThat(((ClassLabels) dataset.labels()).classes()).containsExactly(0, 1);
            assertThat(dataset.key(1)).isEqualTo(Path.of("cat", "more", "1.PNG").toString());
            assertThat(dataset.item(1).pixels()[2]).isEqualTo((byte) 2);
            assertThat(dataset.item(1).pixels()[40]).isEqualTo((byte) 9);
        }
        Files.createDirectories(folder.resolve("none"));
        assertThatThrownBy(() -> ImageSource.open("none", folder.resolve("none"), DecodeOptions.of(3)))
                .hasMessageContaining("has no images");
    }

    @Test
    void webpIsReadInFoldersAndInShards() throws IOException {
        Files.createDirectories(folder.resolve("images/cat"));
        Files.write(folder.resolve("images/cat/1.webp"), WEBP);
        Path shard = TestImages.shard(folder.resolve("own.tar"), Map.of("a.webp", WEBP));
        for (Path source : List.of(folder.resolve("images"), shard)) {
            try (ImageDataset dataset = ImageSource.open("own", source, DecodeOptions.of(3))) {
                assertThat(dataset.size()).isEqualTo(1);
                Image image = dataset.item(0);
                assertThat(image.height()).isEqualTo(2);
                assertThat(image.width()).isEqualTo(3);
                assertThat(image.pixels()).containsExactly(WEBP_PIXELS);
            }
        }
    }

    @Test
    void foldersOfImagesMayBeLinks() throws IOException {
        Path elsewhere =
                Files.createDirectories(folder.resolve("elsewhere/more")).getParent();
        Files.write(elsewhere.resolve("more/1.png"), encoded("png", 5, 4, 9));
        Path images = Files.createDirectories(folder.resolve("images"));
        Files.createSymbolicLink(images.resolve("cat"), elsewhere);
        try (ImageDataset dataset = ImageSource.open("own", images, DecodeOptions.of(3))) {
            assertThat(dataset.size()).isEqualTo(1);
            assertThat(dataset.key(0)).isEqualTo(Path.of("cat", "more", "1.png").toString());
            assertThat(dataset.item(0).width()).isEqualTo(5);
        }
        Files.createSymbolicLink(elsewhere.resolve("more/round"), elsewhere);
        assertThatThrownBy(() -> ImageSource.open("own", images, DecodeOptions.of(3)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("The symbolic link " + images.resolve("cat/more/round"));
    }

    @Test
    void shapesMatchTheirLabels() {
        SyntheticShapes shapes = new SyntheticShapes(40, 32, 3);
        assertThat(shapes.item(7).pixels())
                .containsExactly(new SyntheticShapes(40, 32, 3).item(7).pixels());
        assertThat(shapes.item(7).pixels()).isNotEqualTo(shapes.item(8).pixels());
        ClassSets labels = (ClassSets) shapes.labels();
        assertThat(Arrays.stream(labels.positives())
                        .mapToInt(p -> p.length)
                        .max()
                        .orElse(0))
                .isGreaterThan(1);
        for (int i = 0; i < 40; i++) {
            boolean bright = false;
            for (byte pixel : shapes.item(i).pixels()) {
                bright |= (pixel & 0xff) >= 80;
            }
            assertThat(bright).isTrue();
            assertThat(labels.positives()[i]).isNotEmpty();
        }
    }

    @Test
    void inspectionCountsAndDraws() throws IOException {
        Files.createDirectories(folder.resolve("images/cat"));
        Files.createDirectories(folder.resolve("images/ant"));
        Files.write(folder.resolve("images/cat/1.png"), encoded("png", 5, 4, 9));
        Files.write(folder.resolve("images/cat/2.png"), encoded("png", 6, 6, 9));
        Files.write(folder.resolve("images/ant/3.png"), text("no image"));
        try (ImageDataset dataset = ImageSource.open("own", folder.resolve("images"), DecodeOptions.of(3))) {
            Inspection inspection = Inspection.of(dataset);
            assertThat(inspection.perClass().toString()).isEqualTo("{ant=1, cat=2}");
            assertThat(inspection.sizes()).hasSize(2).containsValue(1);
            assertThat(inspection.corrupt()).hasSize(1);
            Path sheet = folder.resolve("sheet.png");
            ContactSheet.write(dataset, 1, sheet);
            assertThat(ImageIO.read(sheet.toFile()).getHeight()).isEqualTo(2 * 66 + 2);
        }
    }
}
