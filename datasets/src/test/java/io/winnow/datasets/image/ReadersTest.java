package io.winnow.datasets.image;

import static io.winnow.datasets.image.TestImages.encoded;
import static io.winnow.datasets.image.TestImages.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.inspect.ContactSheet;
import io.winnow.datasets.inspect.Inspection;
import io.winnow.datasets.label.Labels;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ReadersTest {
    private static final List<String> NAMES = List.of("a", "b", "c");

    /**
     * A WebP of 3 by 2 pixels in two colours, (200, 100, 50) and (10, 20, 30), without loss (ImageIO writes none): written bit by bit after
     * RFC 9649, without a transform, each channel by a prefix code of two symbols.
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
        assertThat(dataset.image(1)).satisfies(image -> {
            assertThat(image.height()).isEqualTo(2);
            assertThat(image.width()).isEqualTo(4);
            assertThat(image.pixels()).containsExactly(8, 9, 10, 11, 12, 13, 14, 15);
        });
        assertThat(((Labels.Single) dataset.labels()).classes()).containsExactly(0, 1, 2);
    }

    @Test
    void damagedIdxIsNamed() throws IOException {
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
        assertThatThrownBy(() -> ImageSource.open("cifar", file, 3)).hasMessageContaining("batches.meta.txt");
        Files.write(folder.resolve("batches.meta.txt"), List.of(String.join("\n", NAMES), "", ""));
        try (ImageDataset dataset = ImageSource.open("cifar", folder.resolve("batch*.bin"), 3)) {
            assertThat(dataset.size()).isEqualTo(4);
            assertThat(((Labels.Single) dataset.labels()).classes()).containsExactly(2, 1, 2, 1);
            assertThat(dataset.labels().classNames()).isEqualTo(NAMES);
            assertThat(dataset.image(2).pixels()[0]).isEqualTo((byte) 7);
        }
        Path fine = Files.write(folder.resolve("hundred.bin"), Arrays.copyOf(new byte[] {9, 1, 5}, 3074));
        assertThat(((Labels.Single) CifarBinaryImages.read("cifar", List.of(fine), 2, NAMES)
                                .labels())
                        .classes())
                .containsExactly(1);
        Path cut = Files.write(folder.resolve("cut.bin"), new byte[3000]);
        assertThatThrownBy(() -> CifarBinaryImages.read("cifar", List.of(cut), 1, NAMES))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining("records of 3073");
    }

    @Test
    void imageFolder() throws IOException {
        Files.createDirectories(folder.resolve("images/cat/more"));
        Files.createDirectories(folder.resolve("images/ant"));
        Files.write(folder.resolve("images/cat/more/1.PNG"), encoded("png", 5, 4, 9));
        Files.write(folder.resolve("images/ant/2.jpg"), encoded("jpg", 6, 6, 9));
        Files.write(folder.resolve("images/ant/notes.md"), text("no image"));
        try (ImageDataset dataset = ImageSource.open("own", folder.resolve("images"), 3)) {
            assertThat(dataset.labels().classNames()).containsExactly("ant", "cat");
            assertThat(((Labels.Single) dataset.labels()).classes()).containsExactly(0, 1);
            assertThat(dataset.key(1)).isEqualTo(Path.of("cat", "more", "1.PNG").toString());
            assertThat(dataset.image(1).pixels()[2]).isEqualTo((byte) 2);
            assertThat(dataset.image(1).pixels()[40]).isEqualTo((byte) 9);
        }
        Files.createDirectories(folder.resolve("none"));
        assertThatThrownBy(() -> new ImageFolder("none", folder.resolve("none"), 3))
                .hasMessageContaining("has no images");
    }

    @Test
    void webpIsReadInFoldersAndInShards() throws IOException {
        Files.createDirectories(folder.resolve("images/cat"));
        Files.write(folder.resolve("images/cat/1.webp"), WEBP);
        Path shard = TestImages.shard(folder.resolve("own.tar"), Map.of("a.webp", WEBP));
        for (Path source : List.of(folder.resolve("images"), shard)) {
            try (ImageDataset dataset = ImageSource.open("own", source, 3)) {
                assertThat(dataset.size()).isEqualTo(1);
                Image image = dataset.image(0);
                assertThat(image.height()).isEqualTo(2);
                assertThat(image.width()).isEqualTo(3);
                assertThat(image.pixels()).containsExactly(WEBP_PIXELS);
            }
        }
    }

    /** The one pixel of a common 1x1 image is black, and transparent. */
    @Test
    void aTransparentWebpLiesOnBlack() throws IOException {
        byte[] encoded = Base64.getDecoder().decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");
        assertThat(ImageDecoder.decode("k", encoded, 3).pixels()).containsExactly(0, 0, 0);
    }

    @Test
    void foldersOfImagesMayBeLinks() throws IOException {
        Path elsewhere =
                Files.createDirectories(folder.resolve("elsewhere/more")).getParent();
        Files.write(elsewhere.resolve("more/1.png"), encoded("png", 5, 4, 9));
        Path images = Files.createDirectories(folder.resolve("images"));
        Files.createSymbolicLink(images.resolve("cat"), elsewhere);
        try (ImageDataset dataset = ImageSource.open("own", images, 3)) {
            assertThat(dataset.size()).isEqualTo(1);
            assertThat(dataset.key(0)).isEqualTo(Path.of("cat", "more", "1.png").toString());
            assertThat(dataset.image(0).width()).isEqualTo(5);
        }
        Files.createSymbolicLink(elsewhere.resolve("more/round"), elsewhere);
        assertThatThrownBy(() -> ImageSource.open("own", images, 3))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("The symbolic link " + images.resolve("cat/more/round"));
    }

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
        try (ImageDataset dataset = ImageSource.open("own", folder.resolve("train-{08..10}.tar"), 3)) {
            assertThat(dataset.size()).isEqualTo(3);
            assertThat(((Labels.Single) dataset.labels()).classes()).containsExactly(2, 0, 1);
            assertThat(dataset.image(2).pixels()[47]).isEqualTo((byte) 10);
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
        try (ImageDataset dataset = ImageSource.open("own", shard, 3)) {
            return dataset.labels();
        }
    }

    @Test
    void shardsWithoutNamesNumberTheirClasses() throws IOException {
        Labels labels = labels(Map.of("a.cls", "3", "b.json", "{\"label\": 1}", "c.txt", "0\n"));
        assertThat(((Labels.Single) labels).classes()).containsExactlyInAnyOrder(3, 1, 0);
        assertThat(labels.classNames()).containsExactly("0", "1", "2", "3");
        assertThatThrownBy(() -> labels(Map.of("a.cls", "2000000000")))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining("label is 2000000000")
                .hasMessageContaining("classes.txt");
    }

    @Test
    void shardsMayNameClassesAndHoldCaptions() throws IOException {
        Files.write(folder.resolve("classes.txt"), NAMES);
        Labels named = labels(Map.of("a.txt", NAMES.get(2), "b.json", "{\"label\": \"" + NAMES.get(1) + "\"}"));
        assertThat(((Labels.Single) named).classes()).containsExactlyInAnyOrder(2, 1);
        assertThat(labels(Map.of("a.txt", "2 dogs on a sofa", "b.txt", "a cat")))
                .isEqualTo(new Labels.None(2));
        assertThatThrownBy(() -> labels(Map.of("a.cls", "zebra"))).hasMessageContaining("label is \"zebra\"");
    }

    @Test
    void hostileShardsHarmNothing() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("inner"));
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("../escaped.png", encoded("png", 4, 4, 1));
        entries.put("/absolute.png", encoded("png", 4, 4, 2));
        Path shard = TestImages.shard(inner.resolve("x.tar"), entries);
        try (ImageDataset dataset = ImageSource.open("own", shard, 3)) {
            assertThat(dataset.size()).isEqualTo(2);
            assertThat(dataset.image(0).pixels()[47]).isEqualTo((byte) 1);
        }
        byte[] whole = Files.readAllBytes(shard);
        Files.write(inner.resolve("cut.tar"), Arrays.copyOf(whole, 700));
        assertThatThrownBy(() -> ImageSource.open("own", inner.resolve("cut.tar"), 3))
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
        assertThatThrownBy(() -> ImageSource.open("own", inner.resolve("huge.tar"), 3))
                .isInstanceOf(IOException.class);
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
    void aShardThatIsCutShortTellsWhere() throws IOException {
        byte[] whole = threeExamples();
        Path cut = folder.resolve("cut.tar");
        Files.write(cut, Arrays.copyOf(whole, 4 * 1024 + 512 + 10));
        assertThatThrownBy(() -> ImageSource.open("own", cut, 3))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining(cut + " at byte " + (4 * 1024 + 512))
                .hasMessageContaining("cut short after 4 whole entries")
                .hasMessageContaining("entry 'c.png' declares")
                .hasMessageContaining("the archive has " + (4 * 1024 + 512 + 10));
        Files.write(cut, Arrays.copyOf(whole, 4 * 1024 + 100));
        assertThatThrownBy(() -> ImageSource.open("own", cut, 3))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining(cut + " at byte " + 4 * 1024)
                .hasMessageContaining("cut short after 4 whole entries");
        Files.write(cut, Arrays.copyOf(whole, 4 * 1024 - 100));
        assertThatThrownBy(() -> ImageSource.open("own", cut, 3))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining(cut + " at byte " + (4 * 1024 - 100))
                .hasMessageContaining("cut short after 4 whole entries");
    }

    @Test
    void ofAShardThatIsCutShortTheWholeExamplesMayBeRead() throws IOException {
        byte[] whole = threeExamples();
        Path cut = folder.resolve("cut.tar");
        // Within c's image; within the header of its label; within the header of its image, where b may lack a file.
        int[] lengths = {4 * 1024 + 512 + 10, 5 * 1024 + 100, 4 * 1024 + 100};
        int[] examples = {2, 2, 1};
        for (int i = 0; i < lengths.length; i++) {
            Files.write(cut, Arrays.copyOf(whole, lengths[i]));
            try (ImageDataset dataset = ImageSource.open("own", cut, 3, true)) {
                assertThat(dataset.size()).as("cut at %s", lengths[i]).isEqualTo(examples[i]);
                assertThat(dataset.image(examples[i] - 1).pixels()[47]).isEqualTo((byte) 7);
                assertThat(((Labels.Single) dataset.labels()).classes()).containsOnly(1);
            }
        }
        try (ImageDataset dataset = ImageSource.open("own", folder.resolve("whole.tar"), 3, true)) {
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
            assertThatThrownBy(() -> new WebDatasetImages("own", List.of(good, bad), 3, List.of()))
                    .isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> labels(Map.of("a.cls", "zebra"))).isInstanceOf(CorruptImageException.class);
        assertThat(openFiles()).noneMatch(file -> file.toString().endsWith(".tar"));
    }

    private static List<Path> openFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    files.add(Files.readSymbolicLink(descriptor));
                } catch (NoSuchFileException closed) {
                    // By another thread, in between.
                }
            }
        }
        return files;
    }

    @Test
    void damagedImagesAreNamed() {
        byte[] png = encoded("png", 40, 40, 3);
        for (byte[] bytes : List.of(text("no image"), new byte[0], Arrays.copyOf(png, 60))) {
            assertThatThrownBy(() -> ImageDecoder.decode("some/key.png", bytes, 3))
                    .isInstanceOf(CorruptImageException.class)
                    .hasMessageContaining("some/key.png");
        }
    }

    @Test
    void greyIsTheLumaOfColour() throws IOException {
        byte[] pixels = ImageDecoder.decode("k", encoded("png", 3, 1, 200), 1).pixels();
        assertThat(pixels[0] & 0xff).isBetween(21, 25);
    }

    @Test
    void aJpegThatIsCutShortIsNoImage() throws IOException {
        byte[] whole = encoded("jpg", 256, 256, 90);
        for (int length : new int[] {whole.length / 2, whole.length - 20, whole.length - 2}) {
            assertThatThrownBy(() -> ImageDecoder.decode("some/key.jpg", Arrays.copyOf(whole, length), 3))
                    .as("%s of %s bytes", length, whole.length)
                    .isInstanceOf(CorruptImageException.class)
                    .hasMessageContaining("some/key.jpg: it is cut short");
        }
        // What some cameras write behind an image does no harm.
        assertThat(ImageDecoder.decode("k", Arrays.copyOf(whole, whole.length + 50), 3)
                        .pixels())
                .isEqualTo(ImageDecoder.decode("k", whole, 3).pixels());
    }

    private static int[] decoded(BufferedImage image, int channels) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "png", out)).isTrue();
        byte[] pixels =
                ImageDecoder.decode("some/key.png", out.toByteArray(), channels).pixels();
        return IntStream.range(0, pixels.length).map(i -> pixels[i] & 0xff).toArray();
    }

    /** Grey of 8 or 16 bits, and alpha. */
    private static BufferedImage greyAlpha(int type, int grey, int alpha) {
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY), true, false, Transparency.TRANSLUCENT, type);
        WritableRaster raster = model.createCompatibleWritableRaster(1, 1);
        raster.setSample(0, 0, 0, grey);
        raster.setSample(0, 0, 1, alpha);
        return new BufferedImage(model, raster, false, null);
    }

    @Test
    void greyIsTakenAsItIsStored() throws IOException {
        BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(0, 0, 0, 100 << 8 | 7);
        deep.getRaster().setSample(1, 0, 0, 255 << 8);
        assertThat(decoded(deep, 1)).containsExactly(100, 255);
        assertThat(decoded(deep, 3)).containsExactly(100, 255, 100, 255, 100, 255);
        assertThat(decoded(greyAlpha(DataBuffer.TYPE_BYTE, 100, 255), 1)).containsExactly(100);
        assertThat(decoded(greyAlpha(DataBuffer.TYPE_USHORT, 100 << 8 | 7, 0xffff), 1))
                .containsExactly(100);
    }

    @Test
    void whatIsTransparentLiesOnBlack() throws IOException {
        // 200, 100 and 50 at 128 of 255: 100.4, 50.2 and 25.1.
        BufferedImage colour = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        colour.setRGB(0, 0, 0x00c86432);
        colour.setRGB(1, 0, 0x80c86432);
        colour.setRGB(2, 0, 0xffc86432);
        assertThat(decoded(colour, 3)).containsExactly(0, 100, 200, 0, 50, 100, 0, 25, 50);

        byte[] alphas = {0, (byte) 128, (byte) 255};
        byte[] reds = {(byte) 200, (byte) 200, (byte) 200};
        byte[] greens = {100, 100, 100};
        byte[] blues = {50, 50, 50};
        IndexColorModel palette = new IndexColorModel(8, 3, reds, greens, blues, alphas);
        BufferedImage indexed = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
        indexed.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 1, 2});
        assertThat(decoded(indexed, 3)).containsExactly(0, 100, 200, 0, 50, 100, 0, 25, 50);

        assertThat(decoded(greyAlpha(DataBuffer.TYPE_BYTE, 200, 128), 3)).containsExactly(100, 100, 100);
        assertThat(decoded(greyAlpha(DataBuffer.TYPE_BYTE, 200, 0), 1)).containsExactly(0);
        assertThat(decoded(greyAlpha(DataBuffer.TYPE_USHORT, 200 << 8, 128 << 8), 1))
                .containsExactly(100);
    }

    @Test
    void shapesAreWhatTheirLabelsSay() {
        SyntheticShapes shapes = new SyntheticShapes(40, 32, 3);
        assertThat(shapes.image(7).pixels())
                .containsExactly(new SyntheticShapes(40, 32, 3).image(7).pixels());
        assertThat(shapes.image(7).pixels()).isNotEqualTo(shapes.image(8).pixels());
        Labels.Multi labels = (Labels.Multi) shapes.labels();
        assertThat(Arrays.stream(labels.positives())
                        .mapToInt(p -> p.length)
                        .max()
                        .orElse(0))
                .isGreaterThan(1);
        for (int i = 0; i < 40; i++) {
            boolean bright = false;
            for (byte pixel : shapes.image(i).pixels()) {
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
        try (ImageDataset dataset = ImageSource.open("own", folder.resolve("images"), 3)) {
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
