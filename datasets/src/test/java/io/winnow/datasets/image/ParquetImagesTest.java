package io.winnow.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.parquet.ParquetWriter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images inside of Parquet files. */
class ParquetImagesTest {
    private static final String IMAGE = "optional group image { optional binary bytes; optional binary path (UTF8); } ";
    private static final String NAMED = IMAGE + "optional binary label (UTF8);";
    private static final DecodeOptions GREY = DecodeOptions.of(1);

    @TempDir
    Path folder;

    private static String png(int grey) throws IOException {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < 3; x++) {
            for (int y = 0; y < 2; y++) {
                image.getRaster().setSample(x, y, 0, grey);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return "base64:" + Base64.getEncoder().encodeToString(out.toByteArray());
    }

    private static String record(int grey, String path, String label) throws IOException {
        return "{\"image\": {\"bytes\": \"" + png(grey) + "\", \"path\": " + path + "}, \"label\": " + label + "}";
    }

    private Path write(String schema, String... records) throws IOException {
        return new ParquetWriter(schema).rowsPerGroup(2).write(folder.resolve("photos.parquet"), records);
    }

    private static List<Integer> greys(ImageDataset images) {
        return IntStream.range(0, images.size())
                .mapToObj(i -> {
                    try {
                        return images.item(i).pixels()[5] & 0xff;
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    @Test
    void imagesHaveTheClassesThatTheFileNames() throws IOException {
        Path file = new ParquetWriter(IMAGE + "optional int64 label;")
                .metadata("huggingface", """
                        {"info": {"features": {"label": {"names": ["dog", "cat", "fox"], "_type": "ClassLabel"}}}}""")
                .rowsPerGroup(2)
                .write(
                        folder.resolve("photos.parquet"),
                        record(10, "\"b.png\"", "1"),
                        record(200, "\"a.png\"", "0"),
                        record(30, "\"c.png\"", "1"));
        try (ImageDataset images = ImageSource.open("photos", file, GREY)) {
            assertThat(greys(images)).containsExactly(10, 200, 30);
            assertThat(IntStream.range(0, 3).mapToObj(images::key)).containsExactly("b.png", "a.png", "c.png");
            ClassLabels labels = (ClassLabels) images.labels();
            assertThat(labels.classNames()).containsExactly("dog", "cat", "fox");
            assertThat(labels.classes()).containsExactly(1, 0, 1);
        }
    }

    /** Paths that do not tell images apart are no keys, and a record without an image is passed over and said. */
    @Test
    void partsAreReadInTheirOrderWithoutThePathsThatAreNoNames() throws IOException {
        Path parts = Files.createDirectory(folder.resolve("train"));
        new ParquetWriter(NAMED)
                .write(
                        parts.resolve("part-1.parquet"),
                        record(3, "\"image.png\"", "\"10\""),
                        "{\"image\": null, \"label\": \"2\"}",
                        record(4, "\"image.png\"", "\"9\""));
        new ParquetWriter(NAMED).write(parts.resolve("part-0.parquet"), record(1, "null", "\"9\""));
        try (ImageDataset images = ImageSource.open("train", parts, GREY)) {
            assertThat(greys(images)).containsExactly(1, 3, 4);
            assertThat(IntStream.range(0, 3).mapToObj(images::key)).containsExactly("1", "2", "4");
            assertThat(((ClassLabels) images.labels()).classNames())
                    .as("numbers")
                    .containsExactly("9", "10");
            assertThat(((ClassLabels) images.labels()).classes()).containsExactly(0, 1, 0);
            assertThat(images.report().sentence()).contains("records without an image: 1 (record 3)");
        }
    }

    @Test
    void aClassThatTheFileDoesNotNameIsRefused() throws IOException {
        Path file = new ParquetWriter(NAMED)
                .metadata("huggingface", """
                        {"info": {"features": {"label": {"names": ["dog", "cat"], "_type": "ClassLabel"}}}}""")
                .write(folder.resolve("photos.parquet"), record(1, "null", "\"cat\""), record(1, "null", "\"fox\""));
        assertThatThrownBy(() -> ImageSource.open("photos", file, GREY))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("record 2: the class 'fox' is not among those that the file names: dog, cat");
    }

    @Test
    void aFolderWithOtherFilesSaysWhichParquetIsRead() throws IOException {
        write(NAMED, record(1, "null", "null"));
        Files.writeString(folder.resolve("dataset_info.json"), "{}");
        assertThatThrownBy(() -> ImageSource.open("photos", folder, GREY))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(folder + " has no images.")
                .hasMessageEndingWith("are read if nothing else is in the folder, or if you name the file.");
    }

    @Test
    void imagesNeedNoLabels() throws IOException {
        try (ImageDataset images =
                ImageSource.open("photos", write(NAMED, record(1, "null", "null"), record(2, "null", "\"\"")), GREY)) {
            assertThat(images.labels()).isInstanceOf(NoLabels.class);
            assertThat(images.size()).isEqualTo(2);
        }
    }

    /** The fingerprint is that of the same files with the same labels, so that it changes with a pixel. */
    @Test
    void theFingerprintIsThatOfTheContent() throws IOException {
        String[] prints = new String[3];
        int[] greys = {7, 7, 8};
        for (int i = 0; i < 3; i++) {
            try (ImageDataset images =
                    ImageSource.open("photos", write(NAMED, record(greys[i], "\"a.png\"", "\"x\"")), GREY)) {
                prints[i] = images.fingerprint();
            }
        }
        assertThat(prints[0]).isEqualTo(prints[1]).isNotEqualTo(prints[2]);
    }

    @Test
    void imagesMayHaveSeveralClasses() throws IOException {
        String list = IMAGE + "optional group label (LIST) { repeated group list { optional int64 element; } }";
        String names = """
                {"info": {"features": {"label": {"feature": {"names": ["dog", "cat", "fox"], "_type": "ClassLabel"}}}}}""";
        String[] records = {record(1, "null", "[2, 0, 2]"), record(2, "null", "[]"), record(3, "null", "[1]")};
        Path file = new ParquetWriter(list).metadata("huggingface", names).write(folder.resolve("a.parquet"), records);
        try (ImageDataset images = ImageSource.open("photos", file, GREY)) {
            assertThat(images.labels())
                    .usingRecursiveComparison()
                    .isEqualTo(new ClassSets(new int[][] {{2, 0}, {}, {1}}, List.of("dog", "cat", "fox")));
        }
        refused(list, "record 2: label is blank", record(1, "null", "[2, 0]"), record(1, "null", "null"));
    }

    /** Such as CIFAR-100. */
    @Test
    void columnsOfClassesAreFound() throws IOException {
        String schema = IMAGE + "optional int64 %s; optional int64 %s;";
        String names = """
                {"info": {"features": {"%1$s": {"names": ["a", "b"], "_type": "ClassLabel"}, "%2$s": {"names": ["c"], "_type": "ClassLabel"}}}}""";
        String record = record(1, "null", "null").replace("\"label\": null", "\"%s\": 1, \"%s\": 0");
        for (String[] columns : new String[][] {{"fine_label", "coarse_label"}, {"fine", "coarse"}}) {
            Path file = new ParquetWriter(schema.formatted((Object[]) columns))
                    .metadata("huggingface", names.formatted((Object[]) columns))
                    .write(folder.resolve(columns[0] + ".parquet"), record.formatted((Object[]) columns));
            if (columns[0].equals("fine")) {
                assertThatThrownBy(() -> ImageSource.open("photos", file, GREY))
                        .hasMessageEndingWith(
                                "has several columns that may hold the labels: fine, coarse. Rename the right one to label.");
                continue;
            }
            try (ImageDataset images = ImageSource.open("photos", file, GREY)) {
                assertThat(images.labels())
                        .usingRecursiveComparison()
                        .isEqualTo(new ClassLabels(new int[] {1}, List.of("a", "b")));
                assertThat(images.report().warnings())
                        .singleElement()
                        .asString()
                        .contains("the column fine_label; coarse_label has classes, too");
            }
            assertThat(ParquetImages.isAt(file)).isTrue();
        }
        Path only = new ParquetWriter(IMAGE + "optional int64 kind;")
                .metadata(
                        "huggingface",
                        "{\"info\": {\"features\": {\"kind\": {\"names\": [\"a\"], \"_type\": \"ClassLabel\"}}}}")
                .write(
                        folder.resolve("only.parquet"),
                        record(1, "null", "null").replace("\"label\": null", "\"kind\": 0"));
        try (ImageDataset images = ImageSource.open("photos", only, GREY)) {
            assertThat(images.labels())
                    .usingRecursiveComparison()
                    .isEqualTo(new ClassLabels(new int[] {0}, List.of("a")));
        }
    }

    @Test
    void imagesMayBeAColumnOfBytes() throws IOException {
        String schema = "optional binary image; optional binary file_name (UTF8); optional binary label (UTF8);";
        Path file = write(
                schema,
                "{\"image\": \"" + png(7) + "\", \"file_name\": \"x.png\", \"label\": \"b\"}",
                "{\"image\": null, \"file_name\": \"y.png\", \"label\": \"b\"}",
                "{\"image\": \"" + png(9) + "\", \"file_name\": \"z.png\", \"label\": \"a\"}");
        assertThat(ParquetImages.isAt(file)).isTrue();
        try (ImageDataset images = ImageSource.open("photos", file, GREY)) {
            assertThat(greys(images)).containsExactly(7, 9);
            assertThat(IntStream.range(0, 2).mapToObj(images::key)).containsExactly("x.png", "z.png");
            assertThat(images.labels())
                    .usingRecursiveComparison()
                    .isEqualTo(new ClassLabels(new int[] {1, 0}, List.of("a", "b")));
        }
        refused(
                "optional binary hash; optional binary label (UTF8);",
                "no column of images; it has label",
                "{\"label\": \"a\"}");
    }

    @Test
    void whatCannotBeReadIsExplained() throws IOException {
        refused(
                NAMED,
                "record 2: label is blank, but other images",
                record(1, "null", "\"a\""),
                record(1, "null", "null"));
        refused(
                IMAGE
                        + "optional group label (LIST) { repeated group list { optional group element { optional int64 id; } } }",
                "record 1: label is [{\"id\":1}], but labels of images in Parquet are the name or the number of a class",
                record(1, "null", "[{\"id\": 1}]"));
        refused("optional int64 n;", "no column of images; it has n.", "{\"n\": 1}");
        refused(NAMED, "has no images: the column image has no bytes", "{\"label\": \"a\"}");
        refused(
                IMAGE + IMAGE.replace("image", "mask"),
                "several columns of images: image, mask",
                record(1, "null", "null"));
        refused(
                IMAGE + "optional int64 class; optional int64 target;",
                "several columns that may hold the labels: class, target. Rename the right one to label.",
                record(1, "null", "null"));
    }

    private void refused(String schema, String message, String... records) throws IOException {
        Path file = write(schema, records);
        assertThatThrownBy(() -> ImageSource.open("photos", file, GREY))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }
}
