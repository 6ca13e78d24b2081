package io.winnow.datasets.source;

import static io.winnow.datasets.source.Describe.ALWAYS;
import static io.winnow.datasets.source.Describe.columns;
import static io.winnow.datasets.source.Describe.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.label.CandidateLabels;
import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.datasets.label.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels that do not name the class of an item. */
class WeakLabelKindsTest {
    @TempDir
    Path folder;

    private Labels read(String text, LabelDescription label) throws IOException {
        return Describe.label(folder, text.startsWith("{") ? "a.jsonl" : "a.csv", text, label);
    }

    @Test
    void candidates() throws IOException {
        CandidateLabels labels = (CandidateLabels) read(
                "c,id\nb|a,1\n,2\nc,3\na|NA|a,4\n",
                new LabelDescription.Partial(
                        new Encoding.Separated("c", "|"), ClassList.of(List.of("a", "b", "c", "NA")), ALWAYS));
        assertThat(labels.candidates()).isDeepEqualTo(new int[][] {{0, 1}, {}, {2}, {0, 3}});
    }

    private static LabelDescription.Not not(Encoding encoding, Path transition) {
        return new LabelDescription.Not(
                encoding, ClassList.ALL, Optional.of("known"), Optional.ofNullable(transition), ALWAYS);
    }

    @Test
    void classesThatItemsDoNotHave() throws IOException {
        String text = "id,c1,c2,known\n1,cat,cat,\n2,owl,,dog\n3,,,\n4,cat,owl,\n";
        ExcludedLabels labels = (ExcludedLabels) read(text, not(columns("c*"), null));
        assertThat(labels.classNames()).containsExactly("cat", "dog", "owl");
        assertThat(labels.excluded()).isDeepEqualTo(new int[][] {{0, 0}, {2}, {}, {0, 2}});
        assertThat(labels.trusted()).containsExactly(-1, 1, -1, -1);
        assertThat(labels.known(2)).isFalse();
        ExcludedLabels lists = (ExcludedLabels) read(
                "{\"not\": [\"cat\", \"owl\"], \"known\": null}\n{\"not\": [\"owl\"], \"known\": \"dog\"}\n",
                not(plain("not"), null));
        assertThat(lists.excluded()).isDeepEqualTo(new int[][] {{0, 2}, {2}});
    }

    @Test
    void allClassesOfAnItemExcluded() {
        assertThatThrownBy(() -> read("c1,c2,known\ncat,dog,\ndog,cat,\n", not(columns("c*"), null)))
                .hasMessageContaining("line 2")
                .hasMessageContaining(
                        "excludes the last of all 2 classes for this item, but one of them must be right");
    }

    @Test
    void transitionMatrixOfAFile() throws IOException {
        Path file = folder.resolve("q.csv");
        Files.writeString(file, "class,cat,dog,owl\ndog,0.25,0,0.75\ncat,0,0.5,0.5\nowl,1,0,0\n");
        String text = "c1,known\ncat,\ndog,\nowl,\n";
        ExcludedLabels labels = (ExcludedLabels) read(text, not(columns("c*"), file));
        assertThat(labels.matrix()).isDeepEqualTo(new double[][] {{0, 0.5, 0.5}, {0.25, 0, 0.75}, {1, 0, 0}});
        Files.writeString(file, "class,cat,dog,owl\ndog,0.25,0,0.7\ncat,0,0.5,0.5\nowl,1,0,0\n");
        assertThatThrownBy(() -> read(text, not(columns("c*"), file)))
                .hasMessageContaining("line 2: has probabilities that sum to 0.95");
        Files.writeString(file, "class,cat,dog,owl\ndog,0.33,0.33,0.33\ncat,0,0.5,0.5\nowl,1,0,0\n");
        assertThat(((ExcludedLabels) read(text, not(columns("c*"), file))).matrix()[1])
                .as("rounded to two digits, as shares may be")
                .containsExactly(new double[] {1 / 3., 1 / 3., 1 / 3.}, within(1e-12));
        Files.writeString(file, "class,cat,dog,owl\ndog,0.25,0,0.75\ncat,0,0.5,0.5\n");
        assertThatThrownBy(() -> read(text, not(columns("c*"), file)))
                .hasMessageContaining("has no record of the class 'owl'");
    }
}
