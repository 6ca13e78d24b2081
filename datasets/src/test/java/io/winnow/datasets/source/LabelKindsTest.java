package io.winnow.datasets.source;

import static io.winnow.datasets.source.Describe.ALWAYS;
import static io.winnow.datasets.source.Describe.columns;
import static io.winnow.datasets.source.Describe.oneClass;
import static io.winnow.datasets.source.Describe.plain;
import static io.winnow.datasets.source.Describe.soft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.SoftLabels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LabelKindsTest extends OnLabelKinds {
    @Test
    void classesInCells() throws IOException {
        ClassLabels labels = (ClassLabels) read(
                "label\ndog\ncat\n-1\ndog\n1.0\n",
                oneClass(plain("label"), ClassList.ALL.withDrop(Set.of("-1")).withRename(Map.of("1", "cat"))));
        assertThat(labels.classNames()).containsExactly("cat", "dog");
        assertThat(labels.classes()).containsExactly(1, 0, -1, 1, 0);
    }

    /** 1.0 is read as 1, and that is said, unless the description says itself what it means. */
    @Test
    void numbersOfClassesInTwoFormsAreNoted() throws IOException {
        Path file = Files.writeString(folder.resolve("mixed.csv"), "label\n1\n1.0\n0\n1.0\n2.0\n");
        DescribedData mixed = DescribedData.read(
                "test", Describe.table(file, ItemColumns.NONE, Map.of("it", oneClass(plain("label"), ClassList.ALL))));
        assertThat(mixed.labels().get("it").classNames()).containsExactly("0", "1", "2");
        assertThat(mixed.notes())
                .singleElement()
                .asString()
                .contains("is written as 1 in some cells and as 1.0 in 2.", "Both are read as the class 1");
        ClassList named = ClassList.of(List.of("0", "1", "1.0", "2.0"));
        DescribedData apart = DescribedData.read(
                "test", Describe.table(file, ItemColumns.NONE, Map.of("it", oneClass(plain("label"), named))));
        assertThat(apart.notes()).isEmpty();
        assertThat(((ClassLabels) apart.labels().get("it")).classes()).containsExactly(1, 2, 0, 2, 3);
    }

    @Test
    void classesByNumberAndInOneHotColumns() throws IOException {
        ClassList names = ClassList.of(List.of("owl", "cat", "dog"));
        ClassLabels byNumber =
                (ClassLabels) read("id,label\na,2\nb,0.0\nc,\n", oneClass(plain("label"), names.withIndex()));
        assertThat(byNumber.classes()).containsExactly(2, 0, -1);
        ClassLabels oneHot = (ClassLabels)
                read("id,is_dog,is_cat,other\na,1,0,5\nb,0,1.0,5\nc,,,5\n", oneClass(columns("is_*"), ClassList.ALL));
        assertThat(oneHot.classNames()).containsExactly("dog", "cat");
        assertThat(oneHot.classes()).containsExactly(0, 1, -1);
    }

    @Test
    void smallClassesAreJoinedOrLeftOut() throws IOException {
        String text = "label\na\na\nb\nc\nc\n";
        ClassLabels joined =
                (ClassLabels) read(text, oneClass(plain("label"), ClassList.ALL.withAtLeast(2, ClassList.Rest.OTHER)));
        assertThat(joined.classNames()).containsExactly("a", "c", "other");
        assertThat(joined.classes()).containsExactly(0, 0, 2, 1, 1);
        ClassLabels left =
                (ClassLabels) read(text, oneClass(plain("label"), ClassList.ALL.withAtLeast(2, ClassList.Rest.DROP)));
        assertThat(left.classNames()).containsExactly("a", "c");
        assertThat(left.classes()).containsExactly(0, 0, -1, 1, 1);
    }

    /** data-readers.md, section 8: (.6, .3, .1) without the last class is (.6667, .3333). */
    @Test
    void sharesAreRenormalisedAfterDropping() throws IOException {
        String text =
                "label\n\"{'a': 0.6, 'b': 0.3, 'c': 0.1}\"\n\"{'a': 1, 'b': 0}\"\n\"{'b': 1.0}\"\n{}\n\"{'c': 1}\"\n";
        SoftLabels dropped =
                (SoftLabels) read(text, soft(new Encoding.Listed("label"), ClassList.ALL.withDrop(Set.of("c"))));
        assertThat(dropped.classNames()).containsExactly("a", "b");
        assertShares(dropped.distribution(0), 0.6667, 0.3333);
        assertShares(dropped.distribution(1), 1, 0);
        assertThat(dropped.known(3)).isFalse();
        assertThat(dropped.known(4)).isFalse();
        SoftLabels rare = (SoftLabels)
                read(text, soft(new Encoding.Listed("label"), ClassList.ALL.withAtLeast(2, ClassList.Rest.DROP)));
        assertShares(rare.distribution(0), 0.6, 0.3, 0.1);
    }

    /**
     * The example of SCIN's documentation (data-readers.md, section 2): labeller 1 is sure of A 3, B 2 and C 1, labeller 2 of D 3, and
     * labeller 3 of D 4 and E 3; A and D are one group X.
     */
    @Test
    void sharesByInverseRanks() throws IOException {
        String text = """
                names;sure
                [['A','B','C'],['D'],['D','E']];[[3,2,1],[3],[4,3]]
                [['A','B','C']];[[2, 2, 1]]
                [];[]
                ['E'];[5]
                """;
        SoftLabels labels = (SoftLabels) read(
                text,
                new LabelDescription.Soft(
                        new Encoding.Parallel("names", "sure"),
                        ClassList.ALL.withRename(Map.of("A", "X", "D", "X")),
                        false,
                        true,
                        ALWAYS));
        assertThat(labels.classNames()).containsExactly("B", "C", "E", "X");
        assertShares(labels.distribution(0), 0.1154, 0.0769, 0.1154, 0.6923);
        // The tied names have the mean rank 1.5: 2/3, 2/3 and 1/3.
        assertShares(labels.distribution(1), 0.4, 0.2, 0, 0.4);
        assertThat(labels.known(2)).isFalse();
        assertShares(labels.distribution(3), 0, 0, 1, 0);
    }

    @Test
    void sharesInColumns() throws IOException {
        SoftLabels labels =
                (SoftLabels) read("id,p_a,p_b\nx,0.25,0.75\ny,,1\nz,,\n", soft(columns("p_*"), ClassList.ALL));
        assertThat(labels.distribution(0)).containsExactly(0.25, 0.75);
        assertThat(labels.distribution(1)).containsExactly(0, 1);
        assertThat(labels.known(2)).isFalse();
        assertThat(((SoftLabels) read(
                                "id,p_a,p_b\nx,3,1\n",
                                new LabelDescription.Soft(columns("p_*"), ClassList.ALL, true, false, ALWAYS)))
                        .distribution(0))
                .containsExactly(0.75, 0.25);
        assertThatThrownBy(() -> read("id,p_a,p_b\nx,3,1\n", soft(columns("p_*"), ClassList.ALL)))
                .hasMessageContaining(
                        "a.csv, line 2: p_a has shares whose sum is 4.000; it must be 1 (up to 0.02). Correct the record, or set"
                                + " normalise: true to divide by the sum.");
    }

    @Test
    void whatAKindCannotDoIsSaid() {
        ClassList large = ClassList.ALL.withAtLeast(2, ClassList.Rest.DROP);
        assertThatThrownBy(() -> read("c\na\n", new LabelDescription.Partial(plain("c"), large, ALWAYS)))
                .hasMessage(
                        "labels.it: only labels of kind class and soft can join or leave out small classes, not those of kind"
                                + " partial. Leave minimum_cases out.");
    }

    @Test
    void numbers() throws IOException {
        NumberLabels labels = (NumberLabels) read(
                "id,x,y\n1,2.5,-1e3\n2,,4\n3,,\n",
                new LabelDescription.Numbers(columns("x", "y"), Optional.of("mm"), ALWAYS));
        assertThat(labels.values()[0]).containsExactly(2.5, -1000);
        assertThat(labels.values()[1]).containsExactly(Double.NaN, 4);
        assertThat(labels.names()).containsExactly("x", "y");
        assertThat(labels.known(2)).isFalse();
        assertThatThrownBy(() ->
                        read("id,x\n1,\"2,5\"\n", new LabelDescription.Numbers(plain("x"), Optional.empty(), ALWAYS)))
                .hasMessageContaining("line 2: x is '2,5', which is not a number with a decimal point");
    }

    @Test
    void aConditionMakesLabelsVoid() throws IOException {
        ClassLabels labels = (ClassLabels) read(
                "label,gradable\na,yes\nb,no\na,YES\n",
                new LabelDescription.OneClass(
                        plain("label"), ClassList.ALL, Optional.of(Condition.parse("gradable = yes"))));
        assertThat(labels.classes()).containsExactly(0, -1, 0);
        assertThat(labels.classNames()).containsExactly("a");
    }

    @Test
    void anUnsuitableEncodingIsSaid() {
        assertThatThrownBy(() -> read("label\na\n", soft(plain("label"), ClassList.ALL)))
                .hasMessage(
                        "labels.it: labels of kind soft cannot be read from a cell with one value. Give a dictionary of shares,"
                                + " a column for each class, or lists of names and confidences.");
    }
}
