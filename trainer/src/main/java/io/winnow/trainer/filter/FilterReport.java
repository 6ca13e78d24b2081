package io.winnow.trainer.filter;

import io.winnow.trainer.pool.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What filters did to a pool, in numbers.
 *
 * @param pool what the user calls the pool
 * @param unit noun in the plural for the examples
 * @param examples number of examples of the pool
 * @param kept number of examples that all filters keep
 * @param filters what each filter did
 * @param agreement how the verdicts of each two filters agree
 * @param classes counts by class; empty if no labels are known
 * @param notes notes for the user, one sentence each
 */
public record FilterReport(
        String pool,
        String unit,
        int examples,
        int kept,
        List<OfFilter> filters,
        List<OfTwo> agreement,
        List<OfClass> classes,
        List<String> notes) {
    /**
     * What a filter did.
     *
     * @param kept number of examples that it keeps
     * @param dropped number of examples that it drops
     * @param droppedAlone number of examples that it drops and all others keep
     * @param reasons number of examples that each reason drops; an example may have several
     * @param threshold worst score that it keeps, if it has one
     */
    public record OfFilter(
            String name,
            int kept,
            int dropped,
            int droppedAlone,
            Map<String, Integer> reasons,
            Optional<Double> threshold) {}

    /** How the verdicts of two filters agree: numbers of examples that both keep, only one of them keeps, or neither keeps. */
    public record OfTwo(String first, String second, int both, int onlyFirst, int onlySecond, int neither) {}

    /** Number of examples of a class in the pool and among those that are kept; those without a label have an empty name. */
    public record OfClass(String name, int before, int after) {}

    /** Counts. Filters that only check the pool and drop nothing are left out. */
    public static FilterReport of(Filtered filtered) {
        Pool pool = filtered.pool();
        List<FilterResult> shown = filtered.results().stream()
                .filter(result -> !result.name().equals(PoolCheck.NAME) || result.count() < pool.size())
                .toList();
        List<OfFilter> filters = new ArrayList<>();
        List<OfTwo> agreement = new ArrayList<>();
        for (int a = 0; a < shown.size(); a++) {
            FilterResult result = shown.get(a);
            filters.add(new OfFilter(
                    result.name(),
                    result.count(),
                    pool.size() - result.count(),
                    alone(shown, a, pool.size()),
                    result.reasonCounts(),
                    result.scoring()
                            .map(FilterResult.Scoring::threshold)
                            .flatMap(each -> each.isPresent() ? Optional.of(each.getAsDouble()) : Optional.empty())));
            for (int b = a + 1; b < shown.size(); b++) {
                agreement.add(agreement(result, shown.get(b)));
            }
        }
        return new FilterReport(
                pool.name(),
                pool.unit(),
                pool.size(),
                filtered.examples().length,
                filters,
                agreement,
                classes(filtered),
                filtered.notes());
    }

    private static int alone(List<FilterResult> results, int filter, int size) {
        return (int) IntStream.range(0, size)
                .filter(i -> IntStream.range(0, results.size())
                        .allMatch(f -> (f == filter) != results.get(f).kept()[i]))
                .count();
    }

    private static OfTwo agreement(FilterResult first, FilterResult second) {
        int[] counts = new int[4];
        for (int i = 0; i < first.kept().length; i++) {
            counts[(first.kept()[i] ? 0 : 2) + (second.kept()[i] ? 0 : 1)]++;
        }
        return new OfTwo(first.name(), second.name(), counts[0], counts[1], counts[2], counts[3]);
    }

    private static List<OfClass> classes(Filtered filtered) {
        Pool pool = filtered.pool();
        List<String> names = new ArrayList<>(pool.classNames());
        if (!names.isEmpty() && pool.classes().stream().anyMatch(Optional::isEmpty)) {
            names.add("");
        }
        int[][] counts = new int[names.size()][2];
        for (int i = 0; i < pool.size() && !names.isEmpty(); i++) {
            int[] own = counts[names.indexOf(pool.classes().get(i).orElse(""))];
            own[0]++;
            own[1] += filtered.kept()[i] ? 1 : 0;
        }
        return IntStream.range(0, names.size())
                .mapToObj(k -> new OfClass(names.get(k), counts[k][0], counts[k][1]))
                .toList();
    }
}
