package io.winnow.datasets.table;

import io.winnow.datasets.file.UnreadableTextException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the tables of a file, or of all files below a folder in order of their names. Only one file is open and one table in memory at a
 * time. The ending of a file's name determines its format: {@code .csv}, {@code .tsv}, {@code .tab}; {@code .html}, {@code .htm}, {@code
 * .xhtml}; {@code .xml}, {@code .nxml} (JATS); {@code .jsonl}, {@code .ndjson}, {@code .json}. Other files of a folder are skipped and
 * counted by reason. Unreadable files and tables are reported and skipped, up to a limit. What a reader assumed or what looks wrong
 * is logged, counted and kept in the table's provenance as {@code note}. The ids of tables begin with the path of the file below the
 * folder.
 */
public final class TableFiles implements Iterator<Table>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TableFiles.class);
    private static final int REMEMBERED = 100;

    private interface Opener {
        Cursor<Table> open(Path file, String id, ReadOptions options) throws IOException;
    }

    private static final Map<String, Opener> FORMATS = formats();

    /** Receives the files and tables that cannot be read, before the tables that follow them. */
    @FunctionalInterface
    public interface Skipped {
        /**
         * Receives one of them.
         *
         * @param place the file, named as in the ids of its tables, with the line or table in it, such as {@code a/t.jsonl, line 3}
         * @param why names the path of the file and says what is wrong
         */
        void add(String place, UnreadableTableException why);
    }

    private final Path root;
    private final ReadOptions options;
    private final TableFolder folder;
    private final Skipped skipped;
    private Cursor<Table> cursor;
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
     * Creates a reader.
     *
     * @param folder null if the root is a file
     */
    private TableFiles(Path root, ReadOptions options, TableFolder folder, Skipped skipped) {
        this.root = root;
        this.options = options;
        this.folder = folder;
        this.skipped = skipped;
    }

    /** Whether a file has the name of a file of tables. */
    public static boolean isNamed(Path file) {
        return FORMATS.containsKey(TableFolder.extension(file));
    }

    /** Opens a file or folder. What cannot be read is logged. */
    public static TableFiles open(Path path, ReadOptions options) throws IOException {
        return open(path, options, (place, why) -> LOG.warn("Skipping {}", why.getMessage()));
    }

    /**
     * Opens a file or folder.
     *
     * @throws IOException if the path does not exist, or if the ending of the file's name is not that of a format
     */
    public static TableFiles open(Path path, ReadOptions options, Skipped skipped) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "this file or folder of tables does not exist");
        }
        boolean folder = Files.isDirectory(path);
        if (!folder && !isNamed(path)) {
            throw new UnreadableTableException(
                    path.toString(),
                    "cannot be read as tables: its name is that of " + TableFolder.reason(TableFolder.extension(path))
                            + "; the names of files of tables end in ." + String.join(", .", FORMATS.keySet()));
        }
        return new TableFiles(path, options, folder ? new TableFolder(path, FORMATS.keySet()) : null, skipped);
    }

    /** Counts the files that will be read, for progress messages. */
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

    /** The number of files opened so far. */
    public int fileCount() {
        return fileCount;
    }

    /** The number of files and tables that could not be read so far. */
    public int unreadableCount() {
        return unreadableCount;
    }

    /** The number of tables skipped so far because they contain no visible text. */
    public int blankCount() {
        return blankCount;
    }

    /** The number of tables read so far about which something was assumed or looks wrong; {@code note} in their provenance says what. */
    public int notedCount() {
        return notedCount;
    }

    /** The files and folders skipped so far, by reason. */
    public List<PassedOver> passedOver() {
        return folder == null ? List.of() : folder.passedOver();
    }

    /**
     * Whether there is another table; this method reads it ahead.
     *
     * @throws UncheckedIOException if more is unreadable than allowed, or if a folder cannot be listed
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
            throw new NoSuchElementException("There are no more tables in " + root + ".");
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
                note(next);
            }
        } catch (UnreadableTableException e) {
            skip(e);
        } catch (UnreadableTextException e) {
            // The reader cannot continue in this file.
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

    /** Opens the next file; returns false if there is none. */
    private boolean openNext() throws IOException {
        while (!ended) {
            file = nextFile();
            if (file == null) {
                ended = true;
                passedOver().forEach(each -> LOG.warn("Passed over in {}: {}", root, each));
                if (notedCount > REMEMBERED) {
                    LOG.warn(
                            "{} tables of {} were read with a note, of which the first {} are shown",
                            notedCount,
                            root,
                            REMEMBERED);
                }
                if (blankCount > 0) {
                    LOG.warn("Left out {} tables of {} that have no text", blankCount, root);
                }
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
                String reason = e instanceof AccessDeniedException denied
                        ? "you have no permission to read " + denied.getFile()
                        : e.getClass().getSimpleName() + ": " + e.getMessage();
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
        if (options.maxUnreadable() == 0) {
            throw e;
        }
        if (unreadableCount > options.maxUnreadable()) {
            throw new UnreadableTableException(
                    root.toString(),
                    "more than " + options.maxUnreadable() + " of its files and tables are unreadable. The last one is "
                            + e.getMessage(),
                    e);
        }
        skipped.add(place(e), e);
    }

    /** Names what cannot be read by its path below the folder. It may be another file than the table's, such as its caption. */
    private String place(UnreadableTableException e) {
        Path above = folder == null ? root.getParent() : root;
        String prefix = above == null ? "" : above + File.separator;
        return (e.source().startsWith(prefix) ? e.source().substring(prefix.length()) : e.source()).replace('\\', '/');
    }

    private String name() {
        return file.equals(root)
                ? file.getFileName().toString()
                : root.relativize(file).toString().replace('\\', '/');
    }
}
