package io.winnow.datasets.image;

import static io.winnow.datasets.image.TestImages.encoded;
import static io.winnow.datasets.image.TestImages.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.NoLabels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every file of a folder or a shard is read, counted as skipped, or rejected; nothing is dropped silently. */
class PassedOverTest {
    @TempDir
    Path folder;

    private static final byte[] IMAGE = encoded("png", 4, 4, 7);

    private void write(String... paths) throws IOException {
        for (String path : paths) {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.write(file, IMAGE);
        }
    }

    private ImageDataset open(Path path) throws IOException {
        return ImageSource.open("set", path, DecodeOptions.of(3));
    }

    private Path shard(Object... namesAndContents) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i < namesAndContents.length; i += 2) {
            String name = (String) namesAndContents[i];
            entries.put(name, namesAndContents[i + 1] instanceof String label ? text(label) : IMAGE);
        }
        return TestImages.shard(folder.resolve("a.tar"), entries);
    }

    @Test
    void hiddenAndOtherFilesAreSkippedAndCounted() throws IOException {
        write(
                "cat/1.png",
                "cat/2.JFIF",
                "dog/3.tiff",
                "dog/._3.jpg",
                "cat/@eaDir/1.png",
                "cat/Thumbs.db",
                "cat/1.png~");
        write(".ipynb_checkpoints/1-checkpoint.png", "__MACOSX/cat/1.png", "loose.jpg", "labels.csv", "cat/scan.heic");
        write("notes/read.me");
        Files.createDirectories(folder.resolve("owl"));
        Files.createSymbolicLink(folder.resolve("dog/gone.jpg"), folder.resolve("nowhere.jpg"));
        try (ImageDataset images = open(folder)) {
            assertThat(images.size()).isEqualTo(3);
            assertThat(images.labels().classNames()).containsExactly("cat", "dog", "owl");
            assertThat(((ClassLabels) images.labels()).classes()).containsExactly(0, 0, 1);
            Map<String, Integer> passedOver = new LinkedHashMap<>();
            images.report().passedOver().forEach(each -> passedOver.put(each.reason(), each.count()));
            assertThat(passedOver)
                    .containsOnly(
                            Map.entry("hidden files and folders", 6),
                            Map.entry("files ending in .heic", 1),
                            Map.entry("files ending in .csv", 1),
                            Map.entry("files ending in .me", 1),
                            Map.entry("folders without an image", 1),
                            Map.entry("links that lead nowhere", 1),
                            Map.entry("images beside the class folders", 1));
            assertThat(images.report().warnings()).singleElement().asString().contains("'owl' is empty");
        }
    }

    @Test
    void suspiciousFoldersGiveAWarning() throws IOException {
        write("a/Cat/1.png", "a/cat /1.png", "b/train/cat/1.png", "b/test/cat/1.png", "c/only/cat/1.png");
        write("c/only/dog/1.png");
        for (String[] each : new String[][] {
            {"a", "differ only in case"}, {"b", "such as " + folder.resolve("b/train")}, {"c", "one class"}
        }) {
            try (ImageDataset images = open(folder.resolve(each[0]))) {
                assertThat(images.report().warnings())
                        .singleElement()
                        .asString()
                        .contains(each[1]);
            }
        }
    }

    @Test
    void imagesBesideShardsAndCompressedArchivesAreErrors() throws IOException {
        write("cat/1.png");
        shard("1.png", 0);
        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("cat/1.png")
                .hasMessageContaining("a.tar");
        Path packed = Files.createDirectories(folder.resolve("packed"));
        Files.write(packed.resolve("x.tar.gz"), new byte[] {0x1f, (byte) 0x8b, 8});
        for (Path path : List.of(packed, packed.resolve("x.tar.gz"))) {
            assertThatThrownBy(() -> open(path))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("x.tar.gz");
        }
        Files.move(packed.resolve("x.tar.gz"), packed.resolve("x.tar"));
        assertThatThrownBy(() -> open(packed))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("compressed archive");
        assertThatThrownBy(() -> open(folder.resolve("cat/1.png")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("single image");
        assertThatThrownBy(() -> open(folder.resolve("nowhere")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("There is no file or folder");
    }

    @Test
    void keysMayContainDotsAndExamplesMayHaveFurtherImages() throws IOException {
        Path shard = shard(
                "./IMG_20.3_1.jpg",
                0,
                "IMG_20.3_1.cls",
                "1",
                "IMG_20.3_2.jpg",
                0,
                "IMG_20.3_2.cls",
                "0",
                "x.jpg",
                0,
                "x.seg.png",
                0,
                "x.cls",
                "1",
                "._x.jpg",
                0,
                "stray.cls",
                "0",
                "sound.wav",
                "");
        try (ImageDataset images = open(shard)) {
            assertThat(images.size()).isEqualTo(3);
            assertThat(images.key(0)).isEqualTo("a.tar/IMG_20.3_1");
            assertThat(((ClassLabels) images.labels()).classes()).containsExactly(1, 0, 1);
            assertThat(images.report().sentence())
                    .contains("further images of an example: 1 (x.seg.png)")
                    .contains("hidden files and folders: 1 (._x.jpg)")
                    .contains("labels without an image: 1 (stray.cls)")
                    .contains("files ending in .wav: 1 (sound.wav)");
        }
    }

    @Test
    void aPackedFolderOfClassFoldersGivesAWarning() throws IOException {
        String[] keys = {"set/cat/1.png", "set/cat/2.png", "set/dog/1.png", "set/dog/2.png"};
        Object[] unlabelled =
                Arrays.stream(keys).flatMap(key -> Stream.of(key, 0)).toArray();
        try (ImageDataset images = open(shard(unlabelled))) {
            assertThat(images.report().warnings())
                    .singleElement()
                    .asString()
                    .contains("in 2 folders of the archive (set/cat, set/dog), but have no labels");
        }
        Object[] labelled = Arrays.stream(keys)
                .flatMap(key -> Stream.of(key, 0, key.replace("png", "cls"), "1"))
                .toArray();
        Object[] oneFolder = Arrays.copyOf(unlabelled, 4);
        for (Object[] fine : new Object[][] {labelled, oneFolder}) {
            try (ImageDataset images = open(shard(fine))) {
                assertThat(images.report().warnings()).isEmpty();
            }
        }
    }

    @Test
    void inconsistentShardsAreErrors() throws IOException {
        Object[][] wrong = {
            {"No image of set has a label", ".input.jpg, .output.cls", "1.input.jpg", 0, "1.output.cls", "0"},
            {"two files for the image of the key '1'", "'1.png'", "1.jpg", 0, "1.png", 0},
            {"1 of the 2 images of set have no label", "a.tar/2", "1.jpg", 0, "1.cls", "0", "2.jpg", 0},
            {"is empty", "'1.cls'", "1.jpg", 0, "1.cls", "\n"},
            {"a.tar has no image", ".wav", "1.wav", "x"}
        };
        for (Object[] each : wrong) {
            Path shard = shard(Arrays.copyOfRange(each, 2, each.length));
            assertThatThrownBy(() -> open(shard))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining((String) each[0])
                    .hasMessageContaining((String) each[1]);
        }
        shard("1.jpg", 0, "1.cls", "0");
        Files.writeString(folder.resolve("classes.txt"), "\ufeffcat\r\n\r\ndog\r\n");
        assertThatThrownBy(() -> open(folder)).isInstanceOf(DataException.class).hasMessageContaining("classes.txt:2");
        Files.writeString(folder.resolve("classes.txt"), "\ufeffcat\r\ndog\r\n\r\n");
        try (ImageDataset images = open(folder)) {
            assertThat(images.labels().classNames()).containsExactly("cat", "dog");
        }
    }

    @Test
    void theFingerprintDependsOnTheContent() throws IOException {
        String[] fingerprints = new String[2];
        for (int i = 0; i < 2; i++) {
            try (ImageDataset images = open(shard("1.jpg", 0, "1.cls", "" + i))) {
                fingerprints[i] = images.fingerprint();
            }
        }
        assertThat(fingerprints[0]).isNotEqualTo(fingerprints[1]);
    }

    private static byte[] deepPng(int sample) throws IOException {
        BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(0, 0, 0, sample);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(deep, "png", out);
        return out.toByteArray();
    }

    /** With a camera of 12 bits, 4000 of 4095 becomes 249 of 255; a data set with larger values has 16 bits. */
    @Test
    void theWhiteLevelIsMeasuredOverTheDataSet() throws IOException {
        Path file = folder.resolve("1.png");
        for (int[] each : new int[][] {{4000, 4095, 249}, {200, 255, 200}, {65535, 65535, 255}}) {
            Files.write(file, deepPng(each[0]));
            try (ImageDataset images = ImageSource.openMeasured("set", folder, DecodeOptions.of(1), false)) {
                assertThat(images.decoding().orElseThrow().whiteLevel()).isEqualTo(each[1]);
                assertThat(images.item(0).pixels()).containsExactly((byte) each[2]);
            }
        }
        DecodeOptions narrow = DecodeOptions.of(1).withWhiteLevel(255);
        assertThat(ImageDecoder.decodeNoting("k", Files.readAllBytes(file), narrow)
                        .alterations())
                .containsExactly(Alteration.SCALED, Alteration.CLIPPED);
    }

    /** Images of 8 bits, of which there may be many, do not count among the images that are measured. */
    @Test
    void aFewImagesOf16BitsAreFoundAmongManyOf8() throws IOException {
        byte[] plain = encoded("png", 1, 1, 0);
        byte[] deep = deepPng(4000);
        int bytes = Math.max(plain.length, deep.length);
        byte[][] padded = {Arrays.copyOf(plain, bytes), Arrays.copyOf(deep, bytes)};
        for (int place : new int[] {0, 2, 4998}) {
            ImageFiles files = new MemoryFiles(
                    5000, bytes, file -> offset -> padded[file == place ? 1 : 0][(int) offset], new NoLabels(5000));
            assertThat(WhiteLevel.measure(files)).hasValue(4095);
        }
    }

    @Test
    void anEmptyFolderBesideLooseImagesIsNoClass() throws IOException {
        write("1.png", "2.png");
        Files.createDirectories(folder.resolve("out"));
        try (ImageDataset images = open(folder)) {
            assertThat(images.labels()).isEqualTo(new NoLabels(2));
            assertThat(images.report().warnings()).isEmpty();
        }
    }

    /** A sparse file takes no space on the disk. */
    @Test
    void aHugeFileIsADamagedImage() throws IOException {
        write("cat/1.png");
        try (FileChannel huge = FileChannel.open(
                folder.resolve("cat/huge.png"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            huge.write(ByteBuffer.wrap(deepPng(1)), 0);
            huge.write(ByteBuffer.allocate(1), 5L << 30);
        }
        try (ImageDataset images = ImageSource.openMeasured("set", folder, DecodeOptions.of(3), false)) {
            assertThatThrownBy(() -> images.item(1))
                    .isInstanceOf(CorruptImageException.class)
                    .hasMessageContaining("huge.png")
                    .hasMessageContaining("bytes");
        }
    }
}
