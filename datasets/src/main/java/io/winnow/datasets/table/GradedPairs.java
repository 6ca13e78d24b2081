package io.winnow.datasets.table;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pairs of tables whose similarity was graded by people, in stored order. The first table of a pair is the query, and the second tables of
 * all pairs with this query are its candidates.
 *
 * @param tables the tables by id, in stored order; they include both tables of each pair
 */
public record GradedPairs(String name, Map<String, Table> tables, List<TablePair> pairs, SimilarityScale scale) {
    public GradedPairs {
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
        pairs = List.copyOf(pairs);
        tables.forEach((id, table) -> {
            if (!id.equals(table.id())) {
                throw new IllegalArgumentException(
                        "The table with the id '" + table.id() + "' is stored under another id, '" + id + "'.");
            }
        });
        for (TablePair pair : pairs) {
            for (String id : List.of(pair.a(), pair.b())) {
                if (!tables.containsKey(id)) {
                    throw new IllegalArgumentException(
                            "A pair refers to the table '" + id + "', which does not exist.");
                }
            }
            if (!scale.contains(pair.score())) {
                throw new IllegalArgumentException("The score " + pair.score() + " of '" + pair.a() + "' and '"
                        + pair.b() + "' is outside of " + scale + ".");
            }
        }
    }

    public Table table(String id) {
        Table table = tables.get(id);
        if (table == null) {
            throw new IllegalArgumentException(name + " has no table '" + id + "'.");
        }
        return table;
    }

    /** The gain of a pair's candidate in the ranking of its query; 0 for the least similar candidates. */
    public double gain(TablePair pair) {
        return scale.gain(pair.score());
    }

    /** The graded similarity of a pair, in [0, 1]. */
    public double similarity(TablePair pair) {
        return scale.similarity(pair.score());
    }

    /** The number of folds: the highest fold plus one. */
    public int foldCount() {
        return pairs.stream().mapToInt(TablePair::fold).max().orElse(-1) + 1;
    }

    /** The indices of the pairs by their query. Queries are in the order of their first pair, and the pairs of a query in stored order. */
    public Map<String, List<Integer>> pairsByQuery() {
        Map<String, List<Integer>> queries = new LinkedHashMap<>();
        for (int i = 0; i < pairs.size(); i++) {
            queries.computeIfAbsent(pairs.get(i).a(), query -> new ArrayList<>())
                    .add(i);
        }
        return queries;
    }

    /** A digest of all tables and pairs in hexadecimal. It does not depend on provenance. */
    public String fingerprint() {
        Fingerprint digest = new Fingerprint();
        tables.values().forEach(table -> {
            add(digest, List.of(table.id()));
            addContent(digest, table);
        });
        for (TablePair pair : pairs) {
            add(digest, List.of(pair.a(), pair.b()));
            digest.add(Double.doubleToLongBits(pair.score())).add(pair.similar() ? 1 : 0, pair.fold());
        }
        return digest.hex();
    }

    /** Adds the content of a table, without its id. */
    static void addContent(Fingerprint digest, Table table) {
        add(digest, List.of(table.caption()));
        add(digest, table.headers());
        digest.add(table.rows().size());
        table.rows().forEach(row -> add(digest, row));
    }

    /** Adds counts and lengths before the texts, so that the same characters divided differently give another digest. */
    private static void add(Fingerprint digest, List<String> texts) {
        digest.add(texts.size());
        texts.forEach(text -> digest.add(text.length()).add(text));
    }
}
