package io.winnow.datasets.source;

import static io.winnow.datasets.source.Describe.ALWAYS;
import static io.winnow.datasets.source.Describe.columns;
import static io.winnow.datasets.source.Describe.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.VoteLabels;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Labels that several annotators gave. */
class AnnotatorLabelKindsTest extends OnLabelKinds {
    @Test
    void levelsOfSeveralAnnotators() throws IOException {
        LabelDescription.Ordinal label =
                new LabelDescription.Ordinal(columns("type_*"), List.of("FST1", "FST2", "FST3"), ALWAYS);
        OrdinalLabels labels =
                (OrdinalLabels) read("id,type_1,type_2,type_3\na,FST1,FST3,FST3\nb,,,\nc,FST2,FST1,\n", label);
        assertShares(labels.distribution(0), 1 / 3.0, 0, 2 / 3.0);
        assertThat(labels.levels()).containsExactly(2, -1, 0);
        assertThat(labels.distributions()).isPresent();
        assertThatThrownBy(() -> read("id,type_1\na,FST7\nb,fst\n", label))
                .hasMessageContaining(
                        "line 2: type_1 is 'FST7', which is not a level; the levels are FST1, FST2, FST3. Did you"
                                + " mean 'FST1'?")
                .hasMessageContaining("line 3: type_1 is 'fst'");
        OrdinalLabels alone = (OrdinalLabels) read(
                "tone\n3.0\n10\n1\n", new LabelDescription.Ordinal(plain("tone"), List.of("1", "3", "10"), ALWAYS));
        assertThat(alone.levels()).containsExactly(1, 2, 0);
        assertThat(alone.distributions()).isEmpty();
    }

    @Test
    void votesOfNamedAnnotators() throws IOException {
        VoteLabels byColumn = (VoteLabels) read(
                "id,by_ann,by_bob\n1,cat,dog\n2,,dog\n3,,\n",
                new LabelDescription.Votes(columns("by_*"), ClassList.ALL, false, ALWAYS));
        VoteLabels byRow = (VoteLabels) read(
                "key,who,label\n1,ann,cat\n1,bob,dog\n2,bob,dog\n3,ann,\n",
                new LabelDescription.Votes(
                        new Encoding.Rows("label", Optional.empty(), Optional.of("who")),
                        ClassList.ALL,
                        false,
                        ALWAYS));
        for (VoteLabels votes : List.of(byColumn, byRow)) {
            assertThat(votes.annotators()).containsExactly("ann", "bob");
            assertThat(votes.classNames()).containsExactly("cat", "dog");
            assertThat(votes.voters()).isDeepEqualTo(new int[][] {{0, 1}, {1}, {}});
            assertThat(votes.votes()).isDeepEqualTo(new int[][] {{0, 1}, {1}, {}});
        }
        assertThatThrownBy(() -> read(
                        "key,who,label\n1,ann,cat\n1,ann,dog\n",
                        new LabelDescription.Votes(
                                new Encoding.Rows("label", Optional.empty(), Optional.of("who")),
                                ClassList.ALL,
                                false,
                                ALWAYS)))
                .hasMessageContaining("line 3: label is 'dog', but ann chose 'cat' for the same item before");
    }

    @Test
    void votesWithoutNames() throws IOException {
        LabelDescription.Votes counts = new LabelDescription.Votes(columns("n_*"), ClassList.ALL, true, ALWAYS);
        VoteLabels counted = (VoteLabels) read("id,n_cat,n_dog\n1,2,1\n2,0,\n", counts);
        assertThat(counted.votes()).isDeepEqualTo(new int[][] {{0, 0, 1}, {}});
        assertThat(counted.annotators()).isEmpty();
        VoteLabels listed = (VoteLabels) read(
                "{\"v\": [\"dog\", \"cat\", \"dog\"]}\n{\"v\": null}\n",
                new LabelDescription.Votes(new Encoding.Listed("v"), ClassList.ALL, false, ALWAYS));
        assertThat(listed.votes()).isDeepEqualTo(new int[][] {{1, 0, 1}, {}});
        assertThatThrownBy(() -> read("id,n_cat,n_dog\n1,1.5,1\n", counts))
                .hasMessageContaining("n_cat gives 'cat' the number of votes 1.5; it must be a whole number");
    }
}
