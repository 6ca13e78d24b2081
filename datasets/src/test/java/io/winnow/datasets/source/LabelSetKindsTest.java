package io.winnow.datasets.source;

import static io.winnow.datasets.source.Describe.ALWAYS;
import static io.winnow.datasets.source.Describe.columns;
import static io.winnow.datasets.source.Describe.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.source.LabelDescription.Multi.Conflicts;
import io.winnow.datasets.source.LabelDescription.Multi.Unlisted;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels that are sets of classes: in lists, in columns and in rows. */
class LabelSetKindsTest extends OnLabelKinds {
    /** Lists of classes in the four ways in which files write them, with the same states. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\0',
            value = {
                "labels^a|b^^c~SEPARATED",
                "labels^\"['a', 'b']\"^[]^['c']~LISTED",
                "{\"labels\": [\"a\", \"b\"]}^{\"labels\": []}^{\"labels\": [\"c\"]}~PLAIN",
                "{\"labels\": \"a|b\"}^{\"labels\": []}^{\"labels\": \"c\"}~SEPARATED",
            })
    void listsOfClasses(String text, String form) throws IOException {
        Encoding encoding = form.equals("PLAIN")
                ? plain("labels")
                : form.equals("LISTED") ? new Encoding.Listed("labels") : new Encoding.Separated("labels", "|");
        String lines = text.replace('^', '\n').replaceFirst("^labels\n", "labels,id\n");
        if (!text.startsWith("{")) {
            lines = lines.replaceAll("(?m)(?<!id)$", ",1");
        }
        for (Unlisted unlisted : List.of(Unlisted.NEGATIVE, Unlisted.UNKNOWN)) {
            LabelDescription.Multi listed = LabelDescription.Multi.listed(encoding, unlisted);
            ClassSets labels = (ClassSets) read(
                    lines,
                    new LabelDescription.Multi(
                            encoding,
                            listed.classes(),
                            listed.unlisted(),
                            Optional.empty(),
                            Optional.empty(),
                            true,
                            Conflicts.ERROR,
                            ALWAYS));
            int other = unlisted == Unlisted.NEGATIVE ? -1 : 0;
            assertThat(labels.states(0)).containsExactly(1, 1, other);
            assertThat(labels.states(1)).containsExactly(other, other, other);
            assertThat(labels.states(2)).containsExactly(other, other, 1);
            assertThat(labels.known(1)).isEqualTo(unlisted == Unlisted.NEGATIVE);
        }
    }

    @Test
    void aBlankListIsNotKnownUnlessItIsSaid() throws IOException {
        ClassSets labels = (ClassSets) read(
                "labels,id\na,1\n,2\n",
                LabelDescription.Multi.listed(new Encoding.Separated("labels", "|"), Unlisted.NEGATIVE));
        assertThat(labels.known(0)).isTrue();
        assertThat(labels.known(1)).isFalse();
    }

    @Test
    void listsInTheOnlyColumn() throws IOException {
        ClassSets labels = (ClassSets) read(
                "labels\na|b\nb|c\n",
                LabelDescription.Multi.listed(new Encoding.Separated("labels", "|"), Unlisted.NEGATIVE));
        assertThat(labels.positives()).isDeepEqualTo(new int[][] {{0, 1}, {1, 2}});
    }

    @Test
    void aListDoesNotSayWhatUnlistedClassesAre() {
        LabelDescription.Multi label = undescribed(new Encoding.Separated("labels", "|"));
        assertThatThrownBy(() -> read("labels,id\na|b,1\n", label))
                .hasMessage(
                        "labels.it: a list does not say what the classes are that it does not contain. Set unlisted: negative"
                                + " if the item does not have them, or unlisted: unknown if it may have them.");
    }

    @Test
    void negativeClassesInAListOfTheirOwn() throws IOException {
        LabelDescription.Multi label = new LabelDescription.Multi(
                new Encoding.Separated("labels", "|"),
                ClassList.ALL,
                Optional.of(Unlisted.UNKNOWN),
                Optional.of("not"),
                Optional.empty(),
                false,
                Conflicts.ERROR,
                ALWAYS);
        ClassSets labels = (ClassSets) read("labels,not\na,b\n,c|a\nb,\n", label);
        assertThat(labels.states(0)).containsExactly(1, -1, 0);
        assertThat(labels.states(1)).containsExactly(-1, 0, -1);
        assertThat(labels.states(2)).containsExactly(0, 1, 0);
        assertThatThrownBy(() -> read("labels,not\na,b|a\n", label))
                .hasMessageContaining("line 2: not contradicts what was said before of the class 'a' of this item");
    }

    /** data-readers.md, section 8: "blank: unknown" gives the mask 0, and "blank: no" the value 0 with the mask 1. */
    @Test
    void blanksOfColumns() throws IOException {
        String text = "id,s_itch,s_pain\n1,YES,\n2,,\n3,yes,YES\n";
        StateValues yes = new StateValues(List.of("YES"), List.of(), List.of());
        LabelDescription.Multi unknown = LabelDescription.Multi.of(columns("s_*"), yes);
        ClassSets labels = (ClassSets) read(text, unknown);
        assertThat(labels.classNames()).containsExactly("itch", "pain");
        assertThat(labels.states(0)).containsExactly(1, 0);
        assertThat(labels.known(1)).isFalse();
        assertThat(labels.states(2)).containsExactly(1, 1);
        ClassSets no = (ClassSets) read(
                text,
                new LabelDescription.Multi(
                        columns("s_*"),
                        ClassList.ALL,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(yes),
                        true,
                        Conflicts.ERROR,
                        ALWAYS));
        assertThat(no.states(0)).containsExactly(1, -1);
        assertThat(no.states(1)).containsExactly(-1, -1);
        assertThat(no.complete()).isTrue();
    }

    /** Nothing is known of a class that a model has and the columns of other data lack, even if every cell says yes or no. */
    @Test
    void columnsSayNothingOfClassesThatTheyLack() throws IOException {
        StateValues values = new StateValues(List.of("1"), List.of("0"), List.of());
        ClassSets labels =
                (ClassSets) read("s_itch,s_pain\n1,0\n0,0\n", LabelDescription.Multi.of(columns("s_*"), values));
        assertThat(labels.complete()).isTrue();
        ClassSets more = labels.renumber(new int[] {2, 0}, List.of("pain", "fever", "itch"));
        assertThat(more.states(0)).containsExactly(-1, 0, 1);
        assertThat(more.states(1)).containsExactly(-1, 0, -1);
        ClassSets listed = (ClassSets) read(
                "labels\nitch\npain\n",
                LabelDescription.Multi.listed(new Encoding.Separated("labels", "|"), Unlisted.NEGATIVE));
        ClassSets wider = listed.renumber(new int[] {2, 0}, List.of("pain", "fever", "itch"));
        assertThat(wider.states(0)).containsExactly(-1, -1, 1);
    }

    /** A dictionary in which unlisted classes are negative may still say that nothing is known of one. */
    @Test
    void aDictionaryMayLeaveOneClassOpen() throws IOException {
        LabelDescription.Multi label = new LabelDescription.Multi(
                new Encoding.Listed("d"),
                ClassList.of(List.of("a", "b", "c")),
                Optional.of(Unlisted.NEGATIVE),
                Optional.empty(),
                Optional.of(new StateValues(List.of("1"), List.of("0"), List.of("?"))),
                false,
                Conflicts.ERROR,
                ALWAYS);
        ClassSets labels = (ClassSets) read("d;id\n{'a': 1, 'c': '?'};1\n{'b': 1};2\n{};3\n", label);
        assertThat(labels.states(0)).containsExactly(1, -1, 0);
        assertThat(labels.states(1)).containsExactly(-1, 1, -1);
        assertThat(labels.states(2)).containsExactly(-1, -1, -1);
        LabelDescription.Multi columns = new LabelDescription.Multi(
                columns("a", "b"),
                label.classes(),
                label.unlisted(),
                Optional.empty(),
                label.values(),
                false,
                Conflicts.ERROR,
                ALWAYS);
        assertThatThrownBy(() -> read("a,b\n1,0\n", columns)).hasMessageContaining("Leave unlisted out");
    }

    /** multi-label-common.md, section 2: only 1, -1 and blank explain themselves. */
    @Test
    void zerosMustBeExplained() throws IOException {
        LabelDescription.Multi silent = undescribed(columns("a", "b"));
        ClassSets labels = (ClassSets) read("a,b\n1,-1\n,1.0\n", silent);
        assertThat(labels.states(0)).containsExactly(1, -1);
        assertThat(labels.states(1)).containsExactly(0, 1);
        assertThatThrownBy(() -> read("a,b\n1,0\n0,1\n", silent))
                .hasMessageStartingWith(
                        "labels.it: its cells have the values 0, 1, which different files use for different"
                                + " things");
        StateValues chest = new StateValues(List.of("1"), List.of("0"), List.of("-1"));
        ClassSets explained = (ClassSets) read("a,b\n1,0\n-1,\n", LabelDescription.Multi.of(columns("a", "b"), chest));
        assertThat(explained.states(0)).containsExactly(1, -1);
        assertThat(explained.states(1)).containsExactly(0, 0);
        assertThatThrownBy(() -> read("a,b\n1,2\n", LabelDescription.Multi.of(columns("a", "b"), chest)))
                .hasMessageContaining(
                        "line 2: b gives the class 'b' the value '2'; allowed are 1 (yes), 0 (no), -1 (unknown) and"
                                + " blank");
    }

    private static LabelDescription.Multi statements(Conflicts conflicts) {
        return new LabelDescription.Multi(
                new Encoding.Rows("label", Optional.of("value"), Optional.empty()),
                ClassList.ALL,
                Optional.empty(),
                Optional.empty(),
                Optional.of(StateValues.USUAL),
                false,
                conflicts,
                ALWAYS);
    }

    @Test
    void statementsInRows() throws IOException {
        String text = "key,label,value\nx,cat,1\nx,dog,0\ny,dog,1\nx,owl,1\ny,dog,0\ny,dog,1\n";
        assertThatThrownBy(() -> read(text, statements(Conflicts.ERROR)))
                .hasMessageContaining(
                        "line 6: label contradicts what was said before of the class 'dog' of this item. Correct one"
                                + " of the two, or set conflicts: majority or unknown");
        ClassSets majority = (ClassSets) read(text, statements(Conflicts.MAJORITY));
        assertThat(majority.states(0)).containsExactly(1, -1, 1);
        assertThat(majority.states(1)).containsExactly(0, 1, 0);
        ClassSets unknown = (ClassSets) read(text, statements(Conflicts.UNKNOWN));
        assertThat(unknown.known(1)).isFalse();
    }

    /** A label of which only is said how its cells are written. */
    private static LabelDescription.Multi undescribed(Encoding encoding) {
        return new LabelDescription.Multi(
                encoding,
                ClassList.ALL,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Conflicts.ERROR,
                ALWAYS);
    }
}
