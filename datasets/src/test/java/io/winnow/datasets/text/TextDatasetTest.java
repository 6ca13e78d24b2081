package io.winnow.datasets.text;

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

class TextDatasetTest {
    @TempDir
    Path folder;

    private DescribedData describe(Content content) throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.csv"), "id,title,abstract,label\np,On cats,They purr.,cat\nq,,Woof,dog\n");
        return DescribedData.read(
                "pets",
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

    @Test
    void aTableOfTextsIsADataSet() throws IOException {
        DescribedData data = describe(new Content.Texts(List.of("title", "abstract")));
        try (TextDataset texts = TextDataset.of(data, data.labels().get("it"))) {
            assertThat(texts.size()).isEqualTo(2);
            assertThat(texts.name()).isEqualTo("pets");
            assertThat(texts.item(0)).isEqualTo(new Text(List.of("On cats", "They purr."), false));
            assertThat(texts.item(0).first()).isEqualTo("On cats. They purr.");
            assertThat(texts.item(1).first()).isEqualTo("Woof");
            assertThat(texts.item(1).second()).isEmpty();
            assertThat(texts.key(1)).isEqualTo("q");
            assertThat(((ClassLabels) texts.labels()).classes()).containsExactly(0, 1);
        }
        assertThatThrownBy(() -> TextDataset.of(describe(new Content.Values(List.of())), new NoLabels(2)))
                .isInstanceOf(DataException.class)
                .hasMessage("The items of pets are not texts. Name the columns of their parts with inputs.");
    }

    @Test
    void aPairHasTwoTexts() {
        Text pair = new Text(List.of("It rains", "It is wet"), true);
        assertThat(pair.first()).isEqualTo("It rains");
        assertThat(pair.second()).isEqualTo("It is wet");
        assertThatThrownBy(() -> new Text(List.of("one"), true)).hasMessage("A pair has two texts, found 1.");
        assertThatThrownBy(() -> new Text(List.of("one", " "), false)).hasMessageContaining("no part may be blank");
    }

    private static String fingerprint(List<String> keys, List<Text> texts, Labels labels) {
        return new TextDataset("set", keys, texts, labels, ReadReport.EMPTY).fingerprint();
    }

    /** The texts ("ab", "c") and ("a", "bc") have the same characters in a row. */
    @Test
    void theFingerprintDistinguishesKeysTextsPartsAndLabels() {
        Labels none = new NoLabels(2);
        List<String> keys = List.of("1", "2");
        List<Text> texts = List.of(Text.of("ab"), Text.of("c"));
        Set<String> all = new HashSet<>();
        all.add(fingerprint(keys, texts, none));
        all.add(fingerprint(List.of("1", "3"), texts, none));
        all.add(fingerprint(keys, List.of(Text.of("a"), Text.of("bc")), none));
        all.add(fingerprint(keys, List.of(new Text(List.of("ab", "x"), false), Text.of("c")), none));
        all.add(fingerprint(keys, List.of(new Text(List.of("ab", "x"), true), Text.of("c")), none));
        all.add(fingerprint(keys, texts, new ClassLabels(new int[] {0, 0}, List.of("a"))));
        all.add(fingerprint(keys, texts, new ClassLabels(new int[] {0, -1}, List.of("a"))));
        assertThat(all).hasSize(7);
        assertThat(all).contains(fingerprint(keys, texts, none));
    }
}
