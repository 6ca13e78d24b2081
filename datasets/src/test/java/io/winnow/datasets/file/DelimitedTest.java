package io.winnow.datasets.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Separators and quotes as people and programs write them; the expected values were determined by hand. */
class DelimitedTest {
    private static List<List<String>> rows(String text, String name) throws UnreadableTextException {
        return Delimited.parse(text, name, 100).rows().stream()
                .map(Delimited.Row::cells)
                .toList();
    }

    private static List<List<String>> csv(String text) throws UnreadableTextException {
        return rows(text, "a.csv");
    }

    private static char separator(String text, String name) {
        return Delimiter.find(text, name).separator();
    }

    private static char ofHeader(String text, String name) {
        return Delimiter.ofHeader(text, name).separator();
    }

    @Test
    void separators() {
        assertThat(separator("a;b\n1,5;2,5\n", "a.csv")).isEqualTo(';');
        assertThat(separator("1,5;2,5\n3,5;4,5\n", "a.csv")).isEqualTo(';');
        assertThat(separator("1,2,3\n4,5,6\n", "a.csv")).isEqualTo(',');
        assertThat(separator("a,b\nx;y;z,1\n", "a.csv")).isEqualTo(',');
        assertThat(separator("a|b\n1|2\n", "a.txt")).isEqualTo('|');
        assertThat(separator("a, x\tb\n1\t2\n", "a.csv")).isEqualTo('\t');
        assertThat(separator("\"a;b;c\",d\n1,2\n", "a.csv")).isEqualTo(',');
        assertThat(separator("Report; of us\nname,dose,unit\nx,1,mg\ny,2,mg\n", "a.csv"))
                .isEqualTo(',');
        assertThat(separator("size,n;m\n5\" pipe,1;2\n6\" pipe,1\n", "a.csv")).isEqualTo(',');
        assertThat(separator("alone\n", "a.csv")).isEqualTo(',');
        assertThat(separator("", "a.csv")).isEqualTo(',');
        assertThat(separator("a,x\tb\n1\t2\n", "a.TSV")).isEqualTo('\t');
        assertThat(separator("a,b\n1,2\n", "a.tsv")).isEqualTo(',');
        assertThat(separator("title\nHello, world\n", "a.tab")).isEqualTo('\t');
    }

    /** Characters in values are no separators, however regular they are. */
    @Test
    void theHeaderDecides() throws UnreadableTextException {
        assertThat(ofHeader("labels\na|b\nc|d\n", "a.csv")).isEqualTo(',');
        assertThat(ofHeader("labels\na;b\nc\td\n", "a.csv")).isEqualTo(',');
        assertThat(ofHeader("labels\na|b\n", "a.tsv")).isEqualTo('\t');
        assertThat(ofHeader("key,labels\nx,a|b\ny,c|d\nz,\n", "a.csv")).isEqualTo(',');
        assertThat(ofHeader("key;text\n1;a, b\n2;c, d; e\n3;f, g; h\n", "a.csv"))
                .isEqualTo(';');
        assertThat(ofHeader("key|text\n1|a\n2|b, c\n", "a.csv")).isEqualTo('|');
        assertThat(ofHeader("\"a|b\",c\n1|2,3\n", "a.csv")).isEqualTo(',');
        assertThat(ofHeader("", "a.csv")).isEqualTo(',');
        Delimited read = Delimited.withHeader("labels\na|b\n\"c, d\"\n", "a.csv");
        assertThat(read.rows())
                .extracting(Delimited.Row::cells)
                .containsExactly(List.of("labels"), List.of("a|b"), List.of("c, d"));
        assertThat(csv("labels\na|b\nc|d\n"))
                .as("of a table, which may have a title")
                .last()
                .isEqualTo(List.of("c", "d"));
    }

    @Test
    void aLineThatDeclaresTheSeparatorIsNotARow() throws UnreadableTextException {
        for (String end : List.of("\n", "\r\n", "\r")) {
            Delimited read = Delimited.parse("sep=;" + end + "a;b" + end + "8,7;41,3", "a.csv", 100);
            assertThat(read.separator()).isEqualTo(';');
            assertThat(read.rows())
                    .containsExactly(
                            new Delimited.Row(2, List.of("a", "b")), new Delimited.Row(3, List.of("8,7", "41,3")));
        }
        assertThat(csv("SEP=\t\na\tb")).containsExactly(List.of("a", "b"));
        assertThat(csv("\"sep=|\"\na|b")).containsExactly(List.of("a", "b"));
        assertThat(csv("sep=,\n")).isEmpty();
        assertThat(csv("sep=ten,b\n1,2")).first().isEqualTo(List.of("sep=ten", "b"));
    }

    /** Otherwise, the rows behind them would have other numbers than in the file. Where there are several columns, they say nothing. */
    @Test
    void quotedBlanksOfTheOnlyColumnAreValues() throws UnreadableTextException {
        for (String end : List.of("\n", "\r\n", "\r")) {
            String text = String.join(end, "text", "", "\"a", "b\"", "\"\"", "  ", "\" \"", "c", "");
            assertThat(Delimited.withHeader(text, "a.csv").rows())
                    .containsExactly(
                            new Delimited.Row(1, List.of("text")),
                            new Delimited.Row(3, List.of("a" + end + "b")),
                            new Delimited.Row(5, List.of("")),
                            new Delimited.Row(7, List.of(" ")),
                            new Delimited.Row(8, List.of("c")));
        }
        assertThat(csv("a,b\n\"\"\n1,2")).containsExactly(List.of("a", "b"), List.of("1", "2"));
    }

    @Test
    void rowsBlankLinesAndLineEnds() throws UnreadableTextException {
        Delimited read = Delimited.parse("a,b\r\n\r\n  \r\n1,\"x\r\ny\"\r\n\r\n2,\r\n", "a.csv", 100);
        assertThat(read.rows())
                .containsExactly(
                        new Delimited.Row(1, List.of("a", "b")),
                        new Delimited.Row(4, List.of("1", "x\r\ny")),
                        new Delimited.Row(7, List.of("2", "")));
        assertThat(csv("a,b\r1,2\r")).containsExactly(List.of("a", "b"), List.of("1", "2"));
        assertThat(csv("a\n1\n2\n3")).hasSize(4);
        assertThat(Delimited.parse("a\n1\n2\n", "a.csv", 3).cut()).isFalse();
        assertThat(Delimited.parse("a\n1\n2\n3", "a.csv", 3).cut()).isTrue();
        assertThat(csv("")).isEmpty();
    }

    @Test
    void quotes() throws UnreadableTextException {
        assertThat(csv("a,b\n5\" pipe,\"x \"\"y\"\"\"\n")).last().isEqualTo(List.of("5\" pipe", "x \"y\""));
        assertThat(csv("a,b\n1, \"x\"\n2, \"y \"\"z\"\"\" \n"))
                .containsExactly(List.of("a", "b"), List.of("1", "x"), List.of("2", "y \"z\""));
        assertThat(csv("a,b\n\"1\",\"\"")).last().isEqualTo(List.of("1", ""));
    }

    @Test
    void errorsNameTheLineOfMalformedQuotes() {
        for (String open :
                List.of("a,b\n1,\"open\n2,3\n4,5\n", "a,b\n1,\"", "a,b\n1,\"5\"\" pipe\n3,4", "a,b\r\n\"x")) {
            assertThatThrownBy(() -> csv(open))
                    .isInstanceOf(UnreadableTextException.class)
                    .hasMessage(
                            "line 2: a quotation mark opens in this row and is never closed; close it, or double it if it is part"
                                    + " of the text");
        }
        assertThatThrownBy(() -> csv("sep=,\na,b\n1,\"open\n")).hasMessageStartingWith("line 3: ");
        for (String behind : List.of("a,b\n\"5\" pipe\",3\n", "a,b\n3,\"5\"\"\n4,\"6\"\"\n", "a,b\n\"abc\"def,1\n")) {
            assertThatThrownBy(() -> csv(behind))
                    .isInstanceOf(UnreadableTextException.class)
                    .hasMessageContaining("is not CSV")
                    .hasMessageContaining("double the quotation marks that are part of the text");
        }
        assertThatThrownBy(() -> csv("a,b\n1, \"Smith, John\"\n"))
                .hasMessageContaining("line 2: a blank precedes the quotation mark of");
    }

    @Test
    void malformedQuotesInTabSeparatedFilesAreText() throws UnreadableTextException {
        assertThat(rows("a\tb\n\"x\ty\"\t\"two\nlines\"\n", "a.tsv")).last().isEqualTo(List.of("x\ty", "two\nlines"));
        Delimited read = Delimited.parse("a\tb\n\"open\t1\n\"x\" y\t2\n", "a.tsv", 100);
        assertThat(read.quotesAreText()).isTrue();
        assertThat(read.rows())
                .extracting(Delimited.Row::cells)
                .containsExactly(List.of("a", "b"), List.of("\"open", "1"), List.of("\"x\" y", "2"));
    }
}
