package io.winnow.datasets.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import io.winnow.datasets.file.TextCharset;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorrectableFileTest {
    private static final CorrectableFile.Options PLAIN = options("|", Map.of());

    @TempDir
    Path folder;

    private static CorrectableFile.Options options(String separator, Map<String, String> rename) {
        return new CorrectableFile.Options(
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                TextCharset.UTF_8,
                separator,
                rename,
                false);
    }

    private LabelCorrections corrections(String... lines) throws IOException {
        return LabelCorrections.read(Files.writeString(folder.resolve("corrections.csv"), String.join("\n", lines)));
    }

    private CorrectableFile.Corrected apply(
            String name, byte[] content, CorrectableFile.Options options, String... lines) throws IOException {
        return CorrectableFile.apply(Files.write(folder.resolve(name), content), options, corrections(lines));
    }

    private String applied(String name, String content, String... lines) throws IOException {
        return new String(
                apply(name, content.getBytes(StandardCharsets.UTF_8), PLAIN, lines)
                        .bytes(),
                StandardCharsets.UTF_8);
    }

    /** Quotes, blanks, line ends, a cell of two lines and blank lines stay as they are. */
    @Test
    void onlyCorrectedCellsOfCsvDiffer() throws IOException {
        String text =
                "id;\"label\";note\r\n\r\n a.png;\"cat\";\"first\r\nsecond; \"\"third\"\"\"\r\nb.png; dog ;x\nc.png;cat;\r\n";
        assertThat(applied(
                        "labels.csv",
                        text,
                        "key,given,suggested,decision,corrected",
                        "a.png,cat,dog,accepted,dog",
                        "b.png,dog,cat,dismissed,dog",
                        "c.png,cat,cat,,cat"))
                .isEqualTo(text.replace("\"cat\"", "\"dog\""));
        assertThat(applied("labels.csv", text, "key,given,corrected", "b.png,dog,cat"))
                .isEqualTo(text.replace("; dog ;", ";cat;"));
    }

    @Test
    void tabsMarksAndCharacterSetsAreKept() throws IOException {
        byte[] tabs = "name\tclass\nä\tweiß\n\"b\tpipe\n".getBytes(StandardCharsets.UTF_16LE);
        byte[] marked = new byte[tabs.length + 2];
        marked[0] = (byte) 0xFF;
        marked[1] = (byte) 0xFE;
        System.arraycopy(tabs, 0, marked, 2, tabs.length);
        byte[] changed = apply("labels.tsv", marked, PLAIN, "key,given,corrected", "ä,weiß,pipe")
                .bytes();
        assertThat(new String(changed, StandardCharsets.UTF_16LE)).isEqualTo("\uFEFFname\tclass\nä\tpipe\n\"b\tpipe\n");

        CorrectableFile.Options windows = new CorrectableFile.Options(
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                TextCharset.ofOption(Optional.of(Charset.forName("windows-1252"))),
                "|",
                Map.of(),
                true);
        byte[] old = "key,label\na,Öl\nb,Gas\n".getBytes(Charset.forName("windows-1252"));
        assertThat(apply("old.csv", old, windows, "key,given,corrected", "b,Gas,Öl")
                        .bytes())
                .isEqualTo("key,label\na,Öl\nb,Öl\n".getBytes(Charset.forName("windows-1252")));
        assertThatThrownBy(() -> apply("old.csv", old, windows, "key,given,corrected", "b,Gas,Ж"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 3: the character 'Ж' does not exist in windows-1252");
    }

    @Test
    void onlyCorrectedValuesOfJsonDiffer() throws IOException {
        String lines =
                "{\"key\": \"a\", \"label\" : \"c\\u0061t\", \"n\": {\"label\": \"x\"}}\n\n{\"label\":\"dog\",\"key\":\"b\"}\n";
        assertThat(applied("labels.jsonl", lines, "key,given,corrected", "a,cat,dog"))
                .isEqualTo(lines.replace("\"c\\u0061t\"", "\"dog\""));
        String array = "[ {\"id\": 1, \"y\": 3.50 },\n  {\"id\": 2, \"y\": 4} ]";
        assertThat(applied("labels.json", array, "key,given,corrected", "1,3.5,17"))
                .isEqualTo(array.replace("3.50", "17"));
        String sets =
                "{\"key\":\"a\",\"labels\":[\"joy\", \"anger\"]}\n{\"key\":\"b\",\"labels\":[]}\n{\"key\":\"c\",\"labels\":\"joy\"}\n";
        assertThat(applied("sets.jsonl", sets, "key,given,corrected", "a,anger|joy,joy", "b,,joy|anger", "c,joy,\"\""))
                .isEqualTo(sets.replace("[\"joy\", \"anger\"]", "[\"joy\"]")
                        .replace("[]", "[\"joy\",\"anger\"]")
                        .replace("\"c\",\"labels\":\"joy\"", "\"c\",\"labels\":null"));
    }

    @Test
    void cellsMayHoldSetsAndOtherNames() throws IOException {
        String text = "text,labels\nhello,\"0, 2\"\nbye,1\n";
        byte[] changed = apply(
                        "train.csv",
                        text.getBytes(StandardCharsets.UTF_8),
                        options(", ", Map.of("0", "joy", "1", "anger", "2", "love")),
                        "key,given,corrected",
                        "train/1,love|joy,joy",
                        "train/2,anger,anger|love")
                .bytes();
        assertThat(new String(changed, StandardCharsets.UTF_8)).isEqualTo("text,labels\nhello,\"0\"\nbye,\"1, 2\"\n");
    }

    @Test
    void aSecondCallChangesNothing() throws IOException {
        CorrectableFile.Corrected second = apply(
                "labels.csv",
                "key,label\na,dog\nb,cat\n".getBytes(StandardCharsets.UTF_8),
                PLAIN,
                "key,given,corrected",
                "a,cat,dog");
        assertThat(second.changed()).isZero();
        assertThat(second.same()).isEqualTo(1);
    }

    @Test
    void mistakesAreNamedAndNothingIsChanged() {
        String text = "key,label\nx/a.png,cat\ny/a.png,dog\nz/b.png,cat\n";
        assertThatThrownBy(() -> applied("l.csv", text, "key,given,corrected", "z/c.png,cat,dog"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 2: the key 'z/c.png' is that of no example of")
                .hasMessageContaining("The nearest key is 'x/a.png'");
        assertThatThrownBy(() -> applied("l.csv", text, "key,given,corrected", "a.png,cat,dog"))
                .hasMessageContaining("matches several examples")
                .hasMessageContaining("x/a.png, y/a.png");
        assertThatThrownBy(() -> applied("l.csv", text, "key,given,corrected", "y/a.png,bird,cat"))
                .hasMessageContaining("1 of 1 corrected labels are no longer those that were given")
                .hasMessageContaining("'y/a.png' (line 2) is 'dog' and was 'bird'");
        assertThatThrownBy(() -> applied("l.csv", text, "key,given,corrected", "x/a.png,cat,dogg"))
                .hasMessageContaining("'dogg' occurs nowhere in")
                .hasMessageContaining("Did you mean 'dog'?");
        assertThatThrownBy(() -> applied("l.csv", text, "key,given,corrected", "x/a.png,cat,dog", "x/a.png,cat,dog"))
                .hasMessageContaining("line 3: the key 'x/a.png' occurs a second time; line 2 has it first");
        assertThatThrownBy(() -> applied("l.csv", text, "key,given,decision,corrected", "x/a.png,cat,acepted,dog"))
                .hasMessageContaining(
                        "the decision 'acepted' is not one of accepted, changed, dismissed. Did you mean");
        assertThatThrownBy(() -> applied("l.csv", text, "key,given,decision,corrected", "x/a.png,cat,dismissed,dog"))
                .hasMessageContaining("the suggestion was dismissed, but corrected is 'dog'");
        assertThatThrownBy(() -> applied("l.csv", "key,label\na,cat\na,dog\n", "key,given,corrected", "a,cat,dog"))
                .hasMessageContaining("line 3: has the label 'dog', but line 2 has the same key and the label 'cat'");
        assertThatThrownBy(() -> applied("l.txt", "hello\n", "key,given,corrected", "1,cat,dog"))
                .isInstanceOf(DataException.class);
    }

    /** Without a key column, the keys of an audit are the numbers of records, whatever columns there are. */
    @Test
    void numbersAreNotGuessedToBeKeysOrRecordNumbers() throws IOException {
        String fromZero = "id,label\n0,cat\n1,dog\n2,cat\n";
        assertThatThrownBy(() -> applied("l.csv", fromZero, "key,given,corrected", "1,cat,dog"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("which may be values of the column id")
                .hasMessageContaining("--key-column id")
                .hasMessageContaining("--record-numbers");
        String padded = "id,label\n0000,cat\n0001,dog\n0002,dog\n";
        assertThatThrownBy(() -> applied("l.csv", padded, "key,given,corrected", "2,dog,cat"))
                .hasMessageContaining("which may be values of the column id");
        CorrectableFile.Options numbers = new CorrectableFile.Options(
                Optional.empty(), true, Optional.empty(), Optional.empty(), TextCharset.UTF_8, "|", Map.of(), false);
        CorrectableFile.Corrected first =
                apply("l.csv", fromZero.getBytes(StandardCharsets.UTF_8), numbers, "key,given,corrected", "1,cat,dog");
        assertThat(first.keyColumn()).isEmpty();
        assertThat(new String(first.bytes(), StandardCharsets.UTF_8)).isEqualTo(fromZero.replace("0,cat", "0,dog"));
        CorrectableFile.Options ids = new CorrectableFile.Options(
                Optional.of("id"), false, Optional.empty(), Optional.empty(), TextCharset.UTF_8, "|", Map.of(), false);
        CorrectableFile.Corrected second =
                apply("l.csv", fromZero.getBytes(StandardCharsets.UTF_8), ids, "key,given,corrected", "1,dog,cat");
        assertThat(second.keyColumn()).contains("id");
        assertThat(new String(second.bytes(), StandardCharsets.UTF_8)).isEqualTo(fromZero.replace("1,dog", "1,cat"));
        // Names are no numbers, so only the numbers of records can be meant.
        String named = "name,label\nAnn,cat\nBob,dog\n";
        assertThat(applied("l.csv", named, "key,given,corrected", "2,dog,cat")).isEqualTo(named.replace("dog", "cat"));
    }

    @Test
    void keysOfOtherExamplesAreUnknown() {
        String paths = "key,label\nb/1.png,cat\n0/00.png,dog\n";
        for (String key : List.of("a/1.png,cat,dog", "9/00.png,dog,cat", "B/1.PNG,cat,dog")) {
            assertThatThrownBy(() -> applied("l.csv", paths, "key,given,corrected", key))
                    .as(key)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("is that of no example of");
        }
        String ids = "key,label\n1,cat\n2,dog\nx,dog\n";
        assertThatThrownBy(() -> applied("l.csv", ids, "key,given,corrected", "test/1,cat,dog", "x,dog,cat"))
                .hasMessageContaining("the key 'test/1' is that of no example of");
        assertThatThrownBy(() -> applied(
                        "l.csv",
                        "text,label\na,cat\nb,dog\n",
                        "key,given,corrected",
                        "test/1,cat,dog",
                        "train/2,dog,cat"))
                .hasMessageContaining("'test/1', 'train/2' are numbers of records of different files");
    }

    @Test
    void namesOfClassesAreNeitherSetsNorNumbers() throws IOException {
        String names = "key,label\na,Garden | Tools\nb,Home\nc,Home\n";
        assertThat(applied("l.csv", names, "key,given,corrected", "b,Home,Garden | Tools"))
                .isEqualTo(names.replace("b,Home", "b,Garden | Tools"));
        String codes = "key,label\na,01\nb,1\nc,1\n";
        assertThat(applied("l.csv", codes, "key,given,corrected", "a,01,1")).isEqualTo(codes.replace("01", "1"));
        assertThatThrownBy(() -> applied("l.csv", codes, "key,given,corrected", "a,1,2"))
                .hasMessageContaining("'a' (line 2) is '01' and was '1'");
        String digits = "key,label\na,1\nb,1\nc,2\nd,2\n";
        assertThatThrownBy(() -> applied("l.csv", digits, "key,given,corrected", "a,1,22"))
                .hasMessageContaining("'22' occurs nowhere in");
        assertThat(applied("l.csv", "key,label\na,1\nb,7.50\n", "key,given,corrected", "b,7.5,22"))
                .isEqualTo("key,label\na,1\nb,22\n");
    }

    @Test
    void otherBytesAndTypesAreKept() throws IOException {
        Charset japanese = Charset.forName("windows-31j");
        CorrectableFile.Options options = new CorrectableFile.Options(
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                TextCharset.ofOption(Optional.of(japanese)),
                "|",
                Map.of(),
                false);
        byte[] bytes = "key,label,note\na,cat,??\nb,dog,x\n".getBytes(StandardCharsets.US_ASCII);
        int place = new String(bytes, StandardCharsets.US_ASCII).indexOf("??");
        bytes[place] = (byte) 0xFA;
        bytes[place + 1] = (byte) 0x54;
        assertThatThrownBy(() -> apply("l.csv", bytes, options, "key,given,corrected", "b,dog,cat"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("would not keep. Convert the file to UTF-8 first.");
        String arrays =
                "{\"key\":\"a\",\"label\":[0,1]}\n{\"key\":\"b\",\"label\":[2]}\n{\"key\":\"c\",\"label\":[]}\n";
        assertThat(applied("l.jsonl", arrays, "key,given,corrected", "a,0|1,0|2", "c,,1"))
                .isEqualTo(arrays.replace("[0,1]", "[0,2]").replace("[]", "[1]"));
        String truth = "{\"key\":\"a\",\"label\":true}\n{\"key\":\"b\",\"label\":false}\n";
        assertThat(applied("l.jsonl", truth, "key,given,corrected", "a,true,false"))
                .isEqualTo(truth.replace("true", "false"));
        String texts =
                "{\"key\":\"a\",\"label\":\"1\"}\n{\"key\":\"b\",\"label\":null}\n{\"key\":\"c\",\"label\":\"1\"}\n";
        assertThat(applied("l.jsonl", texts, "key,given,corrected", "b,,1")).isEqualTo(texts.replace("null", "\"1\""));
    }
}
