package io.winnow.trainer.recipe.mofi;

import io.winnow.trainer.evaluate.RankingReport.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The figures of a search with each test example by the cosines of vectors (mofi.md, section 5). Examples for which nothing right can be found are
 * no queries.
 */
final class SearchFigures {
    static final String RECALL = "recall_at_1";
    static final String MRR = "mrr";
    static final String CATEGORY = "category_map";
    static final String NAME = "name_recall_at_";

    /** Figures of each source are only given if there are few. */
    private static final int MOST_SOURCES = 4;

    private SearchFigures() {}

    /**
     * Returns the figures by name, without those for which there is no query.
     *
     * @param vectors unit vectors of the examples (N, D)
     * @param without categories that are left out in a second recall
     */
    static Map<String, Double> of(float[][] vectors, SearchItems items, List<String> without) {
        Ranked all = new Ranked();
        Ranked rest = new Ranked();
        List<Double> precisions = new ArrayList<>();
        for (int i = 0; i < vectors.length; i++) {
            int query = i;
            double[] cosines = cosines(vectors[i], vectors);
            IntPredicate searched = j -> items.searches(query, j);
            IntPredicate same =
                    j -> items.entities().get(j).equals(items.entities().get(query));
            all.add(i, query(cosines, searched, same));
            if (items.categories().isEmpty()) {
                continue;
            }
            IntPredicate kept = j -> !without.contains(items.categories().get(j));
            if (!without.isEmpty() && kept.test(i)) {
                rest.add(i, query(cosines, searched.and(kept), same));
            }
            Query alike = query(
                    cosines,
                    same.negate(),
                    j -> items.categories().get(j).equals(items.categories().get(query)));
            if (alike.hasRelevant()) {
                precisions.add(alike.averagePrecision());
            }
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(RECALL, all.recall());
        figures.put(MRR, all.reciprocalRank());
        for (String source : shown(items.sources())) {
            Ranked own = all.of(items.sources()::get, source);
            figures.put(RECALL + "_from_" + word(source), own.recall());
            figures.put(MRR + "_from_" + word(source), own.reciprocalRank());
        }
        if (!without.isEmpty()) {
            figures.put(RECALL + "_without_" + word(String.join("_", without)), rest.recall());
        }
        figures.put(CATEGORY, mean(precisions));
        figures.values().removeIf(each -> each.isNaN());
        return figures;
    }

    /** The sources that have figures of their own: all, if there are few and their words differ. */
    private static List<String> shown(List<String> sources) {
        List<String> different = List.copyOf(new TreeSet<>(sources));
        long words = different.stream().map(SearchFigures::word).distinct().count();
        return different.size() > 1 && different.size() <= MOST_SOURCES && words == different.size()
                ? different
                : List.of();
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "_");
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(each -> each).average().orElse(Double.NaN);
    }

    /**
     * The place of the first right candidate of each query.
     *
     * @param queries numbers of the examples that search
     * @param reciprocalRanks 1 / rank of the first right candidate of each
     */
    private record Ranked(List<Integer> queries, List<Double> reciprocalRanks) {
        Ranked() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void add(int number, Query found) {
            if (found.hasRelevant()) {
                queries.add(number);
                reciprocalRanks.add(found.reciprocalRank());
            }
        }

        double recall() {
            return mean(
                    reciprocalRanks.stream().map(each -> each == 1 ? 1.0 : 0).toList());
        }

        double reciprocalRank() {
            return mean(reciprocalRanks);
        }

        Ranked of(IntFunction<String> source, String wanted) {
            List<Integer> chosen = IntStream.range(0, queries.size())
                    .filter(q -> source.apply(queries.get(q)).equals(wanted))
                    .boxed()
                    .toList();
            return new Ranked(
                    chosen.stream().map(queries::get).toList(),
                    chosen.stream().map(reciprocalRanks::get).toList());
        }
    }

    /**
     * Returns how often the name of an example's entity is the nearest of all names, and among the five nearest ones (zero-shot classification).
     *
     * @param vectors unit vectors of the examples (N, D)
     * @param names unit vectors of the names of entities (E, D)
     * @param own number of the entity of each example (N)
     */
    static Map<String, Double> names(float[][] vectors, float[][] names, int[] own) {
        Map<String, Double> figures = new LinkedHashMap<>();
        double[] ranks = IntStream.range(0, vectors.length)
                .mapToDouble(i -> query(cosines(vectors[i], names), j -> true, j -> j == own[i])
                        .reciprocalRank())
                .toArray();
        for (int k : new int[] {1, 5}) {
            figures.put(
                    NAME + k,
                    Arrays.stream(ranks)
                            .map(each -> 1 / each <= k + 0.5 ? 1 : 0)
                            .average()
                            .orElse(Double.NaN));
        }
        return figures;
    }

    private static double[] cosines(float[] vector, float[][] others) {
        double[] cosines = new double[others.length];
        for (int j = 0; j < others.length; j++) {
            for (int d = 0; d < vector.length; d++) {
                cosines[j] += vector[d] * others[j][d];
            }
        }
        return cosines;
    }

    private static Query query(double[] cosines, IntPredicate candidate, IntPredicate right) {
        int[] candidates = IntStream.range(0, cosines.length).filter(candidate).toArray();
        double[] distances = new double[candidates.length];
        boolean[] relevant = new boolean[candidates.length];
        for (int c = 0; c < candidates.length; c++) {
            distances[c] = -cosines[candidates[c]];
            relevant[c] = right.test(candidates[c]);
        }
        return new Query(distances, relevant, new double[candidates.length]);
    }
}
