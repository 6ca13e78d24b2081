package io.winnow.datasets.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.source.ClassList;
import io.winnow.datasets.source.Content;
import io.winnow.datasets.source.DataDescription;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.source.Encoding;
import io.winnow.datasets.source.ItemColumns;
import io.winnow.datasets.source.ItemContent;
import io.winnow.datasets.source.LabelDescription;
import io.winnow.datasets.source.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowDatasetTest {
    @TempDir
    Path folder;

    private DescribedData describe(Content content) throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "id,age,job,label\np,31,cook,yes\nq,,nurse,no\n");
        return DescribedData.read(
                "people",
                new DataDescription(
                        Metadata.of(file),
                        content,
                        ItemColumns.NONE.withKey("id"),
                        Map.of(
                                "it",
                                new LabelDescription.OneClass(
                                        new Encoding.Plain("label"), ClassList.ALL, Optional.empty())),
                        List.of("it")));
    }

    /** The key and the label are no values of a row. */
    @Test
    void aTableIsADataSet() throws IOException {
        DescribedData data = describe(new Content.Values(List.of()));
        try (RowDataset rows = RowDataset.of(data, data.labels().get("it"))) {
            assertThat(rows.size()).isEqualTo(2);
            assertThat(rows.name()).isEqualTo("people");
            assertThat(rows.key(1)).isEqualTo("q");
            assertThat(rows.item(0)).isEqualTo(new Row(List.of("age", "job"), List.of("31", "cook")));
            assertThat(rows.item(1).cells()).containsExactly("", "nurse");
            assertThat(((ClassLabels) rows.labels()).classes()).containsExactly(1, 0);
        }
        assertThatThrownBy(() -> RowDataset.of(describe(new Content.Texts(List.of("job"))), new NoLabels(2)))
                .isInstanceOf(DataException.class)
                .hasMessage("The items of people are texts or files, not rows of values. Describe the columns of the"
                        + " values, or train on texts or images.");
        assertThatThrownBy(() -> new Row(List.of("a"), List.of())).hasMessageContaining("1 columns");
    }

    private static String fingerprint(List<String> keys, List<String> columns, List<String> cells, Labels labels) {
        List<List<String>> rows = List.of(cells.subList(0, 2), cells.subList(2, 4));
        return new RowDataset("set", keys, new ItemContent.Values(columns, rows), labels, ReadReport.EMPTY)
                .fingerprint();
    }

    /** The cells ("ab", "c") and ("a", "bc") have the same characters in a row. */
    @Test
    void theFingerprintDistinguishesKeysColumnsCellsAndLabels() {
        Labels none = new NoLabels(2);
        List<String> keys = List.of("1", "2");
        List<String> columns = List.of("x", "y");
        List<String> cells = List.of("ab", "c", "", "d");
        Set<String> all = new HashSet<>();
        all.add(fingerprint(keys, columns, cells, none));
        all.add(fingerprint(List.of("1", "3"), columns, cells, none));
        all.add(fingerprint(keys, List.of("x", "z"), cells, none));
        all.add(fingerprint(keys, columns, List.of("a", "bc", "", "d"), none));
        all.add(fingerprint(keys, columns, List.of("ab", "c", "d", ""), none));
        all.add(fingerprint(keys, columns, cells, new ClassLabels(new int[] {0, 0}, List.of("a"))));
        assertThat(all).hasSize(6).contains(fingerprint(keys, columns, cells, none));
    }
}
