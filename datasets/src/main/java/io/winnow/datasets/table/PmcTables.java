package io.winnow.datasets.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The gold standard of TabSim (Habibi, Starlinger and Leser 2020, arXiv 2008.10856): pairs of tables from biomedical articles in five folds
 * that share no query. The file is a pickled list of five lists of (caption, caption, rows, rows, label, id, id, score). Scores range from
 * 2, the most similar, to 6; scores up to 4 count as similar (label 1). The first row is read as the headers, which it usually is.
 */
public final class PmcTables {
    private static final SimilarityScale SCALE = new SimilarityScale(6, 2);
    private static final double HIGHEST_SIMILAR = 4;
    private static final int FIELDS = 8;

    /** The form of ids: {@code 'JOURNAL--PMC123.nxml'-%22T1%22.pickle}. */
    private static final Pattern ID = Pattern.compile("'(.+)--(PMC\\d+)\\.nxml'-%22(.+)%22\\.pickle");

    private final Path file;
    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final List<TablePair> pairs = new ArrayList<>();

    private PmcTables(Path file) {
        this.file = file;
    }

    /**
     * Reads {@code tables.pickle}. Pairs are in stored order, list after list; tables are in the order of their first pair.
     *
     * @throws UnreadableTableException if the file has any other content
     */
    public static GradedPairs read(Path file) throws IOException {
        PmcTables read = new PmcTables(file);
        List<?> folds = read.list(PlainPickle.read(file), "the content of the file");
        for (int fold = 0; fold < folds.size(); fold++) {
            List<?> stored = read.list(folds.get(fold), "fold " + fold);
            for (int i = 0; i < stored.size(); i++) {
                read.add(stored.get(i), fold, "pair " + i + " of fold " + fold);
            }
        }
        return new GradedPairs("pmc-tables", read.tables, read.pairs, SCALE);
    }

    private void add(Object stored, int fold, String where) throws UnreadableTableException {
        if (!(stored instanceof Object[] fields) || fields.length != FIELDS) {
            throw wrong(where, "is not a tuple of " + FIELDS + " values");
        }
        String a = table(fields[5], fields[0], fields[2], where);
        String b = table(fields[6], fields[1], fields[3], where);
        double label = number(fields[4], "the label of " + where);
        double score = number(fields[7], "the score of " + where);
        boolean similar = label == 1;
        if (similar != (score <= HIGHEST_SIMILAR)) {
            throw wrong(where, "has label " + label + " and score " + score + ", which disagree");
        }
        try {
            pairs.add(new TablePair(a, b, score, similar, fold));
        } catch (IllegalArgumentException e) {
            throw new UnreadableTableException(file.toString(), where + " is not valid: " + e.getMessage(), e);
        }
    }

    private String table(Object id, Object caption, Object rows, String where) throws UnreadableTableException {
        List<List<String>> cells = new ArrayList<>();
        for (Object row : list(rows, "the rows of " + where)) {
            List<String> texts = new ArrayList<>();
            for (Object cell : list(row, "a row of " + where)) {
                texts.add(text(cell, "a cell of " + where));
            }
            cells.add(texts);
        }
        boolean headed = !cells.isEmpty() && !cells.get(0).isEmpty();
        String name = text(id, "an id of " + where);
        Table table = new Table(
                name,
                text(caption, "a caption of " + where),
                headed ? cells.get(0) : List.of(),
                headed ? cells.subList(1, cells.size()) : cells,
                provenance(name));
        Table known = tables.putIfAbsent(name, table);
        if (known != null && !known.sameContent(table)) {
            throw wrong(
                    where, "has a table '" + name + "' that differs from the table with this id in an earlier pair");
        }
        return name;
    }

    private static Map<String, String> provenance(String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches()
                ? Map.of("journal", matcher.group(1), "article", matcher.group(2), "table", matcher.group(3))
                : Map.of();
    }

    private List<?> list(Object value, String what) throws UnreadableTableException {
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(what, "is not a list");
    }

    private String text(Object value, String what) throws UnreadableTableException {
        if (value instanceof String text) {
            return text;
        }
        throw wrong(what, "is not a string");
    }

    private double number(Object value, String what) throws UnreadableTableException {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw wrong(what, "is not a number");
    }

    private UnreadableTableException wrong(String what, String problem) {
        return new UnreadableTableException(file.toString(), what + " " + problem + ".");
    }
}
