package io.winnow.datasets.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of a file, or of all files below a folder in order of their names, one after another; at any time one file is open and one
 * table in memory. What a file is, its name tells: {@code .csv}, {@code .tsv}, {@code .tab}; {@code .html}, {@code .htm}, {@code .xhtml};
 * {@code .xml}, {@code .nxml} (JATS); {@code .jsonl}, {@code .ndjson}, {@code .json}. Other files of a folder are passed over. Unreadable
 * files and tables are logged, remembered and skipped, up to a limit. Tables are called by the path below the folder.
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
    private final Deque<Iterator<Path>> folders = new ArrayDeque<>();
    private final Map<String, String> unreadable = new LinkedHashMap<>();
    private TableCursor cursor;
    private Path file;
    private Table next;
    private int fileCount;
    private int unreadableCount;
    private int blankCount;

    private static Map<String, Opener> formats() {
        Map<String, Opener> formats = new LinkedHashMap<>();
        List.of("csv", "tsv", "tab").forEach(name -> formats.put(name, CsvTables::open));
        List.of("html", "htm", "xhtml").forEach(name -> formats.put(name, MarkupTables::html));
        List.of("xml", "nxml").forEach(name -> formats.put(name, MarkupTables::jats));
        List.of("jsonl", "ndjson").forEach(name -> formats.put(name, JsonTables::lines));
        formats.put("json", JsonTables::whole);
        return formats;
    }

    private TableFiles(Path root, ReadOptions options) {
        this.root = root;
        this.options = options;
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
        if (!Files.isDirectory(path) && !FORMATS.containsKey(extension(path))) {
            throw new UnreadableTableException(
                    path.toString(),
                    "is no file of tables by its name; those end in ." + String.join(", .", FORMATS.keySet()));
        }
        TableFiles files = new TableFiles(path, options);
        files.folders.push(
                Files.isDirectory(path) ? sorted(path) : List.of(path).iterator());
        return files;
    }

    /** How many files there are to read, for progress. */
    public static long countFiles(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return 1;
        }
        try (Stream<Path> found = Files.walk(path)) {
            return found.filter(file ->
                            FORMATS.containsKey(extension(file)) && isVisible(path, file) && Files.isRegularFile(file))
                    .count();
        }
    }

    private static boolean isVisible(Path root, Path file) {
        for (Path part : root.relativize(file)) {
            if (part.toString().startsWith(".")) {
                return false;
            }
        }
        return true;
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

    /** Tables passed over so far because they hold no text. */
    public int blankCount() {
        return blankCount;
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
        folders.clear();
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
            }
        } catch (UnreadableTableException e) {
            skip(e);
        } catch (CharacterCodingException e) {
            // the file cannot be followed any further
            closeCursor();
            skip(new UnreadableTableException(file.toString(), "is not " + options.charset() + " text", e));
        }
    }

    private void closeCursor() throws IOException {
        cursor.close();
        cursor = null;
    }

    /** False when there is no further file. */
    private boolean openNext() throws IOException {
        while (!folders.isEmpty()) {
            if (!folders.peek().hasNext()) {
                folders.pop();
                continue;
            }
            file = folders.peek().next();
            // links to folders are not followed: they can go round in circles
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                folders.push(sorted(file));
                continue;
            }
            Opener opener = FORMATS.get(extension(file));
            if (opener == null || !Files.isRegularFile(file)) {
                continue;
            }
            fileCount++;
            try {
                cursor = opener.open(file, name(), options);
                return true;
            } catch (UnreadableTableException e) {
                skip(e);
            } catch (IOException e) {
                String reason = e instanceof CharacterCodingException
                        ? "is not " + options.charset() + " text"
                        : e.getClass().getSimpleName() + ": " + e.getMessage();
                skip(new UnreadableTableException(file.toString(), reason, e));
            }
        }
        return false;
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

    /** The names of one folder; hidden files are not tables. */
    private static Iterator<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList()
                    .iterator();
        }
    }

    private static String extension(Path path) {
        String name = path.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
