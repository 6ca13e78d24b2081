package io.winnow.datasets.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.file.UnreadableTextException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Reads graded pairs from JSON lines, which it also writes, or from a JSON array of the same objects: {@code {"a": .., "b": .., "score": 4, "label": "similar",
 * "fold": 0}}. {@code a} and {@code b} are tables ({@link TableJson}; tables without ids are the same table if their contents are equal) or
 * ids of tables in a second file. {@code label} is similar or dissimilar, true or false, 1 or 0. If there are no scores, the labels are the
 * scores; if there are no folds, all pairs are in fold 0.
 */
public final class PairFile {
    private static final List<String> KEYS = List.of("a", "b", "score", "label", "fold");
    private static final int SHOWN = 20;

    private final Path file;
    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int problemCount;

    /** A line of the file; score and fold are empty if the line has none. */
    private record Row(long line, String a, String b, OptionalDouble score, boolean similar, Optional<Integer> fold) {}

    private PairFile(Path file) {
        this.file = file;
    }

    /**
     * Reads pairs.
     *
     * @param tables JSON lines with the tables that pairs refer to by id; empty if all tables are inline
     * @param scale scale of the scores; empty to use the lowest and the highest score, where the most similar end is the one at which pairs
     *     are labelled similar more often
     * @throws UnreadableTableException if any line is wrong; the message lists each of them with the reason
     */
    public static GradedPairs read(String name, Path file, Optional<Path> tables, Optional<SimilarityScale> scale)
            throws IOException {
        PairFile read = new PairFile(file);
        if (tables.isPresent()) {
            read.each(tables.get(), (line, node) -> {
                Table table = TableJson.read(node, null);
                if (read.tables.putIfAbsent(table.id(), table) != null) {
                    throw new TableJson.Problem(
                            "has the same id as an earlier table, '" + table.id() + "'; ids must be unique");
                }
            });
        }
        read.each(file, read::pair);
        read.requireAllOrNone(row -> row.score().isPresent(), "score");
        read.requireAllOrNone(row -> row.fold().isPresent(), "fold");
        if (read.rows.isEmpty() && read.problemCount == 0) {
            read.problem(file + ": contains no pairs");
        }
        SimilarityScale used = read.problemCount > 0 ? null : scale.orElseGet(read::scale);
        List<TablePair> pairs = new ArrayList<>();
        for (Row row : read.rows) {
            try {
                TablePair pair = new TablePair(
                        row.a(), row.b(), score(row), row.similar(), row.fold().orElse(0));
                if (used != null && !used.contains(pair.score())) {
                    read.problem(file + ", line " + row.line() + ": the score " + pair.score() + " is outside of "
                            + used.leastSimilar() + " to " + used.mostSimilar());
                }
                pairs.add(pair);
            } catch (IllegalArgumentException e) {
                read.problem(file + ", line " + row.line() + ": " + e.getMessage());
            }
        }
        if (read.problemCount > 0) {
            int more = read.problemCount - read.problems.size();
            throw new UnreadableTableException(
                    read.problemCount == 1 ? "1 problem" : read.problemCount + " problems",
                    "\n  " + String.join("\n  ", read.problems) + (more > 0 ? "\n  and " + more + " more" : ""));
        }
        return new GradedPairs(name, read.tables, pairs, used);
    }

    /**
     * Writes pairs into a file, and their tables into another one, as JSON lines that {@link #read} reads.
     *
     * @param pairs file to write the pairs to, which refer to tables by id
     */
    public static void write(GradedPairs set, Path pairs, Path tables) throws IOException {
        try (Writer out = Files.newBufferedWriter(tables)) {
            for (Table table : set.tables().values()) {
                out.write(TableJson.write(table) + "\n");
            }
        }
        ObjectMapper json = new ObjectMapper();
        try (Writer out = Files.newBufferedWriter(pairs)) {
            for (TablePair pair : set.pairs()) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("a", pair.a());
                line.put("b", pair.b());
                line.put("score", pair.score());
                line.put("label", pair.similar() ? "similar" : "dissimilar");
                line.put("fold", pair.fold());
                out.write(json.writeValueAsString(line) + "\n");
            }
        }
    }

    private interface LineReader {
        void read(long line, JsonNode node) throws TableJson.Problem;
    }

    private void each(Path source, LineReader reader) throws IOException {
        try (Cursor<JsonValues.Value> values = JsonValues.open(source, Integer.MAX_VALUE)) {
            while (true) {
                try {
                    JsonValues.Value value = values.next();
                    if (value == null) {
                        return;
                    }
                    read(source, value, reader);
                } catch (UnreadableTableException e) {
                    problem(e.getMessage());
                }
            }
        } catch (UnreadableTableException e) {
            problem(e.getMessage());
        } catch (UnreadableTextException e) {
            throw new UnreadableTableException(source + ", line " + e.line(), e.reason(), e);
        }
    }

    private void read(Path source, JsonValues.Value value, LineReader reader) {
        try {
            reader.read(value.line(), value.node());
        } catch (TableJson.Problem e) {
            problem(source + ", line " + value.line() + ": " + e.getMessage());
        }
    }

    private void pair(long line, JsonNode node) throws TableJson.Problem {
        if (!node.isObject()) {
            throw new TableJson.Problem("is not a JSON object");
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!KEYS.contains(field.getKey())) {
                throw new TableJson.Problem("the key '" + field.getKey() + "' is not known; a pair has the keys "
                        + String.join(", ", KEYS));
            }
        }
        JsonNode score = node.path("score");
        JsonNode fold = node.path("fold");
        if (!score.isMissingNode() && !score.isNumber()) {
            throw new TableJson.Problem("score must be a number, found " + TableJson.kind(score));
        }
        if (!fold.isMissingNode() && !fold.canConvertToExactIntegral()) {
            throw new TableJson.Problem("fold must be a whole number from 0, found " + TableJson.kind(fold));
        }
        rows.add(new Row(
                line,
                table(node.path("a"), "a"),
                table(node.path("b"), "b"),
                score.isNumber() ? OptionalDouble.of(score.asDouble()) : OptionalDouble.empty(),
                similar(node.path("label")),
                fold.isNumber() ? Optional.of(fold.asInt()) : Optional.empty()));
    }

    private String table(JsonNode node, String key) throws TableJson.Problem {
        if (node.isValueNode() && !node.isNull()) {
            if (!tables.containsKey(node.asText())) {
                throw new TableJson.Problem(key + " refers to the table '" + node.asText() + "', which does not exist");
            }
            return node.asText();
        }
        if (!node.isObject()) {
            throw new TableJson.Problem(key + " must be a table or the id of a table, found " + TableJson.kind(node));
        }
        Table table = TableJson.read(node, null);
        Table known = tables.putIfAbsent(table.id(), table);
        if (known != null && !known.sameContent(table)) {
            throw new TableJson.Problem(key + " has the same id as a different table, '" + table.id() + "'");
        }
        return table.id();
    }

    private static boolean similar(JsonNode label) throws TableJson.Problem {
        return switch (label.asText()) {
            case "similar", "true", "1" -> true;
            case "dissimilar", "false", "0" -> false;
            default ->
                throw new TableJson.Problem(
                        "label must be similar or dissimilar, true or false, 1 or 0, found " + TableJson.kind(label));
        };
    }

    private void requireAllOrNone(Predicate<Row> has, String key) {
        List<Row> without = rows.stream().filter(has.negate()).toList();
        if (!without.isEmpty() && without.size() < rows.size()) {
            problem(file + ", line " + without.get(0).line() + ": has no " + key + ", which other lines have");
        }
    }

    private static double score(Row row) {
        return row.score().orElse(row.similar() ? 1 : 0);
    }

    private SimilarityScale scale() {
        double lowest = rows.stream().mapToDouble(PairFile::score).min().orElseThrow();
        double highest = rows.stream().mapToDouble(PairFile::score).max().orElseThrow();
        if (lowest == highest) {
            // With a single grade, the label tells which end of the scale it is.
            boolean similar = rows.get(0).similar();
            return similar ? new SimilarityScale(lowest - 1, lowest) : new SimilarityScale(lowest, lowest + 1);
        }
        double ofSimilar = mean(rows.stream().filter(Row::similar)).orElse(highest);
        double ofOthers = mean(rows.stream().filter(row -> !row.similar())).orElse(lowest);
        return ofSimilar >= ofOthers ? new SimilarityScale(lowest, highest) : new SimilarityScale(highest, lowest);
    }

    private static OptionalDouble mean(Stream<Row> rows) {
        return rows.mapToDouble(PairFile::score).average();
    }

    private void problem(String what) {
        problemCount++;
        if (problems.size() < SHOWN) {
            problems.add(what);
        }
    }
}
