package io.winnow.datasets.source;

import static io.winnow.datasets.source.Describe.oneClass;
import static io.winnow.datasets.source.Describe.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.file.RecordFormat;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.source.LabelDescription.Multi.Unlisted;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DescribedDataTest extends OnDescribedData {
    @Test
    void textsOfSeveralPartsInSeveralFiles() throws IOException {
        write("train.csv", "title,abstract,year\nOn,\"two\nlines\",1\n,only,2\nNA,None,3\n");
        write("test.jsonl", "{\"Title\": \"x\", \"abstract\": \"y\", \"year\": 4}\n");
        DescribedData data = read(
                metadata(List.of(), "train.csv", "test.jsonl"),
                new Content.Texts(List.of("title", "abstract")),
                ItemColumns.NONE);
        assertThat(texts(data))
                .containsExactly(
                        List.of("On", "two\nlines"), List.of("only"), List.of("NA", "None"), List.of("x", "y"));
        assertThat(data.keys()).containsExactly("train/1", "train/2", "train/3", "test/1");
        assertThat(data.parts())
                .containsExactly(Optional.of("train"), Optional.of("train"), Optional.of("train"), Optional.of("test"));
        assertThat(data.weights()).containsExactly(1, 1, 1, 1);
    }

    /** A message on a column names the file that lacks it, and the columns of that file. */
    @Test
    void filesOfPartsNeedTheSameColumnsUnlessOneIsPartial() throws IOException {
        write("train.csv", "text,bag\na,1\nb,2\n");
        write("test.csv", "text,kind\nc,x\n");
        Map<String, LabelDescription> labels = Map.of("bag", oneClass(plain("bag"), ClassList.ALL));
        Metadata metadata = metadata(List.of(), "train.csv", "test.csv");
        Content content = new Content.Texts(List.of("text"));
        assertThatThrownBy(() -> DescribedData.read(
                        "test", new DataDescription(metadata, content, ItemColumns.NONE, labels, List.of())))
                .hasMessageContaining("test.csv has no column 'bag'; the columns are text, kind.");
        Metadata partial = new Metadata(
                metadata.files(),
                Optional.empty(),
                TextCharset.UTF_8,
                List.of(),
                List.of(),
                Optional.empty(),
                Decimal.POINT,
                Set.of("bag"));
        DescribedData data =
                DescribedData.read("test", new DataDescription(partial, content, ItemColumns.NONE, labels, List.of()));
        Labels bags = data.labels().get("bag");
        assertThat(bags.known(0) && bags.known(1)).isTrue();
        assertThat(bags.known(2)).isFalse();
        write("test.csv", "text,bag,bag\nc,3,4\n");
        assertThatThrownBy(() -> DescribedData.read(
                        "test", new DataDescription(partial, content, ItemColumns.NONE, labels, List.of())))
                .hasMessageContaining("test.csv has several columns with the name bag");
    }

    @Test
    void pairsAndSubfieldsOfJson() throws IOException {
        write(
                "a.jsonl",
                "{\"meta\": {\"p\": \"rain\", \"labels\": [\"wet\"]}, \"h\": \"water\", \"s\": \"dev\", \"f\": 0}\n");
        DataDescription description = new DataDescription(
                metadata(List.of(), "a.jsonl"),
                new Content.TextPair("meta.p", "h"),
                new ItemColumns(Optional.empty(), List.of(), Optional.empty(), Optional.of("s"), Optional.of("f")),
                Map.of("it", LabelDescription.Multi.listed(plain("meta.labels"), Unlisted.NEGATIVE)),
                List.of());
        DescribedData data = DescribedData.read("test", description);
        assertThat(((ItemContent.Texts) data.content()).pair()).isTrue();
        assertThat(texts(data)).containsExactly(List.of("rain", "water"));
        assertThat(data.parts()).containsExactly(Optional.of("dev"));
        assertThat(data.folds()).containsExactly(Optional.of("0"));
        assertThat(data.labels().get("it").classNames()).containsExactly("wet");
        assertThat(description.used()).containsExactly("it");
    }

    @Test
    void plainTextAndFastTextByTheirFirstLine() throws IOException {
        write("a.txt", "one, \"text\"\n\nanother\n");
        assertThat(texts(read(metadata(List.of(), "a.txt"), TEXT, ItemColumns.NONE)))
                .containsExactly(List.of("one, \"text\""), List.of("another"));
        write("b.txt", "__label__x __label__y one\nnone\n__label__y two\n");
        DescribedData data = read(
                metadata(List.of(), "b.txt"),
                Map.of("tags", LabelDescription.Multi.listed(new Encoding.Listed("labels"), Unlisted.NEGATIVE)));
        assertThat(texts(data)).containsExactly(List.of("one"), List.of("none"), List.of("two"));
        ClassSets tags = (ClassSets) data.labels().get("tags");
        assertThat(tags.positives()).isDeepEqualTo(new int[][] {{0, 1}, {}, {1}});
        assertThat(tags.known(1)).isTrue();
    }

    /** The number of a row is that in its file, so that a record that is left out does not rename the others. */
    @Test
    void aFormatMayBeGivenAndRowsKeepTheirNumbers() throws IOException {
        write("a.data", "text\tk\none, two\t1\nthree\t0\nfour\t1\n");
        Metadata metadata = new Metadata(
                List.of(new Metadata.PartFile(Optional.empty(), folder.resolve("a.data"))),
                Optional.of(RecordFormat.TSV),
                TextCharset.UTF_8,
                List.of(),
                List.of(),
                Optional.of(Condition.parse("k = 1")));
        DescribedData data = read(metadata, TEXT, ItemColumns.NONE);
        assertThat(texts(data)).containsExactly(List.of("one, two"), List.of("four"));
        assertThat(data.keys()).containsExactly("1", "3");
    }

    /** The lists of test items are complete, an empty one included; a missing one says nothing. */
    @Test
    void listsMayBeCompleteInTestItemsOnly() throws IOException {
        write("train.jsonl", "{\"text\": \"one\", \"tags\": [\"a\"]}\n{\"text\": \"two\", \"tags\": [\"b\"]}\n");
        write("test.jsonl", """
                {"text": "three", "tags": ["b"]}
                {"text": "four", "tags": []}
                {"text": "five", "tags": null}
                """);
        Map<String, LabelDescription> tags =
                Map.of("tags", LabelDescription.Multi.listed(new Encoding.Plain("tags"), Unlisted.UNKNOWN_IN_TRAINING));
        ClassSets labels = (ClassSets) read(metadata(List.of(), "train.jsonl", "test.jsonl"), tags)
                .labels()
                .get("tags");
        assertThat(labels.states(0)).containsExactly(1, 0);
        assertThat(labels.states(1)).containsExactly(0, 1);
        assertThat(labels.states(2)).containsExactly(-1, 1);
        assertThat(labels.states(3)).containsExactly(-1, -1);
        assertThat(labels.states(4)).containsExactly(0, 0);
        assertThatThrownBy(() -> read(metadata(List.of(), "train.jsonl"), tags))
                .hasMessageContaining(
                        "labels.tags: unlisted is unknown_in_training, but it is not known which items are"
                                + " not for training. Give files of the validation or test items");
    }

    @Test
    void aRowForEachTextAndLabel() throws IOException {
        write("a.csv", "text,label\none,a\ntwo,b\none,b\none,a\nthree,\n");
        DescribedData data = read(
                metadata(List.of(), "a.csv"),
                Map.of(
                        "it",
                        LabelDescription.Multi.listed(
                                new Encoding.Rows("label", Optional.empty(), Optional.empty()), Unlisted.NEGATIVE)));
        assertThat(texts(data)).containsExactly(List.of("one"), List.of("two"), List.of("three"));
        assertThat(data.keys()).containsExactly("1", "2", "5");
        assertThat(((ClassSets) data.labels().get("it")).positives()).isDeepEqualTo(new int[][] {{0, 1}, {1}, {}});
    }

    @Test
    void joinsAddColumnsToTheRecordsWithTheSameValues() throws IOException {
        write("a.csv", "id,site,text\n1,x,one\n2,x,two\n1,y,three\n");
        write("b.csv", "Site,id,label\nx,1,p\ny,1,q\nz,9,r\n");
        Metadata.Join join = new Metadata.Join(folder.resolve("b.csv"), List.of("id", "site"), true);
        DescribedData data =
                read(metadata(List.of(join), "a.csv"), Map.of("it", oneClass(plain("label"), ClassList.ALL)));
        assertThat(((ClassLabels) data.labels().get("it")).classes()).containsExactly(0, -1, 1);
        assertThat(data.notes()).anyMatch(note -> note.endsWith("b.csv: 1 record matches no item and was left out."));
    }

    @Test
    void valuesAreAllColumnsThatAreNotUsedOtherwise() throws IOException {
        write("a.csv", "id,x,label,y,w\na,1,p,NA,2\nb,,q,3,0.5\n");
        DescribedData data = DescribedData.read(
                "test",
                new DataDescription(
                        metadata(List.of(), "a.csv"),
                        new Content.Values(List.of()),
                        new ItemColumns(
                                Optional.of("id"),
                                List.of(),
                                Optional.of(new ItemColumns.Weight("w", Map.of())),
                                Optional.empty(),
                                Optional.empty()),
                        Map.of("it", oneClass(plain("label"), ClassList.ALL)),
                        List.of()));
        ItemContent.Values values = (ItemContent.Values) data.content();
        assertThat(values.columns()).containsExactly("x", "y");
        assertThat(values.cells()).containsExactly(List.of("1", ""), List.of("", "3"));
        assertThat(data.weights()).containsExactly(2, 0.5);
        assertThat(data.keys()).containsExactly("a", "b");
    }

    @Test
    void filesAreNamedByTheirPathsIfThereAreNoKeys() throws IOException {
        Files.createDirectories(folder.resolve("img/cat"));
        write("img/cat/1.png", "1");
        write("img/2.png", "2");
        write("a.csv", "file,label\ncat\\1.png,cat\n2.png,dog\n3.png,dog\n,cat\n");
        DescribedData data = read(
                metadata(List.of(), "a.csv"),
                new Content.Files(List.of("file"), folder.resolve("img"), true),
                ItemColumns.NONE);
        assertThat(data.keys()).containsExactly("cat\\1.png", "2.png");
        assertThat(((ItemContent.Files) data.content()).paths())
                .containsExactly(folder.resolve("img/cat/1.png"), folder.resolve("img/2.png"));
        assertThat(data.notes())
                .contains("1 file that does not exist was skipped.", "1 record that names no file was skipped.");
    }

    @Test
    void aLabelFileNamesAndDescribesTheClasses() throws IOException {
        write("labels.jsonl", """
                {"label": "b", "name": "bee", "description": "An insect.", "parents": ["animal"]}
                {"label": "a", "count": 3}
                {"label": "z"}
                """);
        write("a.csv", "text,label\none,a\ntwo,b\n");
        ClassList classes = ClassList.ALL.withFile(folder.resolve("labels.jsonl"));
        DataDescription description = new DataDescription(
                metadata(List.of(), "a.csv"),
                TEXT,
                ItemColumns.NONE,
                Map.of("it", oneClass(plain("label"), classes)),
                List.of());
        DescribedData data = DescribedData.read("test", description);
        assertThat(data.labels().get("it").classNames()).containsExactly("b", "a", "z");
        assertThat(((ClassLabels) data.labels().get("it")).classes()).containsExactly(1, 0);
        assertThat(data.classes().get("it"))
                .containsExactly(
                        new ClassInfo("b", "bee", Optional.of("An insect."), List.of("animal")),
                        new ClassInfo("a", "a", Optional.empty(), List.of()),
                        new ClassInfo("z", "z", Optional.empty(), List.of()));
        assertThat(data.warnings()).containsExactly("labels.it: no item has the class z.");
        write("a.csv", "text,label\none,a\ntwo,c\n");
        assertThatThrownBy(() -> DescribedData.read("test", description))
                .hasMessageContaining(
                        "a.csv, line 3: label is 'c', which is not a class; the classes are b, a, z. Did you mean"
                                + " 'b'?");
    }
}
