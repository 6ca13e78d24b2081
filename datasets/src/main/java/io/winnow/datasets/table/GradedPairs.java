package io.winnow.datasets.table;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pairs of tables that people graded, in the order in which they are stored. A query is the first table of a pair, and its candidates are
 * the second ones of its pairs.
 *
 * @param tables by id, in the order in which they are stored; each pair's two are among them
 */
public record GradedPairs(String name, Map<String, Table> tables, List<TablePair> pairs, SimilarityScale scale) {
    public GradedPairs {
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
        pairs = List.copyOf(pairs);
        tables.forEach((id, table) -> {
            if (!id.equals(table.id())) {
                throw new IllegalArgumentException("The table '" + table.id() + "' is filed as '" + id + "'.");
            }
        });
        for (TablePair pair : pairs) {
            for (String id : List.of(pair.a(), pair.b())) {
                if (!tables.containsKey(id)) {
                    throw new IllegalArgumentException("A pair names the table '" + id + "', which is not there.");
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

    /** The gain of a pair's candidate in its query's ranking: 0 for the least similar. */
    public double gain(TablePair pair) {
        return scale.gain(pair.score());
    }

    /** The graded similarity of a pair, in [0, 1]. */
    public double similarity(TablePair pair) {
        return scale.similarity(pair.score());
    }

    /** One more than the highest fold. */
    public int foldCount() {
        return pairs.stream().mapToInt(TablePair::fold).max().orElse(-1) + 1;
    }

    /** The numbers of pairs by their query, queries in order of their first pair, pairs in stored order. */
    public Map<String, List<Integer>> pairsByQuery() {
        Map<String, List<Integer>> queries = new LinkedHashMap<>();
        for (int i = 0; i < pairs.size(); i++) {
            queries.computeIfAbsent(pairs.get(i).a(), query -> new ArrayList<>())
                    .add(i);
        }
        return queries;
    }

    /** A digest of all tables and pairs, in hex; provenance does not count. */
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

    /** What the table says, without its id. */
    static void addContent(Fingerprint digest, Table table) {
        add(digest, List.of(table.caption()));
        add(digest, table.headers());
        digest.add(table.rows().size());
        table.rows().forEach(row -> add(digest, row));
    }

    /** Counts come first, so that texts which differ in where they are cut differ. */
    private static void add(Fingerprint digest, List<String> texts) {
        digest.add(texts.size());
        texts.forEach(text -> digest.add(text.length()).add(text));
    }
}
