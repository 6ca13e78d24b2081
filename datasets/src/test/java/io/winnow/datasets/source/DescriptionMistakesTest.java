package io.winnow.datasets.source;

import static io.winnow.datasets.source.Describe.ALWAYS;
import static io.winnow.datasets.source.Describe.columns;
import static io.winnow.datasets.source.Describe.oneClass;
import static io.winnow.datasets.source.Describe.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.source.LabelDescription.Multi.Unlisted;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a description or its files is said, all of it at once; what looks wrong is a warning. */
class DescriptionMistakesTest extends OnDescribedData {
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
        write("u.csv", "text,label\none,cat\ntwo,Not_Labelled\nthree,unlabeled\n");
        assertThat(read(metadata(List.of(), "u.csv"), Map.of("it", oneClass(plain("label"), ClassList.ALL)))
                        .warnings())
                .singleElement()
                .asString()
                .startsWith("labels.it has the classes 'Not_Labelled', 'unlabeled'. If nothing is known");
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

    /** A separator that no cell has is as wrong as none; one that some cells have is right, and other signs belong to the names. */
    @Test
    void cellsWithAnotherSeparatorOrListsAreAWarning() throws IOException {
        String end = "' is read as the name of one class. If such cells name several classes, set ";
        assertThat(candidates("a, b", "b, c", "e"))
                .containsExactly("labels.it: 'a, b" + end + "separator: ',' for the label.");
        assertThat(candidates("['a', 'b']", "['b']", "e"))
                .singleElement()
                .asString()
                .startsWith("labels.it: '['")
                .endsWith(end + "literal: true for the label.");
        assertThat(candidates("a, b", "c, b", "e|f")).isEmpty();
    }

    private List<String> candidates(String... cells) throws IOException {
        write("a.csv", "text\tlabel\nx\t" + String.join("\nx\t", cells) + "\n");
        return read(
                        metadata(List.of(), "a.csv"),
                        Map.of(
                                "it",
                                new LabelDescription.Partial(
                                        new Encoding.Separated("label", "|"), ClassList.ALL, Optional.empty())))
                .warnings();
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
