package io.winnow.trainer.recipe.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.interaction.Interactions;
import io.winnow.trainer.recipe.Exhibit;
import io.winnow.trainer.recipe.recommend.FactorFile.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users and items with factors of one number each. */
class RecommendationExhibitTest {
    private static final int ITEMS = 13;

    @TempDir
    Path folder;

    /** The scores of the items are 13, 12, .., 1 for users with the factor 1, and -13, -12, .., -1 for those with -1. */
    private Exhibit.Cases of(double[] users, int[][] train, int[][] validation, int[][] test, List<String> names)
            throws IOException {
        double[] items = new double[ITEMS];
        Arrays.setAll(items, item -> ITEMS - item);
        new Factors(new Matrix(users, 1, true), new Matrix(items, 1, true), Map.of()).write(folder);
        List<String> ids =
                IntStream.range(0, ITEMS).mapToObj(item -> "i" + item).toList();
        KnownUsers.of(new Interactions(
                        "pairs",
                        IntStream.range(0, users.length)
                                .mapToObj(user -> "u" + user)
                                .toList(),
                        ids,
                        names.isEmpty() ? ids : names,
                        train,
                        validation,
                        test,
                        List.of(),
                        ""))
                .write(folder);
        return (Exhibit.Cases) RecommendationExhibit.of(folder);
    }

    private static List<String> captions(Exhibit.Cases cases) {
        return cases.cases().stream().map(Exhibit.Case::caption).toList();
    }

    @Test
    void showsWhatWasChosenRecommendedAndPopular() throws IOException {
        Exhibit.Cases shown = of(
                new double[] {1, 1, -1, 1},
                new int[][] {{0, 12}, {11, 12}, {12}, {10, 11, 12}},
                new int[][] {{1}, {}, {}, {}},
                new int[][] {{2, 11}, {3}, {0, 1}, {}},
                List.of());
        // Of u0, the ranks are 1 and 10: (1 + 1 / log2(11)) / (1 + 1 / log2(3)). u3 has no test choices. u2 is shown
        // the last ten of her items, of which none
        // is wanted, and has the fewest choices.
        assertThat(captions(shown))
                .containsExactly(
                        "Best recommendations: user u0, NDCG at 10: 0.790 (by popularity: 0.920)",
                        "Median recommendations: user u1, NDCG at 10: 0.431 (by popularity: 0.387)",
                        "Worst recommendations; Fewest training choices: user u2, NDCG at 10: 0.000 (by popularity: 0.651)");
        assertThat(shown.text()).contains("among all 3 users with test choices. For 1 of these, none of");
        List<Exhibit.Table> best = shown.cases().get(0).tables();
        assertThat(best.get(0).title()).isEqualTo("Chosen in training: 2 items");
        assertThat(best.get(0).rows()).containsExactly(List.of("i12", "4"), List.of("i0", "1"));
        assertThat(best.get(1).title()).isEqualTo("Test choices: 2 items");
        assertThat(best.get(1).rows()).containsExactly(List.of("i2", "1", "3"), List.of("i11", "10", "1"));
        assertThat(best.get(2).title()).isEqualTo("Recommended: 2 items are test choices");
        assertThat(best.get(2).header()).containsExactly("rank", "item", "score", "test choice");
        assertThat(best.get(2).rows())
                .startsWith(List.of("1", "i2", "11.000", "yes"), List.of("2", "i3", "10.000", ""))
                .endsWith(List.of("10", "i11", "2.000", "yes"))
                .hasSize(10);
        assertThat(best.get(3).header()).containsExactly("rank", "item", "users", "test choice");
        assertThat(best.get(3).rows())
                .startsWith(
                        List.of("1", "i11", "2", "yes"), List.of("2", "i10", "1", ""), List.of("3", "i2", "0", "yes"));
    }

    @Test
    void ofEqualUsersTheOneWithMostTestChoicesOrOneNotShownYetIsChosen() throws IOException {
        int[][] nothing = new int[6][0];
        Exhibit.Cases shown = of(
                new double[] {1, 1, 1, -1, -1, -1},
                new int[][] {{12}, {12}, {12}, {12}, {12}, {12}},
                nothing,
                new int[][] {{0}, {0, 1}, {5}, {0}, {0, 1}, {1}},
                List.of());
        assertThat(captions(shown).stream().map(each -> each.substring(0, each.indexOf(","))))
                .containsExactly(
                        "Best recommendations: user u1",
                        "Median recommendations: user u5",
                        "Worst recommendations: user u4",
                        "Fewest training choices: user u0");
    }

    @Test
    void withoutTestChoicesUsersAreChosenByTheirTrainingChoices() throws IOException {
        int[][] nothing = new int[4][0];
        int[] all = IntStream.range(0, ITEMS).toArray();
        Exhibit.Cases shown =
                of(new double[] {1, 1, 1, 1}, new int[][] {all, {0, 1}, {3}, {0, 1, 2}}, nothing, nothing, List.of());
        assertThat(captions(shown))
                .containsExactly(
                        "Most training choices: user u3",
                        "Median number of training choices: user u1",
                        "Fewest training choices: user u2");
        assertThat(shown.cases().get(0).tables())
                .hasSize(3)
                .allSatisfy(table -> assertThat(table.header()).doesNotContain("test choice"));
        assertThat(shown.cases().get(0).tables().get(1).title()).isEqualTo("Recommended");
    }

    /** Items 3 and 4 have the same name, so that their ids are shown, too. */
    @Test
    void showsTheNamesOfItems() throws IOException {
        List<String> names = IntStream.range(0, ITEMS)
                .mapToObj(item -> item == 3 || item == 4 ? "Emma" : "name " + item)
                .toList();
        Exhibit.Cases shown =
                of(new double[] {1, 1}, new int[][] {{0}, {1, 2}}, new int[2][0], new int[][] {{3, 5}, {4}}, names);
        assertThat(shown.cases().get(0).tables().get(1).rows().stream().map(row -> row.get(0)))
                .containsExactly("Emma (i3)", "name 5");
    }

    @Test
    void aRunThatDoesNotKeepTheTestChoicesSaysSo() throws IOException {
        of(new double[] {1}, new int[][] {{0}}, new int[1][0], new int[][] {{1}}, List.of());
        Path file = folder.resolve(KnownUsers.FILE);
        Files.writeString(file, Files.readString(file).replace("\"test\"", "\"other\""));
        Exhibit.Cases shown = (Exhibit.Cases) RecommendationExhibit.of(folder);
        assertThat(shown.cases()).isEmpty();
        assertThat(shown.text()).contains("Train it again");
    }
}
