package io.winnow.datasets.parquet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The records of a Parquet file, or of a folder of part files ({@link PartFiles}). */
public final class ParquetData {
    /** What to do about a column of which no value can be read, as a sentence. */
    public static final String ADVICE =
            "Write text as strings. If these are images, name the file as data of `kind: images`, which reads their labels, too; or write"
                    + " each image to a file of its own, whose path a column names.";

    /** Usual name of a column of bytes that are images. */
    public static final String FILE_COLUMN = "image";

    private final List<ParquetFile> parts;

    private ParquetData(List<ParquetFile> parts) {
        this.parts = parts;
    }

    /** Takes a record. */
    public interface Consumer {
        /** Takes a record with a value for each column, in their order, and null where it has none. */
        void accept(ObjectNode record) throws IOException;
    }

    /**
     * Reads what the files say of themselves.
     *
     * @throws DataException if one of them is not Parquet, or not whole, or encrypted, or has other columns than the first one, or has a
     *     column that can be read in one of the two only
     */
    public static ParquetData open(Path path) throws IOException {
        return open(path, false);
    }

    /**
     * Opens files as {@link #open(Path)} does, and reads columns of whole files as well, such as images ({@link #files}).
     */
    public static ParquetData openWithFiles(Path path) throws IOException {
        return open(path, true);
    }

    private static ParquetData open(Path path, boolean withFiles) throws IOException {
        List<ParquetFile> parts = new ArrayList<>();
        for (Path part : PartFiles.of(path)) {
            ParquetFile file = ParquetFile.open(part, withFiles);
            if (!parts.isEmpty()) {
                requireSame(parts.get(0), file);
            }
            parts.add(file);
        }
        return new ParquetData(parts);
    }

    private static void requireSame(ParquetFile first, ParquetFile other) throws DataException {
        List<String> names = names(first);
        if (!names.equals(names(other)) || !first.classes().equals(other.classes())) {
            throw new DataException(
                    other.path() + " has the columns " + Shown.of(names(other)) + ", but " + first.path()
                            + " in the same folder has " + Shown.of(names)
                            + (names.equals(names(other)) ? " with other names of classes" : "")
                            + ". Put files of different data into different folders.");
        }
        requireReadable(first, other);
        requireReadable(other, first);
    }

    /** Requires that the columns that can be read in one file can be read in another one, in which they would be blank without a word. */
    private static void requireReadable(ParquetFile one, ParquetFile other) throws DataException {
        for (Map.Entry<String, String> each : other.columns().unreadable().entrySet()) {
            if (!one.columns().unreadable().containsKey(each.getKey())) {
                throw new DataException(other.path() + ": the column " + each.getKey() + " " + each.getValue()
                        + ", which cannot be read, but in " + one.path() + " it can. " + ADVICE);
            }
        }
    }

    private static List<String> names(ParquetFile file) {
        return file.schema().getColumns().stream()
                .map(column -> String.join(".", column.getPath()))
                .toList();
    }

    /**
     * Returns the names of the columns, in which fields of groups are called {@code outer.inner}. Keys of maps are not among them.
     *
     * @param whole tells the columns whose groups are not taken apart
     */
    public List<String> columns(Predicate<String> whole) {
        return parts.get(0).columns().names(whole);
    }

    /**
     * Returns the columns of whole files. Their values are objects with the binary value {@code bytes} and the text {@code path}, or binary values
     * themselves.
     */
    public List<String> files() {
        return parts.get(0).columns().files();
    }

    /** Returns the names of the classes of a column whose numbers the file names, by their numbers; empty for other columns. */
    public List<String> classNames(String column) {
        return parts.get(0).classes().byColumn().getOrDefault(column, List.of());
    }

    /** Returns the columns of which no value can be read, with what they hold, as the rest of a sentence. */
    public Map<String, String> unreadable() {
        return new TreeMap<>(parts.get(0).columns().unreadable());
    }

    /** Returns what was detected, as parts of a sentence. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (parts.size() > 1) {
            notes.add("read from " + parts.size() + " part files");
        }
        unreadable().forEach((column, what) -> notes.add("the column " + column + " was left out, since it " + what));
        parts.get(0)
                .classes()
                .byColumn()
                .forEach((column, names) -> notes.add("numbers of the column " + column
                        + " were read as the classes that the file names (" + Shown.of(names) + ")"));
        return notes;
    }

    /**
     * Reads all records in their order.
     *
     * @throws DataException if a value cannot be read
     */
    public void read(Consumer consumer) throws IOException {
        for (ParquetFile part : parts) {
            part.read(consumer);
        }
    }
}
