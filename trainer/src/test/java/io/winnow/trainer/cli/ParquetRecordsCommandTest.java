package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Commands on Parquet say what they say of the same data as JSON lines. The Parquet file was written by pyarrow 25.0.1, with the metadata by
 * which Hugging Face names classes and images in a struct of bytes and path.
 */
class ParquetRecordsCommandTest extends OnCommandLine {
    private static final List<List<String>> WORDS =
            List.of(List.of("money", "back", "refund", "charge"), List.of("password", "account", "locked", "sign"));

    private static final List<String> CLASSES = List.of("refund", "login");

    private static Path parquet;
    private static Path lines;
    private static Path parts;

    @BeforeAll
    static void write() throws IOException {
        byte[] bytes;
        try (InputStream in = ParquetRecordsCommandTest.class.getResourceAsStream("tickets.parquet")) {
            bytes = Objects.requireNonNull(in).readAllBytes();
        }
        parquet = Files.write(folder.resolve("tickets.parquet"), bytes);
        parts = Files.createDirectory(folder.resolve("spark"));
        Files.write(parts.resolve("part-00000-c000.snappy.parquet"), bytes);
        Files.writeString(parts.resolve("_SUCCESS"), "");
        Files.writeString(parts.resolve(".part-00000-c000.snappy.parquet.crc"), "crc");
        List<String> records = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            List<String> words = WORDS.get(i % 2);
            records.add("{\"text\": \"%s %s %s case %d\", \"label\": \"%s\"}"
                    .formatted(
                            words.get(i / 2 % 4),
                            words.get((i / 2 + 1) % 4),
                            words.get((i / 2 + 2) % 4),
                            i,
                            CLASSES.get(i % 2)));
        }
        lines = Files.write(folder.resolve("tickets.jsonl"), records);
    }

    private static Path config(Path data, String columns) throws IOException {
        return Files.writeString(folder.resolve("config.yaml"), """
                recipe:
                  kind: supervised
                  data: {kind: texts, file: %s, %s, split: {shares: {train: 0.75, test: 0.25}}}
                  classify:
                    encoder: {kind: frozen}
                    training: {duration: {steps: 5}, batch_size: 8, optimizer: {kind: adamw, learning_rate: 0.003}}
                """.formatted(data, columns));
    }

    private static final String COLUMNS = "inputs: [text], labels: {label: {kind: class}}";

    private static String said(Path data, String... command) {
        assertThat(winnow(command)).as(err).isZero();
        return out.replace(data.toString(), "DATA");
    }

    @Test
    void columnsAreInspected() {
        String expected = said(lines, "data", "inspect", lines.toString());
        assertThat(said(parquet, "data", "inspect", parquet.toString())).isEqualTo(expected);
        assertThat(err)
                .contains("the column image was left out, since it holds whole files")
                .contains("numbers of the column label were read as the classes that the file names (refund, login).")
                .contains("winnow new " + parquet + " --files texts --input text --known class --label label");
        assertThat(said(parts, "data", "inspect", parts.toString())).isEqualTo(expected);
    }

    private static JsonNode inspected(Path data) throws IOException {
        ObjectNode report = (ObjectNode) new ObjectMapper()
                .readTree(said(data, "data", "inspect", config(data, COLUMNS).toString(), "--json"));
        assertThat(report.toString().contains("names (refund, login)")).isEqualTo(!data.equals(lines));
        return report.without("notes");
    }

    @Test
    void describedDataAreInspected() throws IOException {
        JsonNode expected = inspected(lines);
        assertThat(inspected(parquet)).isEqualTo(expected);
        assertThat(inspected(parts)).isEqualTo(expected);
    }

    @Test
    void aFolderOfHuggingFaceHasTrainingAndTestRecords() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.copy(parquet, data.resolve("train-00000-of-00001.parquet"));
        Files.copy(parquet, data.resolve("test-00000-of-00001.parquet"));
        Path written = folder.resolve("written.yaml");
        assertThat(winnow("new", data.toString(), "--yes", "--output", written.toString()))
                .as(err)
                .isZero();
        assertThat(written)
                .content()
                .contains("train: " + data.resolve("train-00000-of-00001.parquet"))
                .contains("test: " + data.resolve("test-00000-of-00001.parquet"));
        Path folders = Files.createDirectories(folder.resolve("folders"));
        Files.move(data, folders.resolve("test"));
        Files.delete(folders.resolve("test").resolve("train-00000-of-00001.parquet"));
        Files.move(
                folders.resolve("test").resolve("test-00000-of-00001.parquet"),
                folders.resolve("test").resolve("part-0.parquet"));
        Path train = Files.createDirectory(folders.resolve("train"));
        Files.copy(parquet, train.resolve("train-00000-of-00002.parquet"));
        Files.copy(parquet, train.resolve("train-00001-of-00002.parquet"));
        Path again = folder.resolve("again.yaml");
        assertThat(winnow("new", folders.toString(), "--yes", "--output", again.toString()))
                .as(err)
                .isZero();
        assertThat(again)
                .content()
                .contains(train + ": 80 records")
                .contains("train: " + train)
                .contains("test: " + folders.resolve("test"));
    }

    @Test
    void imagesInsideAreRefused() throws IOException {
        assertThat(winnow(
                        "data",
                        "inspect",
                        config(parquet, "inputs: [image], labels: {label: {kind: class}}")
                                .toString()))
                .isEqualTo(2);
        assertThat(err)
                .contains(
                        parquet + " has no column 'image' that can be read. The column image holds whole files, such as"
                                + " images (their bytes and path). Write text as strings. If these are images, name the file as"
                                + " data of `kind: images`, which reads their labels, too; or write each image to a file of its own,"
                                + " whose path a column names.");
    }

    @Test
    void predictionsAreThoseOfJsonLines() throws IOException {
        Path runs = folder.resolve("runs");
        assertThat(train(config(parquet, COLUMNS), runs, "tickets")).as(err).isZero();
        assertThat(runs.resolve("tickets").resolve("log.txt"))
                .content()
                .contains("numbers of the column label were read as the classes");
        String run = runs.resolve("tickets").toString();
        String expected = said(lines, "predict", run, lines.toString());
        assertThat(expected.lines()).hasSize(40);
        assertThat(said(parquet, "predict", run, parquet.toString())).isEqualTo(expected);
        assertThat(said(parts, "predict", run, parts.toString())).isEqualTo(expected);
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(Files.readAllBytes(parquet)));
        try {
            assertThat(said(parquet, "predict", run, "-")).isEqualTo(expected);
        } finally {
            System.setIn(before);
        }
        for (Path folder : List.of(clone(false), clone(true))) {
            assertThat(said(folder, "predict", run, folder.toString())).isEqualTo(expected);
            assertThat(said(folder, "classify", run, folder.toString())).isEqualTo(expected);
        }
        assertThat(said(parts, "evaluate", run, "--data", parts.toString(), "--json"))
                .isEqualTo(said(lines, "evaluate", run, "--data", lines.toString(), "--json"));
    }

    /** A folder with one file of any name and a description of the data set, and possibly with another file, which is not Parquet. */
    private static Path clone(boolean other) throws IOException {
        Path clone = Files.createDirectory(folder.resolve(other ? "other" : "clone"));
        Files.copy(parquet, clone.resolve("all tickets.parquet"));
        Files.writeString(clone.resolve("README.md"), "Tickets");
        if (other) {
            Files.writeString(clone.resolve("notes.csv"), "note\n1\n");
        }
        return clone;
    }

    /** Images inside of a file are the images that the file unpacks to, for the commands of images. Written by ParquetWriter of the tests. */
    @Test
    void imagesInsideAreReadLikeFiles() throws IOException {
        Path photos = folder.resolve("photos.parquet");
        try (InputStream in = ParquetRecordsCommandTest.class.getResourceAsStream("photos.parquet")) {
            Files.write(photos, Objects.requireNonNull(in).readAllBytes());
        }
        Path unpacked = folder.resolve("photos");
        assertThat(winnow("data", "unpack", photos.toString(), unpacked.toString()))
                .as(err)
                .isZero();
        assertThat(unpacked.resolve("dark")).isDirectoryContaining("glob:**.png");
        Path config = folder.resolve("photos.yaml");
        assertThat(winnow("new", photos.toString(), "--known", "class", "--yes", "--output", config.toString()))
                .as(err)
                .isZero();
        assertThat(config).content().contains("train: " + photos);
        Path small = Files.writeString(folder.resolve("small.yaml"), """
                device: cpu
                recipe:
                  kind: supervised
                  data: {kind: images, train: %s, image_size: 8}
                  classify:
                    encoder: {kind: cnn}
                    training: {duration: {steps: 5}, batch_size: 8, optimizer: {kind: adamw, learning_rate: 0.003}}
                """.formatted(photos));
        assertThat(train(small, folder.resolve("runs"), "photos")).as(err).isZero();
        String run = run("photos");
        List<String> inside =
                said(photos, "predict", run, photos.toString()).lines().toList();
        assertThat(inside).hasSize(48).first().asString().startsWith("{\"key\":\"p0.png\"");
        assertThat(figures(said(photos, "evaluate", run, "--data", photos.toString(), "--json")))
                .isEqualTo(figures(said(unpacked, "evaluate", run, "--data", unpacked.toString(), "--json")));
        assertThat(said(photos, "data", "inspect", photos.toString())).contains("dark", "light", "48");
    }

    /** Twelve digits of each figure: the last ones depend on the order in which the examples are added up. */
    private static String figures(String json) {
        return json.replaceAll("(\\.\\d{12})\\d+", "$1");
    }

    /** What commands write again beside what they found. */
    @Test
    void valuesAreWrittenAgainWithTheirTypes() throws IOException {
        for (boolean typed : List.of(true, false)) {
            assertThat(GivenRecords.of(RecordFile.read(parquet, RecordOptions.of("label file")), typed))
                    .isEqualTo(GivenRecords.of(RecordFile.read(lines, RecordOptions.of("label file")), typed));
        }
    }

    @Test
    void labelsCannotBeReplaced() throws IOException {
        Path corrections =
                Files.writeString(folder.resolve("corrections.csv"), "key,given,corrected\n1,refund,login\n");
        String output = folder.resolve("corrected.parquet").toString();
        assertThat(winnow("audit", "apply", parquet.toString(), corrections.toString(), "--output", output))
                .isEqualTo(2);
        assertThat(err).contains("is Parquet, in which labels cannot be replaced. Write it as CSV or JSON lines");
        assertThat(folder.resolve("corrected.parquet")).doesNotExist();
    }
}
