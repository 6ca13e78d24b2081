package io.winnow.trainer.recipe.tabsim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.trainer.table.PairFigures;
import io.winnow.trainer.table.PreparedTables;
import io.winnow.trainer.table.TableEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The tables of some pairs in the form that an encoder reads, with the rows of both tables of each pair. */
final class PairTables implements AutoCloseable {
    /** Number of tables per forward pass: large enough to use the processor fully, small enough for tables of similar length. */
    private static final int CHUNK = 16;

    private final GradedPairs set;
    private final TableEncoder encoder;
    private final PreparedTables tables;
    private final Map<String, Integer> rows = new HashMap<>();

    PairTables(GradedPairs set, int[] pairs, TableEncoder encoder) {
        this.set = set;
        this.encoder = encoder;
        List<String> ids = Arrays.stream(pairs)
                .mapToObj(set.pairs()::get)
                .flatMap(pair -> Stream.of(pair.a(), pair.b()))
                .distinct()
                .toList();
        ids.forEach(id -> rows.put(id, rows.size()));
        tables = encoder.prepare(ids.stream().map(set::table).toList());
    }

    /** Returns the rows of the queries of some pairs. */
    int[] queries(int[] pairs) {
        return Arrays.stream(pairs)
                .map(pair -> rows.get(set.pairs().get(pair).a()))
                .toArray();
    }

    /** Returns the rows of the candidates of some pairs. */
    int[] candidates(int[] pairs) {
        return Arrays.stream(pairs)
                .map(pair -> rows.get(set.pairs().get(pair).b()))
                .toArray();
    }

    /** Returns the vectors of queries and candidates, (B, D) each, recorded for the backward pass. */
    NDList forward(int[] pairs, ParameterStore store, NDManager scope) {
        int[] a = queries(pairs);
        int[] b = candidates(pairs);
        if (encoder.siamese()) {
            return encoder.forward(tables, a, b, store, scope);
        }
        int[] all = IntStream.concat(Arrays.stream(a), Arrays.stream(b))
                .distinct()
                .boxed()
                .sorted(Comparator.comparingInt(tables::length))
                .mapToInt(Integer::intValue)
                .toArray();
        Map<Integer, Integer> place = new HashMap<>();
        NDList parts = new NDList();
        for (int from = 0; from < all.length; from += CHUNK) {
            int[] chunk = Arrays.copyOfRange(all, from, Math.min(all.length, from + CHUNK));
            Arrays.stream(chunk).forEach(table -> place.put(table, place.size()));
            parts.add(encoder.forward(tables, chunk, store, true, scope));
        }
        NDArray vectors = parts.size() == 1 ? parts.get(0) : NDArrays.concat(parts);
        vectors.attach(scope);
        return new NDList(
                TableEncoder.rows(vectors, Arrays.stream(a).map(place::get).toArray(), scope),
                TableEncoder.rows(vectors, Arrays.stream(b).map(place::get).toArray(), scope));
    }

    /** Returns the vectors of queries and candidates, (B, D) each, from the current encoder in evaluation mode. */
    NDList embed(int[] pairs, NDManager scope) {
        NDArray vectors = encoder.embed(tables, scope);
        return new NDList(
                TableEncoder.rows(vectors, queries(pairs), scope),
                TableEncoder.rows(vectors, candidates(pairs), scope));
    }

    /** Returns the distance of the two tables of each pair, from the current encoder in evaluation mode. */
    double[] distances(int[] pairs, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            return PairFigures.distances(embed(pairs, scope));
        }
    }

    @Override
    public void close() {
        tables.close();
    }

    /** Returns the fraction of the network's input that is padding if all tables pass through it in chunks of similar length. */
    double padding() {
        List<Integer> lengths = new ArrayList<>();
        IntStream.range(0, tables.size()).forEach(i -> lengths.add(tables.length(i)));
        lengths.sort(null);
        long padded = 0;
        long own = 0;
        for (int i = 0; i < lengths.size(); i++) {
            own += lengths.get(i);
            padded += lengths.get(Math.min(lengths.size() - 1, i / CHUNK * CHUNK + CHUNK - 1));
        }
        return 1 - (double) own / padded;
    }
}
