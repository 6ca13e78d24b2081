package io.winnow.datasets.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import io.winnow.datasets.file.Gaps;
import io.winnow.datasets.file.TextCharset;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelFileTest {
    private static final List<String> KEYS = List.of("cat/1.png", "cat/2.png", "dog/3.png");
    private static final List<String> CLASSES = List.of("cat", "dog");
    private static final int NONE = GivenNames.NONE;

    @TempDir
    Path folder;

    private static Examples examples(String name, List<String> keys) {
        return new Examples(name, Optional.of(Path.of("/photos", name)), keys.size(), keys::get);
    }

    private static LabelFileOptions columns(String key, String label) {
        return new LabelFileOptions(
                Optional.ofNullable(key),
                Optional.ofNullable(label),
                Optional.empty(),
                List.of(),
                TextCharset.UTF_8,
                Gaps.USUAL);
    }

    private LabelFile file(String name, byte[] bytes, LabelFileOptions options, List<String> keys) throws IOException {
        return LabelFile.read(
                Files.write(folder.resolve(name), bytes), options, examples("train", keys), Optional.empty(), false);
    }

    private LabelFile file(String name, String text, List<String> keys) throws IOException {
        return file(name, text.getBytes(StandardCharsets.UTF_8), LabelFileOptions.DEFAULT, keys);
    }

    private int[] read(String name, String text) throws IOException {
        return file(name, text, KEYS).train().classes(CLASSES);
    }

    @Test
    void examplesAreIdentifiedByKeyOrIndex() throws IOException {
        String keyed = "label,key,confidence\ndog,cat/1.png,0.9\n0,cat/2.png,1\ncat,dog/3.png,0.5\n";
        assertThat(read("a.csv", keyed)).containsExactly(1, 0, 0);
        String numbered = "{\"index\": 2, \"label\": 1}\n{\"index\": 0, \"label\": \"dog\"}\n";
        assertThat(read("a.jsonl", numbered)).containsExactly(1, NONE, 1);
    }

    /** Each line is the same file in another dialect; "~" stands for a line end, "^" for a tab. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "key,label~cat/1.png,dog~cat/2.png,cat~dog/3.png,dog~",
                "\uFEFFkey,label~cat/1.png,dog~cat/2.png,cat~dog/3.png,dog~",
                "sep=;~key;label~cat/1.png;dog~cat/2.png;cat~dog/3.png;dog~",
                "key;label;share~cat/1.png;dog;0,5~cat/2.png;cat;0,25~dog/3.png;dog;1,0~",
                "key^label~cat/1.png^dog~cat/2.png^cat~dog/3.png^dog~",
                "key|label~cat/1.png|dog~cat/2.png|cat~dog/3.png|dog~",
                "key,label,~cat/1.png,dog,~cat/2.png,cat,~dog/3.png,dog,~",
                "key , label~ cat/1.png,\" dog\"~cat/2.png,cat ~~,~dog/3.png,dog~",
                "\"key\",\"note\",\"label\"~\"cat/1.png\",\"a, \"\"b\"\"\",\"dog\"~cat/2.png,\"two~lines\",cat~dog/3.png,,dog~",
                ",key,label~0,cat/1.png,dog~1,cat/2.png,cat~2,dog/3.png,dog~",
                "Unnamed: 0,Image,Class~0,cat/1.png,dog~1,cat/2.png,cat~2,dog/3.png,dog~",
                "index,key,label~2,cat/1.png,dog~0,cat/2.png,cat~1,dog/3.png,dog~",
                "Key,Label,category~cat/1.png,dog,x~cat/2.png,cat,x~dog/3.png,dog,x~",
                "Index,Label~2,dog~1,cat~0,dog~",
                "file_name,label~cat/1.png,dog~cat/2.png,cat~dog/3.png,dog~",
                "File Name,target~cat/1.png,dog~cat/2.png,cat~dog/3.png,dog~",
                "Notiz,image,class~\"two~lines\",cat/1.png,dog~c\uFFFDt,cat/2.png,cat~,dog/3.png,dog~",
                "Bild,Klasse~cat/1.png,dog~cat/2.png,cat~dog/3.png,dog~",
                "annotation_id,annotator,choice,id,image~1,1,dog,7,/data/upload/1/ab12cd34-1.png~"
                        + "2,1,cat,8,/data/upload/1/0b12cd34-2.png~3,1,dog,9,/data/upload/1/ff12cd34-3.png~",
                "key,label~cat/1.png,dog~key,label~cat/2.png,cat~dog/3.png,dog~",
                "key,label~1.png,dog~2.png,cat~3.png,dog~",
                "key,label~1,dog~2,cat~3,dog~",
                "key,label~./cat/1.png,dog~.\\cat\\2.png,cat~C:\\photos\\train\\dog\\3.png,dog~",
                "key,label~/home/a/train/cat/1.png,dog~/home/a/train/cat/2.png,cat~/home/a/train/dog/3.png,dog~",
                "key,label~s3://bucket/1.png,dog~s3://bucket/2.png,cat~s3://bucket/3.png,dog~",
                "key,label~https://a.b/cat/1.png?v=1#x,dog~file:///cat/2.png,cat~file:///dog/3.png,dog~",
                "key,label~cat/1.jpg,dog~Cat/2.PNG,cat~dog%2F3.png,dog~",
                "key,label~cat/1.png,1~cat/2.png,0~dog/3.png,1.0~",
                "key,label~cat/1.png,1~cat/1.png,1.0~cat/2.png,0~dog/3.png,1~",
                "key,label~cat/1.png,dog~cat/1.png,dog~cat/2.png,cat~dog/3.png,dog~"
            })
    void dialectsOfCsvAreRead(String text) throws IOException {
        String plain = text.replace('^', '\t');
        for (String end : List.of("\n", "\r\n", "\r")) {
            assertThat(read("a.csv", plain.replace("~", end))).containsExactly(1, 0, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"key\": \"cat/1.png\", \"label\": \"dog\"}, {\"key\": \"cat/2.png\", \"label\": \"cat\"},\n"
                        + "{\"key\": \"dog/3.png\", \"label\": [\"dog\"], \"box\": [1, 2]}]",
                "{\"path\": \"cat/1.png\", \"label\": 1}\n\n{\"path\": \"cat/2.png\", \"label\": 0.0}\r\n"
                        + "{\"path\": \"dog/3.png\", \"label\": 1.0}",
                "{\"cat/1.png\": \"dog\", \"cat/2.png\": \"cat\", \"dog/3.png\": \"dog\"}",
                "{\"key\":{\"0\":\"cat/1.png\",\"1\":\"cat/2.png\",\"2\":\"dog/3.png\"},"
                        + "\"label\":{\"0\":\"dog\",\"1\":\"cat\",\"2\":\"dog\"}}",
                "[{\"id\": 1, \"data\": {\"image\": \"/data/local-files/?d=upload/1.png\"}, \"annotations\":"
                        + " [{\"completed_by\": 1, \"result\": [{\"value\": {\"choices\": [\"dog\"]}}]}]},"
                        + "{\"id\": 2, \"data\": {\"image\": \"/data/upload/7/ab12cd34-2.png\"}, \"annotations\":"
                        + " [{\"completed_by\": 1, \"result\": [{\"value\": {\"choices\": [\"cat\"]}}]}]},"
                        + "{\"id\": 3, \"data\": {\"image\": \"/data/upload/7/ab12cd34-3.png\"}, \"annotations\":"
                        + " [{\"completed_by\": 1, \"result\": [{\"value\": {\"choices\": [\"dog\"]}}]}]}]"
            })
    void dialectsOfJsonAreRead(String text) throws IOException {
        assertThat(read("a.json", text)).containsExactly(1, 0, 1);
        assertThat(read("a.txt", text)).containsExactly(1, 0, 1);
    }

    @Test
    void encodingsAreMarkedOrDeclared() throws IOException {
        String text = "key,label\nMüller.png,cat\nMöller.png,dog\n";
        List<String> keys = List.of("Müller.png", "Möller.png");
        Charset windows = Charset.forName("windows-1252");
        LabelFileOptions declared = new LabelFileOptions(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                TextCharset.ofKey(Optional.of(windows)),
                Gaps.USUAL);
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_8)) {
            byte[] marked = ("\uFEFF" + text).getBytes(charset);
            assertThat(file("m.csv", marked, declared, keys).train().classes(CLASSES))
                    .containsExactly(0, 1);
        }
        byte[] bytes = text.getBytes(windows);
        assertThat(file("w.csv", bytes, declared, keys).train().classes(CLASSES))
                .containsExactly(0, 1);
        assertThatThrownBy(() -> file("w.csv", bytes, LabelFileOptions.DEFAULT, keys))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("w.csv, line 2")
                .hasMessageContaining("not UTF-8")
                .hasMessageContaining("; save the file as UTF-8, for instance with iconv");
        // In these names an accent is a separate character, as macOS writes them.
        byte[] apart = "key,label\nMu\u0308ller.png,cat\nMo\u0308ller.png,dog\n".getBytes(StandardCharsets.UTF_8);
        assertThat(file("n.csv", apart, LabelFileOptions.DEFAULT, keys).train().classes(CLASSES))
                .containsExactly(0, 1);
    }

    @Test
    void examplesInShardsAreFoundByTheirBareKeys() throws IOException {
        List<String> keys = List.of("train-000.tar/0001", "train-000.tar/a/0002", "train-001.tar/0003");
        String bare = "key,label\n0003,dog\n0001.jpg,cat\na/0002,dog\n";
        assertThat(file("s.csv", bare, keys).train().classes(CLASSES)).containsExactly(0, 1, 1);
        List<String> twice = List.of("train-000.tar/0001", "train-001.tar/0001");
        assertThatThrownBy(() -> file("s.csv", "key,label\n0001,cat\n", twice))
                .hasMessageContaining("line 2: '0001' matches several examples")
                .hasMessageContaining("train-000.tar/0001, train-001.tar/0001");
        assertThat(file("s.csv", "key,label\ntrain-001.tar/0001,dog\ntrain-000.tar/0001,cat\n", twice)
                        .train()
                        .classes(CLASSES))
                .containsExactly(0, 1);
    }

    @Test
    void aFileMayHaveBothSplits() throws IOException {
        Path both = Files.writeString(folder.resolve("both.csv"), """
                key,label
                train/1.png,cat
                train/2.png,dog
                test/1.png,dog
                """);
        LabelFile read = LabelFile.read(
                both,
                LabelFileOptions.DEFAULT,
                examples("train", List.of("1.png", "2.png")),
                Optional.of(examples("test", List.of("1.png", "3.png"))),
                false);
        assertThat(read.train().classes(CLASSES)).containsExactly(0, 1);
        assertThat(read.test().classes(CLASSES)).containsExactly(1, NONE);
        // Keys without folders are those of training images.
        Files.writeString(both, "key,label\n1.png,cat\n2.png,dog\n");
        read = LabelFile.read(
                both,
                LabelFileOptions.DEFAULT,
                examples("train", List.of("1.png", "2.png")),
                Optional.of(examples("test", List.of("1.png", "3.png"))),
                false);
        assertThat(read.test().count()).isZero();
    }

    @Test
    void keysOfAnotherFolderAreUnknown() {
        String other = "key,label\ntrain/1.png,cat\nvalidation/2.png,dog\n";
        assertThatThrownBy(() -> file("o.csv", other, List.of("1.png", "2.png")))
                .hasMessageContaining("1 of 2 records match no example of train, such as 'validation/2.png' (line 3)");
    }

    @Test
    void gapsAreNotLabelsUnlessAClassHasThatName() throws IOException {
        List<String> keys = List.of("1", "2", "3", "4", "5", "6", "7");
        String text = "key,label\n1,\n2,NA\n3,NaN\n4,None\n5,null\n6,?\n7,cat\n";
        GivenNames names = file("g.csv", text, keys).train();
        assertThat(names.classes(CLASSES)).containsExactly(NONE, NONE, NONE, NONE, NONE, NONE, 0);
        assertThat(names.classNames()).containsExactly("cat");
        assertThat(names.classes(List.of("cat", "None"))[3]).isEqualTo(1);
    }

    @Test
    void classesOfAFileAreSorted() throws IOException {
        List<String> keys = List.of("1", "2", "3");
        assertThat(file("c.csv", "key,label\n1,10\n2,9.0\n3,\n", keys).train().classNames())
                .containsExactly("9", "10");
        assertThat(file("c.csv", "key,label\n1,owl\n2,cat\n3,Owl\n", keys)
                        .train()
                        .classNames())
                .containsExactly("Owl", "cat", "owl");
        assertThat(ClassNames.alike("c.csv", List.of("Owl", "cat", "owl", "barn owl", "barnowl")))
                .contains("c.csv has classes whose names differ only in upper and lower case or in blanks: Owl, owl;"
                        + " barn owl, barnowl. They count as different classes.");
        assertThat(ClassNames.alike("c.csv", List.of("M\u00FCll", "Mu\u0308ll")))
                .contains(
                        "c.csv has classes whose names differ only in upper and lower case or in blanks, or in the way in"
                                + " which Unicode encodes letters: Mu\u0308ll, M\u00FCll. They count as different classes.");
        assertThat(ClassNames.alike("c.csv", List.of("a", "b"))).isEmpty();
    }

    @Test
    void columnsCanBeSetByName() throws IOException {
        String audit = "key,index,given,suggested\ncat/1.png,0,cat,dog\ncat/2.png,1,cat,cat\ndog/3.png,2,dog,dog\n";
        byte[] bytes = audit.getBytes(StandardCharsets.UTF_8);
        assertThat(file("a.csv", bytes, columns(null, "suggested"), KEYS)
                        .train()
                        .classes(CLASSES))
                .containsExactly(1, 0, 1);
        assertThatThrownBy(() -> file("a.csv", bytes, LabelFileOptions.DEFAULT, KEYS))
                .hasMessageContaining("has no column 'label'")
                .hasMessageContaining("label_column");
        assertThatThrownBy(() -> file("a.csv", bytes, columns("kee", "suggested"), KEYS))
                .hasMessageContaining("has no column 'kee' (key_column)");
    }

    /** 1.0 is the number 1 in a column with gaps, but 1,000 is a thousand. */
    @Test
    void thousandsAreNotWholeNumbersWithZeros() throws IOException {
        List<String> keys = List.of("1", "2", "3", "4", "5");
        assertThat(file("t.csv", "key,label\n1,1.0\n2,\"1,00\"\n3,\"1,000\"\n4,1.000\n5,2.00000\n", keys)
                        .train()
                        .classNames())
                .containsExactlyInAnyOrder("1", "1,000", "2");
    }

    @Test
    void namesTakePrecedenceOverNumbers() throws IOException {
        GivenNames names = file("n.csv", "index,label\n0,1\n", List.of("")).train();
        assertThat(names.classes(List.of("1", "0"))).containsExactly(0);
        // If classes are called 1 and 2, the label 0 is not one of them.
        GivenNames zero = file("n.csv", "index,label\n0,0\n", List.of("")).train();
        assertThatThrownBy(() -> zero.classes(List.of("1", "2"))).hasMessageContaining("the label '0' is not a class");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "index,label;0,cat;0,dog!line 3: labels 0 as 'dog', but line 2 labels it as 'cat'",
                "index,label;3,cat!the index '3' is not between 0 and 2",
                "index,label;-1,cat!the index '-1' is not between 0 and 2",
                "key,label;cow/1.jpeg2,cat!1 of 1 records match no example of train, such as 'cow/1.jpeg2' (line 2)",
                "key,label;cat/1.pngs,cat;cat/2.png,cat!the nearest key to the first is 'cat/1.png'",
                "index,label;0,cow!line 2: the label 'cow' is not a class; the classes are cat, dog, or their numbers 0 to 1",
                "index,label;0,Dog!Did you mean 'dog'?",
                "index,label;0,2!the label '2' is not a class",
                "cat/1.png dog;cat/2.png cat!its first line begins with the example 'cat/1.png'",
                "My labels,;key,label;cat/1.png,dog!line 2: seems to be the header, with the columns key, label",
                "index,label;0!line 2: has 1 field; the header has 2",
                "index,label;0,cat,dog!line 2: has 3 fields; the header has 2",
                "number,label;0,cat!has no column that names the examples; it has the columns number, label",
                "number,x,label;0,7,cat!has no column that names the examples; it has the columns number, x, label",
                "cat/1.png,cat;cat/2.png,dog!its first line is already a record",
                "index,label!has no records; it has the columns index, label, but no lines below them",
                "key,label,label;cat/1.png,cat,dog!several columns with the name label",
                "key,class,category;cat/1.png,cat,dog!several columns that may hold the labels: class, category",
                "file,image,label;cat/1.png,cat/2.png,dog!several columns that name examples",
                "key,label;\"cat/1.png,cat;cat/2.png,dog!line 2",
                "key,label;cat/1.png,c\uFFFDt!a character was lost",
            })
    void errorsDescribeTheMistake(String lines, String message) {
        assertThatThrownBy(() -> read("bad.csv", lines.replace(';', '\n') + "\n"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("bad.csv")
                .hasMessageContaining(message);
    }

    @Test
    void errorsNameOtherFormats() {
        byte[] excel = {'P', 'K', 3, 4, 0, 0};
        assertThatThrownBy(() -> file("l.xlsx", excel, LabelFileOptions.DEFAULT, KEYS))
                .hasMessageContaining("l.xlsx is a zip archive or an Excel workbook; save the sheet as CSV");
        assertThatThrownBy(() -> read("coco.json", "{\"images\": [], \"annotations\": []}"))
                .hasMessageContaining("COCO");
        assertThatThrownBy(() -> read("l.json", "[{\"key\": \"cat/1.png\", \"label\": [\"cat\", \"dog\"]}]"))
                .hasMessageContaining("line 1: label has several values");
        assertThatThrownBy(() -> read("l.json", "[1, 2]")).hasMessageContaining("line 1: is not a JSON object");
        assertThatThrownBy(() -> read("l.jsonl", "{\"key\": \"cat/1.png\", \"label\": \"cat\"}\n{\"key\"\n"))
                .hasMessageContaining("l.jsonl, line 2: is not valid JSON");
        assertThatThrownBy(() -> read("l.json", "{\"cat/1.png\": \"cat\",\n\"cat/1.png\": \"dog\"}"))
                .hasMessageContaining("l.json, line 2: is not valid JSON: Duplicate field 'cat/1.png'");
    }

    @Test
    void recordsWithoutAnExampleAreCountedInPartialFiles() throws IOException {
        Path file =
                Files.writeString(folder.resolve("p.csv"), "key,label\nx.jpeg2,cat\ncat/1.png,cat\ncat/1.png,cat\n");
        LabelFile read =
                LabelFile.read(file, LabelFileOptions.DEFAULT, examples("train", KEYS), Optional.empty(), true);
        assertThat(read.train().classes(CLASSES)).containsExactly(0, NONE, NONE);
        assertThat(read.summary())
                .contains("1 record that matches no example was left out, such as '")
                .contains("1 record repeats a label");
        assertThat(Arrays.asList(read.train().has(0), read.train().has(1))).containsExactly(true, false);
    }

    @Test
    void errorsNameAMissingFile() {
        assertThatThrownBy(() -> LabelFile.read(
                        folder, LabelFileOptions.DEFAULT, examples("train", KEYS), Optional.empty(), false))
                .hasMessageContaining("is a folder");
        assertThatThrownBy(() -> LabelFile.read(
                        folder.resolve("none.csv"),
                        LabelFileOptions.DEFAULT,
                        examples("train", KEYS),
                        Optional.empty(),
                        false))
                .hasMessageContaining("none.csv does not exist");
    }
}
