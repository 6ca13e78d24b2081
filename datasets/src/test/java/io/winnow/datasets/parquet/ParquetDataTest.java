package io.winnow.datasets.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.format.CompressionCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetDataTest {
    @TempDir
    Path folder;

    private static List<String> read(Path path) throws IOException {
        List<String> records = new ArrayList<>();
        ParquetData.open(path).read(record -> records.add(record.toString()));
        return records;
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(ParquetDataTest.class.getResource(name)).toURI());
    }

    /** Written by pyarrow 25.0.1 with pages of version 2, zstd, checksums, a dictionary and a column of BYTE_STREAM_SPLIT (f). */
    @Test
    void valuesOfPyarrow() throws IOException, URISyntaxException {
        assertThat(read(resource("types.parquet")))
                .containsExactly(
                        "{\"text\":\"first \\\"q\\\"\",\"n\":1,\"f\":0.1,\"d\":5.0,\"b\":true,\"dec\":12.50,"
                                + "\"id\":12345678901234567890123,\"day\":\"2024-05-01\",\"local\":\"2024-05-01T12:30:00\","
                                + "\"utc\":\"2024-05-01T12:30:01Z\",\"time\":\"01:02:03\",\"list\":[\"x\",\"y\"],"
                                + "\"share\":[0.5,0.25,0.25],\"in\":{\"a\":1,\"b\":\"q\"},\"map\":{\"u\":1,\"v\":2},"
                                + "\"u\":9223372036854775809,\"half\":1.5,\"cat\":\"a\",\"none\":null}",
                        "{\"text\":\"zwei\\nlines ü\",\"n\":2,\"f\":1.0E10,\"d\":\"NaN\",\"b\":false,\"dec\":null,\"id\":null,"
                                + "\"day\":null,\"local\":\"1960-01-01T00:00:00.001\",\"utc\":null,\"time\":null,\"list\":[],"
                                + "\"share\":null,\"in\":null,\"map\":null,\"u\":0,\"half\":-0.25,\"cat\":\"b\",\"none\":null}",
                        "{\"text\":null,\"n\":null,\"f\":null,\"d\":-1.0E-7,\"b\":null,\"dec\":-0.01,\"id\":0,"
                                + "\"day\":\"1969-12-31\",\"local\":null,\"utc\":null,\"time\":null,\"list\":null,\"share\":[1.0],"
                                + "\"in\":{\"a\":null,\"b\":\"z\"},\"map\":{},\"u\":null,\"half\":null,\"cat\":\"a\",\"none\":null}");
    }

    /** The time stamps that Spark writes by default, here by pyarrow 25.0.1. */
    @Test
    void int96() throws IOException, URISyntaxException {
        assertThat(read(resource("int96.parquet")))
                .containsExactly(
                        "{\"time\":\"2024-05-01T12:30:00Z\"}",
                        "{\"time\":\"1960-01-01T00:00:00.001Z\"}",
                        "{\"time\":null}");
    }

    private static final String FEATURES =
            "{\"info\":{\"features\":{\"text\":{\"dtype\":\"string\",\"_type\":\"Value\"},"
                    + "\"label\":{\"names\":[\"neg\",\"pos\"],\"_type\":\"ClassLabel\"},"
                    + "\"tags\":{\"feature\":{\"names\":[\"O\",\"PER\"],\"_type\":\"ClassLabel\"},\"_type\":\"Sequence\"},"
                    + "\"old\":[{\"names\":[\"a\",\"b\"],\"_type\":\"ClassLabel\"}],"
                    + "\"in\":{\"label\":{\"names\":[\"c\"],\"_type\":\"ClassLabel\"}}}}}";

    private ParquetWriter huggingFace() {
        return new ParquetWriter("optional int64 label;"
                        + " optional group tags (LIST) { repeated group list { optional int64 element; } }"
                        + " optional group old (LIST) { repeated group list { optional int64 element; } }"
                        + " optional group in { optional int64 label; } optional int64 count;")
                .metadata("huggingface", FEATURES)
                .metadata("pandas", "{}");
    }

    @Test
    void classesOfHuggingFaceHaveTheirNames() throws IOException {
        Path file = huggingFace()
                .write(
                        folder.resolve("a.parquet"),
                        "{\"label\":1,\"tags\":[0,1],\"old\":[1],\"in\":{\"label\":0},\"count\":1}",
                        "{\"label\":-1,\"tags\":[],\"count\":0}");
        assertThat(read(file))
                .containsExactly(
                        "{\"label\":\"pos\",\"tags\":[\"O\",\"PER\"],\"old\":[\"b\"],\"in\":{\"label\":\"c\"},\"count\":1}",
                        "{\"label\":null,\"tags\":[],\"old\":null,\"in\":null,\"count\":0}");
        assertThat(ParquetData.open(file).notes())
                .contains("numbers of the column label were read as the classes that the file names (neg, pos)");
        Path wrong = huggingFace().write(folder.resolve("b.parquet"), "{\"label\":0}", "{\"label\":2}");
        assertThatThrownBy(() -> read(wrong))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        wrong + ", record 2: label is 2, but the file has names for the classes 0 to 1. Write the file"
                                + " again with the names of all classes.");
    }

    @Test
    void metadataOfOthersAreNoClasses() throws IOException {
        Path file = new ParquetWriter("optional int64 label;")
                .metadata("huggingface", "not JSON")
                .write(folder.resolve("a.parquet"), "{\"label\":1}");
        assertThat(read(file)).containsExactly("{\"label\":1}");
        assertThat(ParquetData.open(file).notes()).isEmpty();
    }

    private static final ParquetWriter LABELS = new ParquetWriter("optional int32 label;");

    @Test
    void partsOfSparkAreReadInTheirOrder() throws IOException {
        Path spark = Files.createDirectory(folder.resolve("labels"));
        String end = "-3a5f4c1e-6f0a-4b6e-9c0e-0123456789ab-c000.snappy.parquet";
        ParquetWriter writer = new ParquetWriter("optional int32 label;").codec(CompressionCodec.SNAPPY);
        writer.write(spark.resolve("part-00001" + end), "{\"label\":3}");
        writer.write(spark.resolve("part-00000" + end), "{\"label\":1}", "{\"label\":2}");
        writer.write(spark.resolve("part-00002" + end));
        Files.writeString(spark.resolve("_SUCCESS"), "");
        Files.writeString(spark.resolve(".part-00000" + end + ".crc"), "crc");
        assertThat(PartFiles.isFolder(spark)).isTrue();
        assertThat(read(spark)).containsExactly("{\"label\":1}", "{\"label\":2}", "{\"label\":3}");
        assertThat(ParquetData.open(spark).notes()).containsExactly("read from 3 part files");
    }

    @Test
    void partsWithoutLeadingZerosAreReadByTheirNumbers() throws IOException {
        for (int part = 0; part < 12; part++) {
            LABELS.write(folder.resolve("part." + part + ".parquet"), "{\"label\":" + part + "}");
        }
        List<String> records = read(folder);
        assertThat(records).hasSize(12);
        assertThat(records.subList(9, 11)).containsExactly("{\"label\":9}", "{\"label\":10}");
    }

    @Test
    void filesOfSeveralSetsAreNotOne() throws IOException {
        LABELS.write(folder.resolve("train-00000-of-00001.parquet"), "{\"label\":1}");
        LABELS.write(folder.resolve("test-00000-of-00001.parquet"), "{\"label\":1}");
        assertThat(PartFiles.isFolder(folder)).isFalse();
        assertThatThrownBy(() -> read(folder))
                .hasMessage(folder
                        + " has files of several sets: test-*-of-*.parquet, train-*-of-*.parquet. Name one file, or"
                        + " put those of each set into a folder of its own.");
    }

    /** A folder with one file means its records whatever the file is called, as long as nothing else is beside it that could be meant. */
    @Test
    void aFolderMeansItsOnlyFile() throws IOException {
        LABELS.write(folder.resolve("tickets of 2024.parquet"), "{\"label\":7}");
        Files.writeString(folder.resolve("README.md"), "Tickets");
        Files.writeString(folder.resolve("LICENSE"), "CC0");
        Files.writeString(folder.resolve("desktop.ini"), "[.ShellClassInfo]");
        assertThat(PartFiles.isFolder(folder)).isTrue();
        assertThat(read(folder)).containsExactly("{\"label\":7}");
        Files.writeString(folder.resolve("photo.png"), "");
        assertThat(PartFiles.isFolder(folder)).isFalse();
        assertThat(PartFiles.isParquet(folder)).isTrue();
        assertThat(read(folder)).containsExactly("{\"label\":7}");
    }

    @Test
    void partsNeedTheSameColumns() throws IOException {
        LABELS.write(folder.resolve("part-0.parquet"), "{\"label\":1}");
        new ParquetWriter("optional int32 klass;").write(folder.resolve("part-1.parquet"), "{\"klass\":1}");
        assertThatThrownBy(() -> read(folder))
                .hasMessage(folder.resolve("part-1.parquet") + " has the columns klass, but "
                        + folder.resolve("part-0.parquet")
                        + " in the same folder has label. Put files of different data into different folders.");
    }

    /** Otherwise, the column would be blank in the records of one part without a word. */
    @Test
    void partsNeedTheSameReadableColumns() throws IOException {
        Path text = new ParquetWriter("optional int32 n; optional binary text (UTF8);")
                .write(folder.resolve("part-0.parquet"), "{\"n\":1,\"text\":\"a\"}");
        Path bytes = new ParquetWriter("optional int32 n; optional binary text;")
                .write(folder.resolve("part-1.parquet"), "{\"n\":2}");
        assertThatThrownBy(() -> ParquetData.open(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(bytes + ": the column text holds binary data (BINARY), which cannot be read, but in " + text
                        + " it can. " + ParquetData.ADVICE);
        Path alone = new ParquetWriter("optional binary text;").write(folder.resolve("b"), "{}");
        assertThatThrownBy(() -> ParquetData.open(alone))
                .hasMessage(alone + " has no column that Winnow can read: text holds binary data (BINARY). "
                        + ParquetData.ADVICE);
    }

    @Test
    void partitionsAreRefused() throws IOException {
        Path part = Files.createDirectories(folder.resolve("label=cat"));
        new ParquetWriter("optional int32 n;").write(part.resolve("part-0.parquet"), "{\"n\":1}");
        Files.writeString(folder.resolve("_SUCCESS"), "");
        assertThat(PartFiles.isParquet(folder)).isTrue();
        assertThatThrownBy(() -> read(folder))
                .hasMessage(folder
                        + " is divided into folders such as label=cat, whose names hold values of a column. Write"
                        + " the records without partitionBy.");
    }

    @Test
    void truncatedAndDamagedFiles() throws IOException {
        Path file = new ParquetWriter("optional binary text (UTF8);")
                .codec(CompressionCodec.SNAPPY)
                .write(folder.resolve("a.parquet"), "{\"text\":\"" + "abc".repeat(50) + "\"}", "{\"text\":\"b\"}");
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {4, 11, 30, bytes.length - 1}) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> read(file))
                    .isInstanceOf(DataException.class)
                    .hasMessage(file + " is not whole: a Parquet file ends with the letters PAR1, and this one of "
                            + length + " bytes does not. Copy, download or write it again.");
        }
        // Whatever byte is wrong, the file is read, or refused as the user's.
        int refused = 0;
        for (int i = 4; i < bytes.length; i++) {
            for (byte wrong : new byte[] {0, 127, -1}) {
                byte[] changed = bytes.clone();
                changed[i] = wrong;
                Files.write(file, changed);
                try {
                    assertThat(read(file)).hasSizeLessThanOrEqualTo(bytes.length);
                } catch (DataException e) {
                    assertThat(e.getMessage()).startsWith(file.toString()).contains(".");
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(bytes.length);
    }

    /** Here because the thread is interrupted; a disk may fail as well. */
    @Test
    void aFileThatCannotBeReadIsNotSaidToBeDamaged() throws IOException {
        Path file = LABELS.write(folder.resolve("a.parquet"), "{\"label\":1}");
        ParquetData data = ParquetData.open(file);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> data.read(record -> {})).isInstanceOf(ClosedByInterruptException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void filesThatAreNotParquetOrEncrypted() throws IOException {
        Path file = folder.resolve("a.parquet");
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n");
        assertThatThrownBy(() -> read(file))
                .hasMessage(file + " should be a Parquet file, but is a pointer of Git LFS to a file that has not been"
                        + " fetched. Fetch it with `git lfs pull`.");
        for (String encrypted : List.of("PAR1aaaaaaaa\u0004\0\0\0PARE", "PARE111111111111PARE")) {
            Files.writeString(file, encrypted);
            assertThatThrownBy(() -> read(file))
                    .hasMessage(file
                            + " is an encrypted Parquet file, which Winnow cannot read. Write it without encryption.");
        }
        Files.writeString(file, "");
        assertThatThrownBy(() -> read(file))
                .hasMessageContaining("should be a Parquet file, but is empty. Write it again");
    }

    @Test
    void compressionThatIsNotKnown() throws IOException {
        Path file = new ParquetWriter("optional int32 label;")
                .codec(CompressionCodec.BROTLI)
                .write(folder.resolve("a.parquet"), "{\"label\":1}");
        assertThatThrownBy(() -> read(file))
                .hasMessage(file
                        + ", record 1: label is packed by BROTLI, which Winnow cannot unpack. Write the file with the"
                        + " compression zstd, snappy or gzip.");
    }
}
