package io.winnow.datasets.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.file.KnownColumns;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.parquet.ParquetData;
import io.winnow.datasets.parquet.PartFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Images inside of Parquet, as Hugging Face's {@code datasets} writes them ({@code image: {bytes, path}}), or in a column of bytes with a usual
 * name such as {@code image}. Parquet gives no access to single
 * values, so the images are copied to one temporary file, which disappears when they are closed.
 */
final class ParquetImages implements ImageFiles {
    private final Path path;
    private final Path copy;
    private final FileChannel channel;
    private final List<Long> starts = new ArrayList<>(List.of(0L));
    private final List<String> numbers = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final ParquetLabels read;
    private final ReadReport.Builder report = new ReadReport.Builder();
    private final boolean named;
    private final Labels labels;

    private ParquetImages(Path path, ParquetData data) throws IOException {
        this.path = path;
        String image = column(data);
        Optional<String> key = KnownColumns.KEYS.stream()
                .flatMap(name -> columns(data).stream()
                        .filter(column -> !column.equals(image)
                                && column.toLowerCase(Locale.ROOT).equals(name)))
                .findFirst();
        read = ParquetLabels.of(path, data);
        copy = Files.createTempFile("winnow", ".images");
        channel = FileChannel.open(
                copy, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try {
            int[] record = {0};
            data.read(each -> add(++record[0], each, image, key));
            if (numbers.isEmpty()) {
                throw new DataException(path + " has no images: the column " + image + " has no bytes.");
            }
            named = names.stream().noneMatch(String::isEmpty) && new HashSet<>(names).size() == names.size();
            labels = read.labels();
            read.others(data).ifPresent(report::warn);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Opens a file or a folder of part files.
     *
     * @throws DataException if it does not have one column of images, or if only some of the images have a label
     */
    static ParquetImages open(Path path) throws IOException {
        return new ParquetImages(path, ParquetData.openWithFiles(path));
    }

    /** Whether a path is Parquet with images and, besides these, labels and keys at most: nothing else of it could be learned from. */
    static boolean isAt(Path path) {
        try {
            if (Files.isDirectory(path) ? !PartFiles.isFolder(path) : !PartFiles.isParquet(path)) {
                return false;
            }
            ParquetData data = ParquetData.openWithFiles(path);
            return data.files().size() == 1
                    && columns(data).stream()
                            .filter(column -> !data.files().contains(column))
                            .filter(column -> !ParquetLabels.isOfClasses(data, column))
                            .map(column -> column.toLowerCase(Locale.ROOT))
                            .allMatch(column ->
                                    KnownColumns.LABELS.contains(column) || KnownColumns.KEYS.contains(column));
        } catch (IOException e) {
            return false; // which is said when it is read
        }
    }

    private String column(ParquetData data) throws DataException {
        if (data.files().size() != 1) {
            throw new DataException(path + " has "
                    + (data.files().isEmpty() ? "no column of images" : "several columns of images: ")
                    + Shown.of(data.files())
                    + (data.files().isEmpty() ? "; it has " + Shown.of(columns(data)) : "")
                    + ". Images in Parquet are in one column of bytes and path, as Hugging Face's datasets write them, or"
                    + " in one of bytes called " + ParquetData.FILE_COLUMN + ".");
        }
        return data.files().get(0);
    }

    private static List<String> columns(ParquetData data) {
        return data.columns(data.files()::contains);
    }

    private void add(int record, ObjectNode row, String image, Optional<String> key) throws IOException {
        JsonNode file = row.path(image);
        JsonNode bytes = file.isBinary() ? file : file.path("bytes");
        if (!bytes.isBinary()) {
            report.passOver("records without an image", "record " + record);
            return;
        }
        read.add(record, row);
        append(ByteBuffer.wrap(bytes.binaryValue()));
        numbers.add(Integer.toString(record));
        names.add(
                file.isBinary()
                        ? key.map(row::path).map(each -> each.asText("")).orElse("")
                        : Objects.requireNonNullElse(file.path("path").textValue(), ""));
    }

    private void append(ByteBuffer content) throws IOException {
        long start = starts.get(starts.size() - 1);
        starts.add(start + content.remaining());
        try {
            while (content.hasRemaining()) {
                channel.write(content, start + content.position());
            }
        } catch (IOException e) {
            throw new IOException(
                    "The images of " + path + " cannot be copied to a temporary file in " + copy.getParent() + ": "
                            + e.getMessage() + ". Free space there, or name another folder by"
                            + " WINNOW_JAVA_OPTS=-Djava.io.tmpdir=FOLDER.",
                    e);
        }
    }

    @Override
    public Labels labels() {
        return labels;
    }

    @Override
    public ReadReport report() {
        return report.build();
    }

    /** The path that the file names, or the number of the record if some image has none or two have the same. */
    @Override
    public String key(int index) {
        return named ? names.get(index) : numbers.get(index);
    }

    @Override
    public long bytes(int index) {
        return starts.get(index + 1) - starts.get(index);
    }

    @Override
    public byte[] content(int index) throws IOException {
        return read(index, Math.toIntExact(bytes(index)), 0);
    }

    @Override
    public byte[] read(int index, int length, long... offsets) throws IOException {
        long start = starts.get(index);
        return ImageFiles.read(
                channel,
                copy,
                length,
                Arrays.stream(offsets).map(offset -> start + offset).toArray());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
