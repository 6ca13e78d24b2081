package io.winnow.datasets.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import io.winnow.datasets.file.Gaps;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.parquet.ParquetWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnotationFileTest {
    @TempDir
    Path folder;

    private AnnotationFile read(String text, LabelFileOptions options) throws IOException {
        return AnnotationFile.read(Files.writeString(folder.resolve("votes.csv"), text), options);
    }

    private AnnotationFile read(String text) throws IOException {
        return read(text, LabelFileOptions.DEFAULT);
    }

    /** The same votes in the formats of several tools; "~" stands for a line end. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "key,annotator,label~a,u1,cat~a,u2,dog~b,u2,cat~",
                "Key,Annotator,Label,rater,class~a,u1,cat,x,y~a,u2,dog,x,y~b,u2,cat,x,y~",
                "\uFEFFtask;worker;label~a;u1;cat~a;u2;dog~b;u2;cat~",
                "annotation_id,annotator,choice,id,image~1,u1,cat,7,a~2,u2,dog,7,a~3,u2,cat,8,b~",
                "key,u1,u2~a,cat,dog~b,,cat~",
                "item,u1,u2~a,cat,dog~b,NA,cat~",
                "key,annotator,label~a,u1,cat~b,u1,~a,u2,dog~a,u2,dog~b,u2,cat~c,u1,n/a~",
                "[{\"id\": 1, \"data\": {\"image\": \"a\"}, \"annotations\": ["
                        + "{\"completed_by\": {\"id\": 3, \"email\": \"u1\"}, \"result\": [{\"value\": {\"choices\": [\"cat\"]}}]},"
                        + "{\"completed_by\": {\"id\": 4, \"email\": \"u2\"}, \"result\": [{\"value\": {\"choices\": [\"dog\"]}}]}]},"
                        + "{\"id\": 2, \"data\": {\"image\": \"b\"}, \"annotations\": ["
                        + "{\"completed_by\": {\"id\": 3, \"email\": \"u1\"}, \"result\": []},"
                        + "{\"completed_by\": {\"id\": 4, \"email\": \"u2\"}, \"result\": [{\"value\": {\"choices\": [\"cat\"]}}]}]}]"
            })
    void filesOfLabellingToolsAreRead(String text) throws IOException {
        Annotations read = read(text.replace('~', '\n')).annotations();
        assertThat(read.items()).containsExactly("a", "b");
        assertThat(read.annotators()).containsExactly("u1", "u2");
        assertThat(read.classNames()).containsExactly("cat", "dog");
        assertThat(read.voters()).isDeepEqualTo(new int[][] {{0, 1}, {1}});
        assertThat(read.labels()).isDeepEqualTo(new int[][] {{0, 1}, {0}});
    }

    private AnnotationFile readAll(Path... named) throws IOException {
        return AnnotationFile.read(List.of(named), LabelFileOptions.DEFAULT, VoteOptions.DEFAULT);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** The same votes, in one file and in one for each annotator, who has another separator and order of columns. */
    @Test
    void eachAnnotatorMayHaveAFile() throws IOException {
        Annotations one = read("key,annotator,label\na,ann,cat\nb,ann,dog\nb,ben,cat\nc,ben,cat\nc,cem,dog\n")
                .annotations();
        write("each/ann.csv", "key,label\na,cat\nb,dog\n");
        write("each/ben.tsv", "label\tid\ncat\tb\ncat\tc\n");
        write("each/cem.jsonl", "{\"Nr\": \"c\", \"label\": \"dog\"}\n");
        write("each/.hidden.csv", "key,label\na,dog\n");
        write("each/notes.txt", "not a vote");
        AnnotationFile read = readAll(folder.resolve("each"));
        assertThat(read.annotations()).usingRecursiveComparison().isEqualTo(one);
        assertThat(read.summary())
                .startsWith("3 files: 3 annotators (ann, ben, cem) of 3 items")
                .contains("one who is named after the file");
        assertThat(readAll(
                                folder.resolve("each/ann.csv"),
                                folder.resolve("each/ben.tsv"),
                                folder.resolve("each/cem.jsonl"))
                        .annotations())
                .usingRecursiveComparison()
                .isEqualTo(one);
    }

    @Test
    void filesWithTheNamesOfAnnotatorsCountTogether() throws IOException {
        Path long1 = write("one.csv", "key,annotator,label\na,ann,cat\n");
        Path long2 = write("two.csv", "key,annotator,label\na,ben,dog\nb,ann,cat\n");
        Path wide = write("wide.csv", "key,cem,dan\na,cat,cat\n");
        Annotations read = readAll(long1, long2, wide).annotations();
        assertThat(read.annotators()).containsExactly("ann", "ben", "cem", "dan");
        assertThat(read.voters()).isDeepEqualTo(new int[][] {{0, 1, 2, 3}, {0}});
    }

    @Test
    void filesOfOneNameAreToldApartByTheirFolders() throws IOException {
        Path ann = write("ann/labels.csv", "key,label\na,cat\n");
        Path ben = write("ben/labels.csv", "key,label\na,dog\n");
        assertThat(readAll(ann, ben).annotations().annotators()).containsExactly(ann.toString(), ben.toString());
    }

    @Test
    void mistakesInSeveralFilesNameTheFile() throws IOException {
        Path one = write("one.csv", "key,annotator,label\na,ann,cat\n");
        Path two = write("two.csv", "key,annotator,label\nb,ann,cat\na,ann,dog\n");
        assertThatThrownBy(() -> readAll(one, two))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("two.csv, line 3: ann labels a twice: here as dog; " + one + ", line 2 has cat");
        assertThatThrownBy(() -> readAll(one, folder.resolve("x/../one.csv").normalize()))
                .hasMessageContaining("named twice");
        Files.createDirectories(folder.resolve("empty"));
        assertThatThrownBy(() -> readAll(folder.resolve("empty"))).hasMessageContaining("has no files of votes");
        Path alone = write("alone.csv", "key,label\na,cat\n");
        assertThatThrownBy(() -> readAll(alone)).hasMessageContaining("name all of these files");
    }

    /** A column that counts the rows names the items only where no other one does. */
    @Test
    void aColumnOfNumbersMayNameTheItems() throws IOException {
        assertThat(read("Nr;annotator;label\n7;u1;cat\n8;u1;dog\n")
                        .annotations()
                        .items())
                .containsExactly("7", "8");
        assertThat(read("Nr.,file,annotator,label\n1,x,u1,cat\n2,x,u2,dog\n")
                        .annotations()
                        .items())
                .containsExactly("x");
    }

    /** The numbers of the rows look like answers on a scale. */
    @Test
    void columnsThatNumberTheItemsAreNotAnnotators() throws IOException {
        AnnotationFile read = read("Nr,file,id,ann,ben\n1,x,2,1,2\n2,y,1,2,2\n");
        assertThat(read.annotations().annotators()).containsExactly("ann", "ben");
        assertThat(read.annotations().items()).containsExactly("x", "y");
        assertThat(read.notes()).contains("columns that may name or number the items are not annotators: id, Nr");
    }

    @Test
    void itemsThatLostTheirLeadingZerosAreWarnedOf() throws IOException {
        assertThat(read("key,annotator,label\n0042,ann,cat\n42,ben,cat\n042x,ann,cat\n42x,ann,cat\n0,ann,cat\n")
                        .alike())
                .singleElement()
                .asString()
                .contains(": 1 number names several items, such as 0042 and 42, which count as different items.");
        assertThat(read("key,annotator,label\n0,ann,cat\n10,ann,cat\n1,ann,cat\n")
                        .alike())
                .isEmpty();
    }

    @Test
    void filesInParquetAndOthersOfAFolderCountTogether() throws IOException {
        write("mixed/ann.csv", "key,label\na,cat\n");
        ParquetWriter writer = new ParquetWriter("required binary key (UTF8); required binary label (UTF8);");
        writer.write(folder.resolve("mixed/ben.parquet"), "{\"key\":\"a\",\"label\":\"dog\"}");
        assertThat(readAll(folder.resolve("mixed")).annotations().annotators()).containsExactly("ann", "ben");
        Files.delete(folder.resolve("mixed/ann.csv"));
        writer.write(folder.resolve("mixed/cem.parquet"), "{\"key\":\"a\",\"label\":\"dog\"}");
        assertThat(readAll(folder.resolve("mixed")).annotations().annotators()).containsExactly("ben", "cem");
    }

    @Test
    void skippedValuesAreCounted() throws IOException {
        AnnotationFile read = read("key,annotator,label\na,u1,1.0\na,u2,1\na,u2,1\nb,u1,NA\n");
        assertThat(read.annotations().classNames()).containsExactly("1");
        assertThat(read.notes())
                .containsExactly(
                        "1 value is not a vote (empty, NA or the like)",
                        "1 item without a vote was left out",
                        "1 vote repeats one of the same annotator",
                        "1 label was written as a decimal number, such as 1.0, and read as 1");
    }

    @Test
    void votesAreInTheOrderOfTheAnnotators() throws IOException {
        Annotations read = read("key,annotator,label\na,u1,cat\nb,u3,dog\nb,u2,cat\nb,u1,dog\n")
                .annotations();
        assertThat(read.annotators()).containsExactly("u1", "u3", "u2");
        assertThat(read.voters()).isDeepEqualTo(new int[][] {{0}, {0, 1, 2}});
        assertThat(read.labels()).isDeepEqualTo(new int[][] {{0}, {1, 1, 0}});
        assertThat(read.votes()[1]).containsExactly(1.0 / 3, 2.0 / 3);
    }

    @Test
    void gapsAndColumnsCanBeSet() throws IOException {
        LabelFileOptions options = new LabelFileOptions(
                Optional.of("was"),
                Optional.of("what"),
                Optional.of("who"),
                List.of(),
                TextCharset.UTF_8,
                List.of("skip"));
        Annotations read = read("was,who,what\na,u1,None\na,u2,skip\n", options).annotations();
        assertThat(read.classNames()).containsExactly("None");
        LabelFileOptions wide = new LabelFileOptions(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of("u1", "u2"),
                TextCharset.UTF_8,
                Gaps.USUAL);
        assertThat(read("key,u1,comment,u2\na,cat,hard,dog\n", wide)
                        .annotations()
                        .annotators())
                .containsExactly("u1", "u2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key,label~a,cat~|needs the columns key, annotator and label",
                "key,person,verdict~a,u1,cat~b,u2,dog~|needs the columns key, annotator and label",
                "key,person,verdict~a,u1,cat~a,u2,cat~|needs the columns key, annotator and label",
                "image,url,annotator,label~a,x,u1,cat~a,y,u2,cat~|several columns that may name the items: image, url",
                "key,worker,rater,label~a,u1,u2,cat~|several columns that may hold the annotators: worker, rater",
                "key,annotator,label~a,u1,~a,u2,NA~|: there are no votes, because all 2 labels are empty",
                "key,annotator,label~a,u1,cat~a,u1,dog~|line 3: u1 labels a twice: here as dog; line 2 has cat",
                "key,annotator,label~a,,cat~|line 2: has no value for annotator"
            })
    void errorsDescribeTheMistake(String textAndMessage) {
        String[] parts = textAndMessage.split("\\|", 2);
        assertThatThrownBy(() -> read(parts[0].replace('~', '\n')))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("votes.csv")
                .hasMessageContaining(parts[1]);
    }

    private static Annotations read(Path file) throws IOException {
        return AnnotationFile.read(file, LabelFileOptions.DEFAULT).annotations();
    }

    @Test
    void annotationsAreReadFromBothFormats() throws IOException {
        Path csv = Files.writeString(
                folder.resolve("a.csv"), "key,annotator,label\nx,ann,cat\n\"y, z\",bob,dog\nx,bob,cat\n");
        Annotations read = read(csv);
        assertThat(read.items()).containsExactly("x", "y, z");
        assertThat(read.classNames()).containsExactly("cat", "dog");
        assertThat(read.voters()).isDeepEqualTo(new int[][] {{0, 1}, {1}});
        assertThat(read.labels()).isDeepEqualTo(new int[][] {{0, 0}, {1}});
        Path lines = Files.writeString(folder.resolve("a.jsonl"), """
                {"key": "x", "annotator": "ann", "label": "cat"}
                {"key": "y, z", "annotator": "bob", "label": "dog"}

                {"key": "x", "annotator": "bob", "label": "cat", "note": null}
                """);
        assertThat(read(lines).labels()).isDeepEqualTo(read.labels());
    }

    @Test
    void errorsNameTheLine() throws IOException {
        Path twice = Files.writeString(folder.resolve("twice.csv"), "key,annotator,label\nx,ann,cat\nx,ann,dog\n");
        assertThatThrownBy(() -> read(twice))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining("ann labels x twice");
        Path column = Files.writeString(folder.resolve("column.csv"), "key,who,label\nx,ann,cat\n");
        assertThatThrownBy(() -> read(column)).hasMessageContaining("needs the columns key, annotator and label");
        Path broken = Files.writeString(folder.resolve("broken.jsonl"), "{\"key\": 1\n");
        assertThatThrownBy(() -> read(broken)).hasMessageContaining("line 1: is not valid JSON");
        assertThatThrownBy(() -> read(Files.writeString(folder.resolve("none.csv"), "key\n")))
                .hasMessageContaining("has no record");
    }

    /** Whoever says a, a and b at the times 1, 5 and 3 says a last; at the times 5, 1 and 3, a first. */
    @Test
    void theTimeOfARepeatedVoteCounts() throws IOException {
        String lines = """
                key,annotator,label,when
                i,u,a,%d
                i,u,a,%d
                i,u,b,3
                """;
        Path file = folder.resolve("repeated.csv");
        Files.writeString(file, lines.formatted(1, 5));
        VoteOptions last = new VoteOptions(Optional.of("when"), VoteOptions.Repeated.LAST);
        assertThat(AnnotationFile.read(List.of(file), LabelFileOptions.DEFAULT, last)
                        .annotations()
                        .labels())
                .isDeepEqualTo(new int[][] {{0}});
        Files.writeString(file, lines.formatted(5, 1));
        VoteOptions first = new VoteOptions(Optional.of("when"), VoteOptions.Repeated.FIRST);
        assertThat(AnnotationFile.read(List.of(file), LabelFileOptions.DEFAULT, first)
                        .annotations()
                        .labels())
                .isDeepEqualTo(new int[][] {{0}});
    }

    @Test
    void repeatedVotesCountAsTheOptionsSay() throws IOException {
        String text = """
                key,annotator,label,when
                a,u1,cat,2026-01-02 10:00:00
                a,u1,dog,2026-01-01T10:00:00Z
                a,u2,cat,1767225600000
                a,u1,cat,2026-01-03T00:00:00+01:00
                """;
        Path file = Files.writeString(folder.resolve("votes.csv"), text);
        VoteOptions last = new VoteOptions(Optional.empty(), VoteOptions.Repeated.LAST);
        AnnotationFile byLine = AnnotationFile.read(List.of(file), LabelFileOptions.DEFAULT, last);
        assertThat(byLine.annotations().labels()).isDeepEqualTo(new int[][] {{0, 0}});
        assertThat(byLine.notes().toString()).contains("of which the last counts");
        VoteOptions firstInTime = new VoteOptions(Optional.of("when"), VoteOptions.Repeated.FIRST);
        Annotations read = AnnotationFile.read(List.of(file), LabelFileOptions.DEFAULT, firstInTime)
                .annotations();
        assertThat(read.labels()).isDeepEqualTo(new int[][] {{1, 0}});
        assertThat(read.arrivals()).isDeepEqualTo(new int[][] {{1, 0}});
        VoteOptions all = new VoteOptions(Optional.of("when"), VoteOptions.Repeated.VOTE);
        Annotations both = AnnotationFile.read(List.of(file), LabelFileOptions.DEFAULT, all)
                .annotations();
        assertThat(both.voters()).isDeepEqualTo(new int[][] {{0, 0, 1}});
        assertThat(both.labels()).isDeepEqualTo(new int[][] {{1, 0, 0}});
        Files.writeString(file, "key,annotator,label,when\na,u1,cat,yesterday\n");
        assertThatThrownBy(() -> AnnotationFile.read(List.of(file), LabelFileOptions.DEFAULT, all))
                .hasMessageContaining("line 2: the time 'yesterday' in the column when cannot be read");
    }

    @Test
    void knownClassesAreRead() throws IOException {
        Annotations votes =
                read("key,annotator,label\na,u1,cat\nb,u1,dog\nc,u1,cat\n").annotations();
        Path file = folder.resolve("truth.csv");
        Files.writeString(file, "item,class\nb,cat\nz,dog\na,NA\nb,cat\n");
        KnownClasses known = KnownClasses.read(file, LabelFileOptions.DEFAULT, votes);
        assertThat(known.classes()).containsExactly(-1, 0, -1);
        assertThat(known.count()).isEqualTo(1);
        assertThat(known.unlabelled()).isEqualTo(1);
        Files.writeString(file, "key,label\na,dogs\n");
        assertThatThrownBy(() -> KnownClasses.read(file, LabelFileOptions.DEFAULT, votes))
                .hasMessageContaining("line 2: the label 'dogs' is not a class that an annotator chose")
                .hasMessageContaining("did you mean 'dog'?");
        Files.writeString(file, "key,label\na,dog\na,cat\n");
        assertThatThrownBy(() -> KnownClasses.read(file, LabelFileOptions.DEFAULT, votes))
                .hasMessageContaining("line 3: labels a as 'cat'");
        Files.writeString(file, "key,label\nx,dog\n");
        assertThatThrownBy(() -> KnownClasses.read(file, LabelFileOptions.DEFAULT, votes))
                .hasMessageContaining("names the class of no item");
        Files.writeString(file, "what,label\nx,dog\n");
        assertThatThrownBy(() -> KnownClasses.read(file, LabelFileOptions.DEFAULT, votes))
                .hasMessageContaining("needs the columns key and label; it has what, label");
    }
}
