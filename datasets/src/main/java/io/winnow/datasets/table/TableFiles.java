package io.winnow.datasets.table;

import io.winnow.datasets.file.UnreadableTextException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of a file, or of all files below a folder in order of their names, one after another; at any time one file is open and one
 * table in memory. What a file is, its name tells: {@code .csv}, {@code .tsv}, {@code .tab}; {@code .html}, {@code .htm}, {@code .xhtml};
 * {@code .xml}, {@code .nxml} (JATS); {@code .jsonl}, {@code .ndjson}, {@code .json}. Other files of a folder are passed over, and counted by
 * reason. Unreadable files and tables are logged, remembered and skipped, up to a limit. What a reader assumed or what looks wrong is logged,
 * counted and kept in the table's provenance as {@code note}. Tables are called by the path below the folder.
 */
public final class TableFiles implements Iterator<Table>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TableFiles.class);
    private static final int REMEMBERED = 100;

    private interface Opener {
        TableCursor open(Path file, String id, ReadOptions options) throws IOException;
    }

    private static final Map<String, Opener> FORMATS = formats();

    private final Path root;
    private final ReadOptions options;
    private final TableFolder folder;
    private final Map<String, String> unreadable = new LinkedHashMap<>();
    private TableCursor cursor;
    private Path file;
    private Table next;
    private int fileCount;
    private int unreadableCount;
    private int blankCount;
    private int notedCount;
    private boolean ended;

    private static Map<String, Opener> formats() {
        Map<String, Opener> formats = new LinkedHashMap<>();
        List.of("csv", "tsv", "tab").forEach(name -> formats.put(name, CsvTables::open));
        List.of("html", "htm", "xhtml").forEach(name -> formats.put(name, MarkupTables::html));
        List.of("xml", "nxml").forEach(name -> formats.put(name, MarkupTables::jats));
        List.of("jsonl", "ndjson").forEach(name -> formats.put(name, JsonTables::lines));
        formats.put("json", JsonTables::whole);
        return formats;
    }

    /**
     * @param folder null where the root is a file
     */
    private TableFiles(Path root, ReadOptions options, TableFolder folder) {
        this.root = root;
        this.options = options;
        this.folder = folder;
    }

    /**
     * Opens a file or folder.
     *
     * @throws IOException when there is none, or the file's name tells no format
     */
    public static TableFiles open(Path path, ReadOptions options) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "there is no such file or folder of tables");
        }
        boolean folder = Files.isDirectory(path);
        String extension = TableFolder.extension(path);
        if (!folder && !FORMATS.containsKey(extension)) {
            throw new UnreadableTableException(
                    path.toString(),
                    "is not read, since it is one of the " + TableFolder.reason(extension)
                            + "; files of tables end in ." + String.join(", .", FORMATS.keySet()));
        }
        return new TableFiles(path, options, folder ? new TableFolder(path, FORMATS.keySet()) : null);
    }

    /** How many files there are to read, for progress. */
    public static long countFiles(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return 1;
        }
        TableFolder folder = new TableFolder(path, FORMATS.keySet());
        long count = 0;
        while (folder.next() != null) {
            count++;
        }
        return count;
    }

    /** Files opened so far. */
    public int fileCount() {
        return fileCount;
    }

    /** Files and tables that could not be read so far. */
    public int unreadableCount() {
        return unreadableCount;
    }

    /** What was wrong with the first hundred of them, by file and line or table. */
    public Map<String, String> unreadable() {
        return Collections.unmodifiableMap(unreadable);
    }

    /** Tables passed over so far because they hold no text that is shown. */
    public int blankCount() {
        return blankCount;
    }

    /** Tables read so far of which something was assumed, or looks wrong; their provenance says it as {@code note}. */
    public int notedCount() {
        return notedCount;
    }

    /** Files and folders passed over so far, by reason. */
    public List<PassedOver> passedOver() {
        return folder == null ? List.of() : folder.passedOver();
    }

    /**
     * Reads ahead.
     *
     * @throws UncheckedIOException when more is unreadable than allowed, or a folder cannot be listed
     */
    @Override
    public boolean hasNext() {
        try {
            while (next == null && (cursor != null || openNext())) {
                readOne();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        return next != null;
    }

    @Override
    public Table next() {
        if (!hasNext()) {
            throw new NoSuchElementException("There is no further table in " + root + ".");
        }
        Table table = next;
        next = null;
        return table;
    }

    @Override
    public void close() throws IOException {
        ended = true;
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }

    private void readOne() throws IOException {
        try {
            Table read = cursor.next();
            if (read == null) {
                closeCursor();
            } else if (read.isBlank()) {
                blankCount++;
            } else {
                next = options.fit(read);
                note(read);
            }
        } catch (UnreadableTableException e) {
            skip(e);
        } catch (UnreadableTextException e) {
            // the file cannot be followed any further
            closeCursor();
            skip(unreadable(e));
        }
    }

    private void note(Table table) {
        String note = table.provenance().get(Table.NOTE);
        if (note != null && ++notedCount <= REMEMBERED) {
            LOG.warn("{}: {}", table.id(), note);
        }
    }

    private UnreadableTableException unreadable(UnreadableTextException e) {
        return new UnreadableTableException(file + ", line " + e.line(), e.reason(), e);
    }

    private void closeCursor() throws IOException {
        cursor.close();
        cursor = null;
    }

    /** False when there is no further file. */
    private boolean openNext() throws IOException {
        while (!ended) {
            file = nextFile();
            if (file == null) {
                ended = true;
                passedOver().forEach(each -> LOG.warn("Passed over in {}: {}", root, each));
                return false;
            }
            fileCount++;
            try {
                cursor = FORMATS.get(TableFolder.extension(file)).open(file, name(), options);
                return true;
            } catch (UnreadableTableException e) {
                skip(e);
            } catch (UnreadableTextException e) {
                skip(unreadable(e));
            } catch (IOException e) {
                String reason = e.getClass().getSimpleName() + ": " + e.getMessage();
                skip(new UnreadableTableException(file.toString(), reason, e));
            }
        }
        return false;
    }

    private Path nextFile() throws IOException {
        if (folder != null) {
            return folder.next();
        }
        return fileCount == 0 ? root : null;
    }

    private void skip(UnreadableTableException e) throws UnreadableTableException {
        unreadableCount++;
        if (unreadable.size() < REMEMBERED) {
            unreadable.put(e.source(), e.reason());
        }
        if (unreadableCount > options.maxUnreadable()) {
            throw new UnreadableTableException(
                    root.toString(),
                    "more than " + options.maxUnreadable() + " of its files and tables are unreadable, the last: "
                            + e.getMessage(),
                    e);
        }
        LOG.warn("Skipping {} ({} so far, {} allowed)", e.getMessage(), unreadableCount, options.maxUnreadable());
    }

    private String name() {
        return file.equals(root)
                ? file.getFileName().toString()
                : root.relativize(file).toString().replace('\\', '/');
    }
}
