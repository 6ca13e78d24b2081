package io.winnow.datasets.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
                Optional.empty(), Optional.empty(), Optional.empty(), separator, rename, false);
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
                Optional.empty(), Optional.empty(), Optional.of(Charset.forName("windows-1252")), "|", Map.of(), true);
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
                .hasMessageContaining("line 3: the key 'x/a.png' occurs a second time; the first one is on line 2");
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
}
