package io.winnow.datasets.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.file.TextCharset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordsReportTest {
    @TempDir
    Path folder;

    private List<String> notes(String text) throws IOException {
        return RecordsReport.of(Files.writeString(folder.resolve("a.csv"), text), TextCharset.UTF_8)
                .notes();
    }

    @Test
    void columnsThatAreLeftOutAreNamed() throws IOException {
        assertThat(notes(",id,label,label,\n0,a,cat,dog,seen\n1,b,dog,dog,\n"))
                .containsExactly(
                        "1 column without a name was left out",
                        "several columns have the name label and are left out; rename all but one of them");
    }

    @Test
    void numbersThatAreNotReadAsSuchAreNoticed() throws IOException {
        assertThat(notes("sep=;\nid;price;tags\na;1,5;x,y\nb;2;y\nc;3,25;x\nd;2;x,y\n"))
                .containsExactly(
                        "separated by semicolons",
                        "the numbers in price have a decimal comma, so that a configuration needs data.decimal: comma, as"
                                + " `winnow new` writes it");
        // Some numbers have a point, so the file cannot be read in one way.
        assertThat(notes("id;price;size\na;1,5;0.5\nb;2;0.25\n"))
                .anyMatch(note -> note.contains("'1,5', and is not read as numbers. Set data.decimal: comma if"));
    }

    /** As R writes them; a name is not taken for such a value only because it is one somewhere else. */
    @Test
    void valuesAmongNumbersThatSayThatNothingIsKnownAreMissing() throws IOException {
        Path file = Files.writeString(
                folder.resolve("b.csv"), "age,city,churn,size\n31,NA,NA,NaN\n40,Ulm,yes,NaN\nNA,Ulm,no,NaN\n");
        RecordsReport report = RecordsReport.of(file, TextCharset.UTF_8);
        assertThat(report.missing()).containsExactly("NA");
        assertThat(report.fields().stream().map(field -> field.column().missing()))
                .containsExactly(1, 1, 1, 0);
        assertThat(report.field("age").orElseThrow().column().kind()).isEqualTo(ColumnReport.Kind.NUMBER);
        assertThat(report.notes())
                .containsExactly(
                        "there are numbers beside 'NA', which is taken to mean that nothing is known, so that a"
                                + " configuration needs data.missing: [NA], as `winnow new` writes it");
    }

    @Test
    void aDoubtIsFoundByItsColumn() throws IOException {
        RecordsReport report = RecordsReport.of(
                Files.writeString(folder.resolve("c.csv"), "a,ab\n2024-05-01,x\n2024-05-02,y\n"), TextCharset.UTF_8);
        assertThat(report.doubt("a").orElseThrow()).startsWith("the column a has dates");
        assertThat(report.doubt("ab")).isEmpty();
    }
}
