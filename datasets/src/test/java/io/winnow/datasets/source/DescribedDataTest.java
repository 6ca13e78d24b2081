package io.winnow.datasets.source;

import static io.winnow.datasets.source.Describe.ALWAYS;
import static io.winnow.datasets.source.Describe.columns;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescribedDataTest {
    private static final Content TEXT = new Content.Texts(List.of("text"));

    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Metadata metadata(List<Metadata.Join> joins, String... files) {
        List<Metadata.PartFile> parts = new ArrayList<>();
        for (String file : files) {
            Optional<String> part =
                    files.length == 1 ? Optional.empty() : Optional.of(file.substring(0, file.indexOf('.')));
            parts.add(new Metadata.PartFile(part, folder.resolve(file)));
        }
        return new Metadata(parts, Optional.empty(), TextCharset.UTF_8, joins, List.of("NA"), Optional.empty());
    }

    private static DescribedData read(Metadata metadata, Content content, ItemColumns columns) throws IOException {
        return DescribedData.read("test", new DataDescription(metadata, content, columns, Map.of(), List.of()));
    }

    /** Reads texts with labels. */
    private static DescribedData read(Metadata metadata, Map<String, LabelDescription> labels) throws IOException {
        return DescribedData.read("test", new DataDescription(metadata, TEXT, ItemColumns.NONE, labels, List.of()));
    }

    private static List<List<String>> texts(DescribedData data) {
        return ((ItemContent.Texts) data.content()).parts();
    }

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

    @Test
    void classesThatDifferInCaseOnlyAreAWarning() throws IOException {
        write("a.csv", "text,label\none,Cat\ntwo,cat\n");
        DescribedData data = read(metadata(List.of(), "a.csv"), Map.of("it", oneClass(plain("label"), ClassList.ALL)));
        assertThat(data.warnings())
                .hasSize(1)
                .first()
                .asString()
                .contains("differ only in upper and lower case", "Cat, cat");
    }

    @Test
    void valuesThatOftenMeanNothingAreAWarningUnlessTheClassesAreNamed() throws IOException {
        write("a.csv", "text,label\none,cat\ntwo,?\nthree,n/a\n");
        DescribedData data = read(metadata(List.of(), "a.csv"), Map.of("it", oneClass(plain("label"), ClassList.ALL)));
        assertThat(data.labels().get("it").classNames()).containsExactly("?", "cat", "n/a");
        assertThat(data.warnings())
                .containsExactly(
                        "labels.it has the classes '?', 'n/a'. If nothing is known of these items, list these values in"
                                + " data.missing; otherwise name the classes in the description.");
        write("b.csv", "text,label\none,cat\ntwo,?\nthree,n/a\n");
        write("c.csv", "text,cat,none\none,1,0\ntwo,0,1\n");
        LabelDescription columns = LabelDescription.Multi.of(Describe.columns("cat", "none"), StateValues.USUAL);
        assertThat(read(metadata(List.of(), "c.csv"), Map.of("it", columns)).warnings())
                .as("a name of a column is no value")
                .isEmpty();
        ClassList named = ClassList.of(List.of("?", "cat", "n/a"));
        assertThat(read(metadata(List.of(), "b.csv"), Map.of("it", oneClass(plain("label"), named)))
                        .warnings())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a|b,b | c,'|'", "a;b,c;a,;", "a|b,c|d,", "a b,b c,"})
    void cellsThatSeemToNameSeveralClassesAreAWarning(String one, String two, String separator) throws IOException {
        write(
                "a.csv",
                "text,label\tone,%s\ttwo,%s\tthree,e\t".formatted(one, two).replace('\t', '\n'));
        DescribedData data = read(
                metadata(List.of(), "a.csv"),
                Map.of("it", new LabelDescription.Partial(plain("label"), ClassList.ALL, Optional.empty())));
        assertThat(data.warnings())
                .isEqualTo(
                        separator == null
                                ? List.of()
                                : List.of("labels.it: '" + one
                                        + "' is read as the name of one class. If such cells name several classes, set separator: '"
                                        + separator + "' for the label."));
    }

    /** data-readers.md, section 9: all mistakes of a description and its files are said at once, with file and line. */
    @Test
    void allMistakesAreSaidAtOnce() throws IOException {
        write("a.csv", """
                id,file,label,level,share,grp,w,x
                1,a.png,cat,low,"{'a': 0.5}",,2,1
                1,b.png,dog,hih,"{'a': 1",,7,
                3,../c.png,owl,mid,,,2,
                """);
        write("b.csv", "id,y\n1,5\n1,6\n");
        Map<String, LabelDescription> labels = new LinkedHashMap<>();
        labels.put("typo", oneClass(plain("labl"), ClassList.ALL));
        labels.put("cls", oneClass(plain("label"), ClassList.of(List.of("cat", "dog"))));
        labels.put("lvl", new LabelDescription.Ordinal(plain("level"), List.of("low", "high"), ALWAYS));
        labels.put("soft", Describe.soft(new Encoding.Listed("share"), ClassList.ALL));
        labels.put("glob", new LabelDescription.Numbers(columns("tox_*"), Optional.empty(), ALWAYS));
        labels.put("none", oneClass(plain("grp"), ClassList.ALL));
        DataDescription description = new DataDescription(
                metadata(List.of(new Metadata.Join(folder.resolve("b.csv"), List.of("id"), false)), "a.csv"),
                new Content.Files(List.of("file"), folder.resolve("img"), false),
                new ItemColumns(
                        Optional.of("id"),
                        List.of("grp"),
                        Optional.of(new ItemColumns.Weight("w", Map.of("1", 1.0, "2", 0.3))),
                        Optional.empty(),
                        Optional.empty()),
                labels,
                List.of("cls", "sofd"));
        String file = folder.resolve("a.csv").toString();
        assertThatThrownBy(() -> DescribedData.read("test", description))
                .isInstanceOfSatisfying(
                        DescriptionException.class,
                        e -> assertThat(e.problems())
                                .containsExactlyInAnyOrder(
                                        "use: there is no label 'sofd'; the labels are typo, cls, lvl, soft, glob and 1 more. Did you mean"
                                                + " 'soft'?",
                                        folder.resolve("b.csv")
                                                + ", line 3: has id '1', as line 2 has; each must occur once in a joined"
                                                + " file.",
                                        "join of " + folder.resolve("b.csv")
                                                + ": 1 of 3 records has no match, such as id '3' (line 4)."
                                                + " Add them to the joined file, or say that the join is optional.",
                                        "labels.typo: " + file
                                                + " has no column 'labl'; the columns are id, file, label, level, share"
                                                + " and 4 more. Did you mean 'label'?",
                                        "labels.glob: no column fits tox_*. The columns are id, file, label, level, share and 4 more.",
                                        "files.root: the folder " + folder.resolve("img")
                                                + " does not exist. Give the folder in which the files are.",
                                        file
                                                + ", line 3: id is '1', as in line 2. Each item needs a key of its own: leave out key if these are different items; if a record is one"
                                                + " statement on an item, declare the label as rows.",
                                        file + ", line 4: names the file '../c.png', which is not below the folder "
                                                + folder.resolve("img")
                                                + ". Choose the folder that contains all files as files.root.",
                                        "2 files do not exist below " + folder.resolve("img")
                                                + ": a.png (line 2), b.png (line 3). Correct files.root or the names, or set"
                                                + " files.skip_missing: true.",
                                        file
                                                + ", line 4: label is 'owl', which is not a class; the classes are cat, dog. Correct the"
                                                + " cell, or rename or drop this value in the description.",
                                        file
                                                + ", line 3: level is 'hih', which is not a level; the levels are low, high. Did you mean"
                                                + " 'high'?",
                                        file
                                                + ", line 4: level is 'mid', which is not a level; the levels are low, high. Correct the"
                                                + " cell, or add the value to levels or to missing.",
                                        file
                                                + ", line 2: share has shares whose sum is 0.5000; it must be 1 (up to 0.02). Correct the"
                                                + " record, or set normalise: true to divide by the sum.",
                                        file
                                                + ", line 3: share is not a list or dictionary: character 8: '}' is missing at the end.",
                                        "group: the column grp has no value in any record. Give another column, or leave group out.",
                                        "labels.none: no item has a label; all cells of grp are blank or mean that nothing is known."
                                                + " Check the column, and the values that are missing or dropped.",
                                        file
                                                + ", line 3: w is '7', for which weight.map has no weight; it has 1, 2. Add the value to the"
                                                + " map."));
    }

    @Test
    void mistakesOfOneKindAreCountedAfterTheFirst() throws IOException {
        StringBuilder text = new StringBuilder("text,x\n");
        for (int i = 0; i < 100; i++) {
            text.append("t,bad").append(i).append('\n');
        }
        write("a.csv", text.toString());
        DataDescription description = new DataDescription(
                metadata(List.of(), "a.csv"),
                TEXT,
                ItemColumns.NONE,
                Map.of("it", new LabelDescription.Numbers(plain("x"), Optional.empty(), ALWAYS)),
                List.of());
        assertThatThrownBy(() -> DescribedData.read("test", description))
                .isInstanceOfSatisfying(DescriptionException.class, e -> {
                    assertThat(e.problems()).hasSize(6);
                    assertThat(e.problems().get(4)).contains("line 6: x is 'bad4'");
                    assertThat(e.problems().get(5)).isEqualTo("(95 more like the last one.)");
                });
    }

    @Test
    void filesThatCannotBeReadStopTheReading() throws IOException {
        write("a.csv", "text\n\"open\n");
        assertThatThrownBy(() -> read(metadata(List.of(), "a.csv", "none.csv"), TEXT, ItemColumns.NONE))
                .hasMessageContaining("a.csv, line 2: a quotation mark opens in this row and is never closed")
                .hasMessageContaining(
                        "The metadata file " + folder.resolve("none.csv") + " does not exist. Check the path.");
    }

    @Test
    void textsMustNotBeBlank() throws IOException {
        write("a.csv", "a,b\nx,\n,\ny,z\n");
        assertThatThrownBy(() -> read(metadata(List.of(), "a.csv"), new Content.TextPair("a", "b"), ItemColumns.NONE))
                .hasMessageContaining("a.csv, line 2: a or b is blank");
        assertThat(texts(read(metadata(List.of(), "a.csv"), new Content.Texts(List.of("a", "b")), ItemColumns.NONE)))
                .containsExactly(List.of("x"), List.of("y", "z"));
    }

    @Test
    void recordsOfOneItemMustAgree() throws IOException {
        write("a.csv", "key,text,label\n1,one,a\n1,two,b\n");
        DataDescription description = new DataDescription(
                metadata(List.of(), "a.csv"),
                TEXT,
                ItemColumns.NONE.withKey("key"),
                Map.of(
                        "it",
                        LabelDescription.Multi.listed(
                                new Encoding.Rows("label", Optional.empty(), Optional.empty()), Unlisted.NEGATIVE)),
                List.of());
        assertThatThrownBy(() -> DescribedData.read("test", description))
                .hasMessageContaining("line 3: text is 'two', but line 2, which has the same key, has 'one'");
    }
}
