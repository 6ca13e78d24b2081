package io.winnow.datasets.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.inspect.ClassReport.ClassItems;
import io.winnow.datasets.label.DomainLabels;
import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.source.ClassList;
import io.winnow.datasets.source.Encoding;
import io.winnow.datasets.source.LabelDescription;
import io.winnow.datasets.source.LabelDescription.Multi;
import io.winnow.datasets.source.LabelDescription.Multi.Unlisted;
import io.winnow.datasets.source.StateValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of label on a few items that are counted by hand. */
class LabelReportTest {
    @TempDir
    Path folder;

    private LabelReport report(String text, LabelDescription label) throws IOException {
        return Described.label(folder, text, label);
    }

    private static Encoding separated() {
        return new Encoding.Separated("it", "|");
    }

    private static Encoding columns() {
        return new Encoding.Columns(List.of("it_*"));
    }

    private static void counts(LabelReport report, double... expected) {
        assertThat(report.classes().classes().stream()
                        .mapToDouble(ClassItems::items)
                        .toArray())
                .containsExactly(expected, within(1e-12));
    }

    @Test
    void classesOfAFileWithoutItemsAndNamesThatAreAlike() throws IOException {
        Path classes = Files.writeString(folder.resolve("classes.csv"), "label\ncat\nowl\nCat\nbarn owl\nBarnOwl\n");
        LabelReport report = report(
                "id,it\n1,cat\n2,Cat\n3,cat\n4,barn owl\n5,\n",
                Described.oneClass("it", ClassList.ALL.withFile(classes)));
        assertThat(report.known()).isEqualTo(4);
        assertThat(report.missing()).isEqualTo(1);
        counts(report, 2, 0, 1, 1, 0);
        assertThat(report.classes().withoutItems()).containsExactly("owl", "BarnOwl");
        assertThat(report.classes().alike()).containsExactly(List.of("Cat", "cat"), List.of("BarnOwl", "barn owl"));
        assertThat(report.classes().onlyIn()).isEmpty();
    }

    @Test
    void setsWhoseUnlistedClassesAreNegative() throws IOException {
        LabelReport report =
                report("id,it\n1,a|b\n2,a\n3,\n4,b|c|a\n5,b|a\n", Multi.listed(separated(), Unlisted.NEGATIVE));
        assertThat(report.kind()).isEqualTo("multi");
        assertThat(report.known()).isEqualTo(4);
        counts(report, 4, 3, 1);
        assertThat(report.details())
                .isEqualTo(new LabelDetails.Sets(
                        2,
                        2.0 / 3,
                        3,
                        0,
                        0,
                        List.of(),
                        List.of(
                                new LabelSetStatistics.ClassPair("a", "b", 3),
                                new LabelSetStatistics.ClassPair("a", "c", 1),
                                new LabelSetStatistics.ClassPair("b", "c", 1))));
    }

    @Test
    void setsOfWhichSomeClassesAreUnknown() throws IOException {
        LabelReport report = report(
                "id,it_a,it_b\n1,1,\n2,0,1\n3,,\n4,0,\n",
                Multi.of(columns(), new StateValues(List.of("1"), List.of("0"), List.of())));
        // Of the items 1, 2 and 4, two classes of six are positive, and two are unknown.
        assertThat(report.known()).isEqualTo(3);
        counts(report, 1, 1);
        LabelDetails.Sets sets = (LabelDetails.Sets) report.details();
        assertThat(sets.cardinality()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(sets.density()).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(sets.distinctSets()).isEqualTo(3);
        assertThat(sets.withoutPositive()).isEqualTo(1);
        assertThat(sets.unknown()).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(sets.known())
                .containsExactly(
                        new LabelSetStatistics.ClassCounts("a", 1, 2, 0),
                        new LabelSetStatistics.ClassCounts("b", 1, 0, 2));
    }

    @Test
    void distributions() throws IOException {
        LabelReport report = report(
                "id,it\n1,\"{'a': 0.5, 'b': 0.5}\"\n2,{'a': 1}\n3,\n4,\"{'a': .4, 'b': .3, 'c': .3}\"\n",
                new LabelDescription.Soft(new Encoding.Listed("it"), ClassList.ALL, false, false, Optional.empty()));
        assertThat(report.kind()).isEqualTo("soft");
        counts(report, 1.9, 0.8, 0.3);
        LabelDetails.Distributions shares = (LabelDetails.Distributions) report.details();
        // ln 2, 0, and -0.4 ln 0.4 - 0.6 ln 0.3
        assertThat(shares.meanEntropy()).isCloseTo((0.693147 + 1.088900) / 3, within(1e-6));
        assertThat(shares.withoutMajority()).isCloseTo(1.0 / 3, within(1e-12));
    }

    @Test
    void candidates() throws IOException {
        LabelReport report = report(
                "id,it\n1,a|b\n2,a\n3,a|b|c\n4,\n",
                new LabelDescription.Partial(separated(), ClassList.ALL, Optional.empty()));
        assertThat(report.kind()).isEqualTo("partial");
        counts(report, 1 + 1.0 / 2 + 1.0 / 3, 1.0 / 2 + 1.0 / 3, 1.0 / 3);
        assertThat(report.details()).isEqualTo(new LabelDetails.Partial(2));
    }

    @Test
    void levelsOfOneAnnotator() throws IOException {
        LabelReport report = report(
                "id,it\n1,low\n2,high\n3,low\n4,\n",
                new LabelDescription.Ordinal(
                        new Encoding.Plain("it"), List.of("low", "middle", "high"), Optional.empty()));
        assertThat(report.kind()).isEqualTo("ordinal");
        counts(report, 2, 0, 1);
        assertThat(report.details()).isEqualTo(new LabelDetails.Levels(null));
    }

    /** The published example of Krippendorff (2011, section C), of which the ordinal alpha is 0.815, with a missing item. */
    @Test
    void levelsOfSeveralAnnotators() throws IOException {
        LabelReport report = report(
                """
                id,it_A,it_B,it_C,it_D
                1,1,1,,1
                2,2,2,3,2
                3,3,3,3,3
                4,3,3,3,3
                5,2,2,2,2
                6,1,2,3,4
                7,4,4,4,4
                8,1,1,2,1
                9,2,2,2,2
                10,,5,5,5
                11,,,1,1
                12,,3,,
                13,,,,
                """, new LabelDescription.Ordinal(columns(), List.of("1", "2", "3", "4", "5"), Optional.empty()));
        assertThat(report.known()).isEqualTo(12);
        counts(report, 1 + 0.25 + 0.75 + 1, 0.75 + 1 + 0.25 + 0.25 + 1, 0.25 + 1 + 1 + 0.25 + 1, 0.25 + 1, 1);
        Agreement agreement = ((LabelDetails.Levels) report.details()).agreement();
        assertThat(agreement.items()).isEqualTo(11);
        assertThat(agreement.labels()).isEqualTo(40);
        assertThat(agreement.alpha()).isCloseTo(0.815, within(5e-4));
        assertThat(agreement.unanimous()).isCloseTo(8.0 / 11, within(1e-12));
    }

    @Test
    void numbersOfSeveralColumns() throws IOException {
        LabelReport report = report(
                "id,it_x,it_y\n1,1,\n2,2,0.5\n3,,\n4,4,\n",
                new LabelDescription.Numbers(columns(), Optional.of("mm"), Optional.empty()));
        assertThat(report.kind()).isEqualTo("number");
        assertThat(report.known()).isEqualTo(3);
        assertThat(report.classes()).isNull();
        LabelDetails.Numbers numbers = (LabelDetails.Numbers) report.details();
        assertThat(numbers.unit()).isEqualTo("mm");
        assertThat(numbers.numbers().get("y")).isEqualTo(new NumberSummary(1, 0.5, 0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5));
        // 1, 2 and 4: the squared distances from 7/3 are 16/9, 1/9 and 25/9.
        NumberSummary x = numbers.numbers().get("x");
        assertThat(x.count()).isEqualTo(3);
        assertThat(x.mean()).isCloseTo(7.0 / 3, within(1e-12));
        assertThat(x.std()).isCloseTo(Math.sqrt(42.0 / 27), within(1e-12));
        assertThat(List.of(x.min(), x.q25(), x.median(), x.q75(), x.max())).containsExactly(1.0, 1.5, 2.0, 3.0, 4.0);
        assertThat(x.q95()).isCloseTo(3.8, within(1e-12));
    }

    @Test
    void votesOfNamedAnnotators() throws IOException {
        LabelReport report = report(
                "id,it_1,it_2,it_3\n1,x,x,y\n2,y,y,\n3,x,,\n4,,,\n",
                new LabelDescription.Votes(columns(), ClassList.ALL, false, Optional.empty()));
        assertThat(report.kind()).isEqualTo("votes");
        assertThat(report.known()).isEqualTo(3);
        counts(report, 2.0 / 3 + 1, 1.0 / 3 + 1);
        LabelDetails.Votes votes = (LabelDetails.Votes) report.details();
        assertThat(votes.annotators()).isEqualTo(3);
        assertThat(votes.perItem().mean()).isEqualTo(2);
        assertThat(votes.perItem().max()).isEqualTo(3);
        assertThat(votes.agreement().items()).isEqualTo(2);
        assertThat(votes.agreement().unanimous()).isEqualTo(0.5);
        // Five votes on items with several: two x and three y; o_xy = o_yx = 1, so 1 - 4 * 2 / (2 * 2 * 3).
        assertThat(votes.agreement().alpha()).isCloseTo(1.0 / 3, within(1e-12));
    }

    @Test
    void countedVotes() throws IOException {
        LabelReport report = report(
                "id,it_x,it_y\n1,2,0\n2,0,3\n",
                new LabelDescription.Votes(columns(), ClassList.ALL, true, Optional.empty()));
        LabelDetails.Votes votes = (LabelDetails.Votes) report.details();
        assertThat(votes.annotators()).isNull();
        assertThat(votes.perItem().min()).isEqualTo(2);
        assertThat(votes.agreement()).isEqualTo(new Agreement(2, 5, 1.0, 1.0, 1.0));
        counts(report, 1, 1);
    }

    @Test
    void nothingIsKnown() {
        LabelReport report =
                LabelReport.of(new SoftLabels(new int[2][0], new double[2][0], List.of("a")), Optional.empty());
        assertThat(report.known()).isZero();
        assertThat(report.missing()).isEqualTo(2);
        assertThat(report.details()).isNull();
        assertThat(report.classes().withoutItems()).containsExactly("a");
        assertThat(LabelReport.of(new NoLabels(2), Optional.empty()))
                .isEqualTo(new LabelReport("none", 0, 2, null, null));
    }

    /** The last item is a test example of which only the class is known. */
    @Test
    void answersOfTheItemsThatHaveAny() {
        ExcludedLabels labels = new ExcludedLabels(
                new int[][] {{0}, {1, 1}, {}}, new int[] {1, -1, 2}, Optional.empty(), List.of("a", "b", "c"));
        LabelReport report = LabelReport.of(labels, Optional.empty());
        assertThat(((LabelDetails.Exclusions) report.details()).meanAnswers()).isEqualTo(1.5);
        assertThat(LabelText.of("it", report).text()).contains("An item with answers has 1.5 on average");
    }

    /** The number of classes is known, but not which item has which. */
    @Test
    void domainsAreCountedInPlaceOfClasses() {
        DomainLabels labels =
                new DomainLabels(new int[] {0, 0, 1, 2}, List.of("may", "june", "july"), 2, Optional.empty());
        LabelReport report = LabelReport.of(labels, Optional.empty());
        counts(report, 2, 1, 1);
        assertThat(LabelText.of("it", report).text()).contains("these are the domains:", "june");
    }

    /** Class k of 40 has k + 1 items. */
    @Test
    void theTextOfManyClasses() throws IOException {
        StringBuilder text = new StringBuilder("id,it\n");
        for (int k = 0; k < 40; k++) {
            text.append(("x,c" + k + "\n").repeat(k + 1));
        }
        String shown = LabelText.of("it", report(text.toString(), Described.oneClass("it", ClassList.ALL)))
                .text();
        assertThat(shown.lines().skip(2).findFirst())
                .hasValue("  Of 40 classes, these are the 15 most frequent and the 15 rarest:");
        assertThat(shown.lines().skip(4).map(String::strip))
                .hasSize(30)
                .startsWith("c39     40", "c38     39")
                .contains("c25     26", "c14     15")
                .endsWith("c0       1");
    }
}
