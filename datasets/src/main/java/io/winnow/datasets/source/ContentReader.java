package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.TextList;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Reads what the items are: texts, files, or the values of columns. A record may have several files, each of which is an item. */
final class ContentReader {
    /** The number of files that a message names. */
    private static final int SHOWN = 5;

    private final Content content;
    private final Problems problems;
    private final Decimal decimal;
    private final boolean complete;
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * What the items are.
     *
     * @param records number of the record of each item (N)
     * @param names name of the file of each item, or its number if records may have several (N); empty if the items are not files
     * @param several whether records may have several files
     * @param blank why records are left out whose text is blank, by their numbers
     */
    @SuppressWarnings("ArrayRecordComponent") // a column of data; never compared
    record Read(
            ItemContent content, int[] records, List<String> names, boolean several, SortedMap<Integer, String> blank) {
        Read(ItemContent content, int[] records, List<String> names, boolean several) {
            this(content, records, names, several, Collections.emptySortedMap());
        }
    }

    /**
     * Creates a reader. Columns that do not exist are added to the problems of the table.
     *
     * @param used columns that the description uses for something else, which are not values of an item
     */
    ContentReader(Content content, MetadataTable table, Collection<Column> used, Problems problems) {
        this.content = content;
        this.problems = problems;
        decimal = table.decimal();
        int before = problems.count();
        if (content instanceof Content.Texts texts) {
            texts.columns().forEach(name -> put(table, name, "inputs"));
        } else if (content instanceof Content.TextPair pair) {
            put(table, pair.first(), "inputs.first");
            put(table, pair.second(), "inputs.second");
        } else if (content instanceof Content.Files files) {
            columns.putAll(table.columns(files.columns(), "files.columns"));
        } else if (content instanceof Content.Values values) {
            values(table, values, used);
        }
        complete = problems.count() == before;
        if (content instanceof Content.Files files) {
            if (!Files.isDirectory(files.root())) {
                problems.add("files.root: the folder " + files.root()
                        + " does not exist. Give the folder in which the files" + " are.");
            }
        }
    }

    private void values(MetadataTable table, Content.Values values, Collection<Column> used) {
        if (!values.columns().isEmpty()) {
            table.columns(values.columns(), "inputs").values().forEach(column -> columns.put(column.name(), column));
            return;
        }
        Set<Column> taken = Set.copyOf(used);
        for (String name : table.names()) {
            table.column(name, "inputs")
                    .filter(column -> !taken.contains(column))
                    .ifPresent(column -> columns.put(name, column));
        }
    }

    private void put(MetadataTable table, String name, String role) {
        table.column(name, role).ifPresent(column -> columns.put(name, column));
    }

    /** The columns of the content. */
    Collection<Column> columns() {
        return columns.values();
    }

    /** What was left out, as sentences. */
    List<String> notes() {
        return notes;
    }

    /** Reads the content of the records; nothing if the columns do not exist. */
    Read read(List<TableRow> rows) {
        if (!complete) {
            return new Read(new ItemContent.Texts(List.of(), false), new int[0], List.of(), false);
        }
        if (content instanceof Content.Files files) {
            return files(rows, files);
        }
        if (content instanceof Content.Values) {
            int[] all = IntStream.range(0, rows.size()).toArray();
            List<List<String>> cells = new ArrayList<>();
            for (TableRow row : rows) {
                cells.add(TextList.of(values(row)));
            }
            return new Read(
                    new ItemContent.Values(List.copyOf(columns.keySet()), cells, decimal), all, List.of(), false);
        }
        return content instanceof Content.TextPair pair
                ? texts(rows, true, pair.skipBlank())
                : texts(rows, false, ((Content.Texts) content).skipBlank());
    }

    private Read texts(List<TableRow> rows, boolean pair, boolean skipBlank) {
        List<List<String>> texts = new ArrayList<>();
        SortedMap<Integer, String> blank = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            List<String> parts = cells(rows.get(i), true);
            List<String> filled = parts.stream().filter(part -> !part.isEmpty()).toList();
            if (filled.isEmpty() || (pair && filled.size() < 2)) {
                String what = String.join(pair ? " or " : " and ", columns.keySet())
                        + (columns.size() > 1 && !pair ? " are" : " is") + " blank";
                if (skipBlank) {
                    blank.put(i, rows.get(i).path() + ", " + rows.get(i).place() + ": " + what);
                    continue;
                }
                problems.add(
                        "blank text",
                        rows.get(i)
                                .error(what + ". Write the text, or leave the record out (" + keep(pair)
                                        + ", if a configuration describes the data)"));
            }
            texts.add(filled);
        }
        int[] read = IntStream.range(0, rows.size())
                .filter(i -> !blank.containsKey(i))
                .toArray();
        return new Read(new ItemContent.Texts(texts, pair), read, List.of(), false, blank);
    }

    /** How a description leaves records without text out. Conditions cannot say that one of several columns must be filled. */
    private String keep(boolean pair) {
        return pair || columns.size() == 1
                ? "with data.keep: \"" + Condition.filled(columns.keySet()) + "\""
                : "with data.keep";
    }

    /** The values of a record, whose numbers are written alike in all files. */
    private List<String> values(TableRow row) {
        List<String> cells = cells(row, false);
        int c = 0;
        for (Column column : columns.values()) {
            cells.set(c, row.numbers(column).asText(cells.get(c)));
            c++;
        }
        return cells;
    }

    /** The text of the content of a record, by which records without a key are the same item. */
    List<String> cells(TableRow row, boolean asText) {
        List<String> cells = new ArrayList<>();
        for (Column column : columns.values()) {
            try {
                cells.add(asText ? row.text(column) : row.cell(column));
            } catch (DataException e) {
                problems.add(
                        "inputs",
                        row.hasSeveral(column) && content instanceof Content.Values
                                ? new DataException(e.getMessage() + " To leave the column out, name the others under"
                                        + " data.columns; to learn from it, write a column for each of its values.")
                                : e);
                cells.add("");
            }
        }
        return cells;
    }

    private Read files(List<TableRow> rows, Content.Files files) {
        List<Path> paths = new ArrayList<>();
        List<Integer> records = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        Optional<String> similar = Optional.empty();
        int blank = 0;
        for (int i = 0; i < rows.size(); i++) {
            List<String> cells = cells(rows.get(i), false);
            if (cells.stream().allMatch(String::isEmpty)) {
                blank++;
                if (!files.skipMissing()) {
                    problems.add(
                            "no file",
                            rows.get(i)
                                    .error("names no file in "
                                            + String.join(
                                                    " or ",
                                                    columns.values().stream()
                                                            .map(Column::name)
                                                            .toList())
                                            + ". Name one, or skip missing files"));
                }
            }
            for (int c = 0; c < cells.size(); c++) {
                if (cells.get(c).isEmpty()) {
                    continue;
                }
                Optional<Path> path = path(rows.get(i), files.root(), cells.get(c));
                if (path.isEmpty()) {
                    continue;
                }
                if (!Files.isRegularFile(path.get())) {
                    if (absent.isEmpty()) {
                        similar = FilePaths.similar(files.root(), path.get());
                    }
                    absent.add(cells.get(c) + " (" + rows.get(i).place() + ")");
                    continue;
                }
                paths.add(path.get());
                records.add(i);
                names.add(columns.size() == 1 ? cells.get(c) : Integer.toString(c + 1));
            }
        }
        report(files, absent, similar, blank);
        return new Read(
                new ItemContent.Files(files.root(), paths),
                records.stream().mapToInt(each -> each).toArray(),
                names,
                columns.size() > 1);
    }

    private void report(Content.Files files, List<String> absent, Optional<String> similar, int blank) {
        if (files.skipMissing()) {
            if (!absent.isEmpty()) {
                notes.add(Plural.of(absent.size(), "file that does", "files that do") + " not exist "
                        + (absent.size() == 1 ? "was" : "were") + " skipped.");
            }
            if (blank > 0) {
                notes.add(Plural.of(blank, "record that names", "records that name") + " no file "
                        + (blank == 1 ? "was" : "were") + " skipped.");
            }
        } else if (!absent.isEmpty()) {
            problems.add(Plural.of(absent.size(), "file does", "files do") + " not exist below " + files.root() + ": "
                    + String.join(", ", absent.subList(0, Math.min(SHOWN, absent.size())))
                    + (absent.size() > SHOWN ? ", .." : "")
                    + similar.map(near -> "; the folder has " + near).orElse("")
                    + ". Correct files.root or the names, or set files.skip_missing: true.");
        }
    }

    /** The path that a cell names ({@link FilePaths#find}). */
    private Optional<Path> path(TableRow row, Path root, String cell) {
        try {
            Optional<Path> path = FilePaths.find(root, cell);
            if (path.isPresent()) {
                return path;
            }
        } catch (InvalidPathException e) {
            problems.add("path", row.error("names the file '" + cell + "', which is not a path: " + e.getReason()));
            return Optional.empty();
        }
        problems.add(
                "path",
                row.error("names the file '" + cell + "', which is not below the folder " + root
                        + ". Choose the folder that contains all files as files.root"));
        return Optional.empty();
    }
}
