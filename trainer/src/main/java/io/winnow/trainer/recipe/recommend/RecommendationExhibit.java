package io.winnow.trainer.recipe.recommend;

import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.interaction.Interactions;
import io.winnow.trainer.evaluate.ItemScores;
import io.winnow.trainer.evaluate.RecommendationReport;
import io.winnow.trainer.recipe.Exhibit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What is recommended to some users, beside what they chose and what popularity would have recommended. As in the evaluation, the items that
 * a user chose for training or validation are no candidates.
 */
final class RecommendationExhibit {
    private static final String TITLE = "Example recommendations";
    private static final int TOP = 10;

    /** Number of choices of a user that are shown at most; some have thousands. */
    private static final int CHOICES = 20;

    private final KnownUsers known;
    private final ItemScores factors;
    private final ItemScores popularity;
    private final int[][] train;
    private final int[][] hidden;
    private final boolean tested;
    private final Set<String> ambiguous = new HashSet<>();

    private RecommendationExhibit(KnownUsers known, Factors factors) {
        this.known = known;
        this.factors = factors;
        double[] counts = Arrays.stream(known.popularity()).asDoubleStream().toArray();
        popularity = user -> counts;
        train = without(known.seen(), Interactions.union(known.validation(), known.test()));
        hidden = Interactions.union(train, known.validation());
        tested = Interactions.count(known.test()) > 0;
        if (known.names() != null) {
            Set<String> once = new HashSet<>();
            known.names().stream().filter(name -> !once.add(name)).forEach(ambiguous::add);
        }
    }

    /** @param folder folder of the stage that trained the factors, which is complete */
    static Exhibit of(Path folder) throws IOException {
        KnownUsers known = KnownUsers.read(folder);
        return known.test() == null || known.validation() == null
                ? new Exhibit.Cases(
                        TITLE,
                        "This run was trained by a version of Winnow that did not keep which choices of a user are for the"
                                + " test. Train it again to see examples here.",
                        List.of())
                : new RecommendationExhibit(known, Factors.read(folder)).exhibit();
    }

    private static int[][] without(int[][] all, int[][] removed) {
        return IntStream.range(0, all.length)
                .mapToObj(user -> Arrays.stream(all[user])
                        .filter(item -> Arrays.binarySearch(removed[user], item) < 0)
                        .toArray())
                .toArray(int[][]::new);
    }

    private Exhibit exhibit() {
        ExampleUsers users = tested
                ? ExampleUsers.byQuality(train, known.test(), user -> ndcg(factors, user))
                : ExampleUsers.byChoices(
                        train,
                        IntStream.range(0, train.length)
                                .filter(user ->
                                        hidden[user].length < known.items().size())
                                .toArray());
        List<Exhibit.Case> cases = new ArrayList<>();
        users.reasons().forEach((user, reasons) -> cases.add(new Exhibit.Case(caption(user, reasons), tables(user))));
        return new Exhibit.Cases(
                TITLE,
                "The ten items that this run recommends to some users, beside those of the baseline popular: the ones that"
                        + " most users chose in training (column users). Items that a user chose for training or"
                        + " validation are not recommended to her. " + users.rule(),
                cases);
    }

    private double ndcg(ItemScores scores, int user) {
        return RecommendationReport.ndcg(best(scores, user), known.test()[user], TOP);
    }

    private int[] best(ItemScores scores, int user) {
        return ItemScores.best(scores.of(user), hidden[user], TOP);
    }

    private String caption(int user, List<String> reasons) {
        String who = String.join("; ", reasons) + ": user "
                + Shown.printable(known.users().get(user));
        return tested
                ? who
                        + String.format(
                                Locale.ROOT,
                                ", NDCG at 10: %.3f (by popularity: %.3f)",
                                ndcg(factors, user),
                                ndcg(popularity, user))
                : who;
    }

    private List<Exhibit.Table> tables(int user) {
        List<Exhibit.Table> tables = new ArrayList<>();
        tables.add(training(user));
        if (tested) {
            tables.add(test(user));
        }
        double[] scores = factors.of(user);
        tables.add(recommended(
                "Recommended", "score", user, factors, item -> String.format(Locale.ROOT, "%.3f", scores[item])));
        tables.add(recommended("Recommended by popularity", "users", user, popularity, this::popularity));
        return tables;
    }

    private Exhibit.Table training(int user) {
        List<List<String>> rows = Arrays.stream(train[user])
                .boxed()
                .sorted(Comparator.comparingInt(item -> -known.popularity()[item]))
                .limit(CHOICES)
                .map(item -> List.of(name(item), popularity(item)))
                .toList();
        return new Exhibit.Table(
                "Chosen in training: " + many(train[user].length, " that most users chose"),
                "",
                List.of("item", "users"),
                rows);
    }

    private Exhibit.Table test(int user) {
        int[] items = known.test()[user];
        Map<Integer, Integer> ranks = ranks(factors, user, items);
        Map<Integer, Integer> popular = ranks(popularity, user, items);
        List<List<String>> rows = Arrays.stream(items)
                .boxed()
                .sorted(Comparator.comparing(ranks::get))
                .limit(CHOICES)
                .map(item -> List.of(name(item), count(ranks.get(item)), count(popular.get(item))))
                .toList();
        return new Exhibit.Table(
                "Test choices: " + many(items.length, " with the best ranks"),
                "",
                List.of("item", "rank", "by popularity"),
                rows);
    }

    private static String many(int choices, String which) {
        return Plural.of(choices, "items")
                + (choices > CHOICES ? ", of which the " + CHOICES + which + " are shown" : "");
    }

    private Exhibit.Table recommended(
            String title, String measure, int user, ItemScores scores, IntFunction<String> measured) {
        List<String> header = new ArrayList<>(List.of("rank", "item", measure));
        if (tested) {
            header.add("test choice");
        }
        List<List<String>> rows = new ArrayList<>();
        int hits = 0;
        for (int item : best(scores, user)) {
            List<String> row = new ArrayList<>(List.of(count(rows.size() + 1), name(item), measured.apply(item)));
            if (tested) {
                boolean hit = Arrays.binarySearch(known.test()[user], item) >= 0;
                hits += hit ? 1 : 0;
                row.add(hit ? "yes" : "");
            }
            rows.add(row);
        }
        String of = tested ? ": " + Plural.of(hits, "item is a test choice", "items are test choices") : "";
        return new Exhibit.Table(title + of, "", header, rows);
    }

    /** Returns the ranks of items among the candidates, counted from 1, in the order of {@link ItemScores#best}. */
    private Map<Integer, Integer> ranks(ItemScores scores, int user, int[] items) {
        double[] all = scores.of(user);
        Map<Integer, Integer> ranks = new HashMap<>();
        for (int item : items) {
            long before = IntStream.range(0, all.length)
                    .filter(other -> all[other] > all[item] || (all[other] == all[item] && other < item))
                    .filter(other -> Arrays.binarySearch(hidden[user], other) < 0)
                    .count();
            ranks.put(item, (int) before + 1);
        }
        return ranks;
    }

    private String popularity(int item) {
        return count(known.popularity()[item]);
    }

    private static String count(int count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** What people call an item, and its id too if several items are called so. */
    private String name(int item) {
        String id = known.items().get(item);
        String name = known.names() == null ? id : known.names().get(item);
        return Shown.printable(name) + (ambiguous.contains(name) ? " (" + Shown.printable(id) + ")" : "");
    }
}
