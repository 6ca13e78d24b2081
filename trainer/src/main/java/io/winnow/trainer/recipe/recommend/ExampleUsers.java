package io.winnow.trainer.recipe.recommend;

import io.winnow.datasets.random.EvenSpacing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A few users whose recommendations a page shows, chosen by a rule rather than by hand.
 *
 * @param reasons why each was chosen, by her number, in the order in which they are shown
 * @param rule the rule, in whole sentences
 */
record ExampleUsers(Map<Integer, List<String>> reasons, String rule) {
    /** Users that are judged at most, so that the page of a run with a million users is made in seconds. */
    private static final int MOST = 1000;

    /**
     * Chooses users by how good their recommendations are.
     *
     * @param train training items of each user (M, ..)
     * @param test test items of each user (M, ..), some of which are not empty
     * @param ndcg the NDCG at 10 of a user who has test items
     */
    static ExampleUsers byQuality(int[][] train, int[][] test, IntToDoubleFunction ndcg) {
        int[] tested = IntStream.range(0, test.length)
                .filter(user -> test[user].length > 0)
                .toArray();
        int[] judged = some(tested);
        Map<Integer, Double> values = new LinkedHashMap<>();
        double[] found = Arrays.stream(judged).parallel().mapToDouble(ndcg).toArray();
        for (int i = 0; i < judged.length; i++) {
            values.put(judged[i], found[i]);
        }
        Comparator<Integer> byValue = Comparator.comparing(values::get);
        Comparator<Integer> byTests = Comparator.comparing(user -> -test[user].length);
        Map<Integer, List<String>> reasons = new LinkedHashMap<>();
        add(reasons, first(judged, byValue.reversed().thenComparing(byTests)), "Best recommendations");
        add(reasons, median(judged, byValue), "Median recommendations");
        add(reasons, first(judged, byValue.thenComparing(byTests)), "Worst recommendations");
        add(reasons, first(judged, fewest(train, reasons)), "Fewest training choices");
        long without = Arrays.stream(found).filter(value -> value == 0).count();
        return new ExampleUsers(
                reasons,
                String.format(
                        Locale.ROOT,
                        "The users are those with the best, the median and the worst NDCG at 10 on their test choices, and one"
                                + " with the fewest training choices. Of users with the same best or worst NDCG, it is the"
                                + " one with most test choices, and then the first in the data. They were chosen among %s"
                                + " with test choices. For %,d of these, none of the ten items is a test choice.",
                        among(judged.length, tested.length),
                        without));
    }

    /**
     * Chooses users by how many training items they have, for data without test items.
     *
     * @param train training items of each user (M, ..)
     * @param users users to choose among; not empty
     */
    static ExampleUsers byChoices(int[][] train, int[] users) {
        int[] judged = some(users);
        Comparator<Integer> byChoices = Comparator.comparing(user -> train[user].length);
        Map<Integer, List<String>> reasons = new LinkedHashMap<>();
        add(reasons, first(judged, byChoices.reversed()), "Most training choices");
        add(reasons, median(judged, byChoices), "Median number of training choices");
        add(reasons, first(judged, fewest(train, reasons)), "Fewest training choices");
        return new ExampleUsers(
                reasons,
                String.format(
                        Locale.ROOT,
                        "The users are those with the most, the median number and the fewest of training choices, among %s. The"
                                + " data have no test choices, by which the recommendations could be judged.",
                        among(judged.length, users.length)));
    }

    private static int[] some(int[] users) {
        return Arrays.stream(EvenSpacing.of(users.length, MOST))
                .map(each -> users[each])
                .toArray();
    }

    private static String among(int judged, int all) {
        return judged == all
                ? String.format(Locale.ROOT, "all %,d users", all)
                : String.format(Locale.ROOT, "%,d users, spaced evenly over the %,d", judged, all);
    }

    /** The first user in an order; of equal ones, the first in the data. */
    private static int first(int[] users, Comparator<Integer> order) {
        return Arrays.stream(users).boxed().min(order).orElseThrow();
    }

    private static int median(int[] users, Comparator<Integer> order) {
        List<Integer> sorted = Arrays.stream(users).boxed().sorted(order).toList();
        return sorted.get((sorted.size() - 1) / 2);
    }

    /** Users with fewer choices come first; of equal ones, those who are not shown yet. */
    private static Comparator<Integer> fewest(int[][] train, Map<Integer, List<String>> shown) {
        return Comparator.<Integer>comparingInt(user -> train[user].length)
                .thenComparing(user -> shown.containsKey(user));
    }

    private static void add(Map<Integer, List<String>> reasons, int user, String reason) {
        reasons.computeIfAbsent(user, key -> new ArrayList<>()).add(reason);
    }
}
