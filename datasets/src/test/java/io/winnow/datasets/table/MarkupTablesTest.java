package io.winnow.datasets.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.file.TextCharset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTML and JATS tables; the expected grids of spans were determined by hand according to the table model of HTML. */
class MarkupTablesTest {
    @TempDir
    Path folder;

    private List<Table> read(String name, String text) throws IOException {
        List<Table> tables = new ArrayList<>();
        try (TableFiles files = TableFiles.open(Files.writeString(folder.resolve(name), text), ReadOptions.DEFAULT)) {
            files.forEachRemaining(tables::add);
            assertThat(files.unreadableCount()).isZero();
        }
        return tables;
    }

    private Table html(String text) throws IOException {
        List<Table> tables = read("page.html", text);
        assertThat(tables).hasSize(1);
        return tables.get(0);
    }

    private String unreadable(String name, String text, ReadOptions options) throws IOException {
        return unreadable(Files.writeString(folder.resolve(name), text), options);
    }

    private static String unreadable(Path file, ReadOptions options) throws IOException {
        List<String> messages = new ArrayList<>();
        try (TableFiles files = TableFiles.open(file, options, (place, why) -> messages.add(why.getMessage()))) {
            assertThat(files.hasNext()).isFalse();
            assertThat(files.unreadableCount()).isEqualTo(1);
        }
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }

    @Test
    void headersCaptionAndText() throws IOException {
        Table table = html("<table id=t2><caption>Doses <b>by</b>&nbsp;age</caption>"
                + "<thead><tr><th>Age<th>Dose<br>mg</thead>"
                + "<tbody><tr><td>54 &plusmn; 3<td>10<sup>2</sup><script>x()</script></table>");
        assertThat(table.id()).isEqualTo("page.html#t2");
        assertThat(table.caption()).isEqualTo("Doses by age");
        assertThat(table.headers()).containsExactly("Age", "Dose mg");
        assertThat(table.rows()).containsExactly(List.of("54 ± 3", "10^2"));
        assertThat(html("<figure><table><tr><td>1</table><figcaption>Of the figure</figcaption></figure>")
                        .caption())
                .isEqualTo("Of the figure");
        assertThat(html("<table><tr><td>1</table>").caption()).isEmpty();
    }

    @Test
    void headersWithoutThead() throws IOException {
        Table table = html("<table><tr><th>a<th>b<tr><th>1<td>2<tr><td>3<td>4</table>");
        assertThat(table.headers()).containsExactly("a", "b");
        assertThat(table.rows()).containsExactly(List.of("1", "2"), List.of("3", "4"));
        assertThat(html("<table><tr><td>a<tr><td>1</table>").headers()).isEmpty();
        assertThat(html("<table><tr><th>only</table>").rows()).containsExactly(List.of("only"));
    }

    @Test
    void spansAreExpanded() throws IOException {
        Table table = html("<table><thead><tr><th rowspan=2>Age<th colspan=2>Dose<tr><th>low<th>high</thead>"
                + "<tr><td rowspan=3>x<td colspan=2 rowspan=2>y"
                + "<tr><tr><td>p<td>q<td>r"
                + "<tr><td rowspan=0>to the end<tr><td>1</table>");
        assertThat(table.headers()).containsExactly("Age", "Dose low", "Dose high");
        assertThat(table.rows())
                .containsExactly(
                        List.of("x", "y", "y"),
                        List.of("x", "y", "y"),
                        List.of("x", "p", "q", "r"),
                        List.of("to the end"),
                        List.of("to the end", "1"));
    }

    @Test
    void aSpanLeavesGapsAndEndsWithItsGroup() throws IOException {
        Table table =
                html("<table><tbody><tr><td>a<td>b<td rowspan=9>c<tr><td>d</tbody><tbody><tr><td>e</tbody></table>");
        assertThat(table.rows()).containsExactly(List.of("a", "b", "c"), List.of("d", "", "c"), List.of("e"));
    }

    @Test
    void maliciousSpansAreBounded() throws IOException {
        Table wide =
                html("<table><tr><td colspan=99999999999 rowspan=4000000000>x<tr><td colspan=-3 rowspan=x>y</table>");
        assertThat(wide.rows()).hasSize(2);
        assertThat(wide.rows().get(0)).hasSize(1000);
        assertThat(wide.rows().get(1)).hasSize(1001);
        String bomb = "<table id=bomb>" + "<tr><td colspan=1000 rowspan=65534>x".repeat(2000) + "</table>";
        assertThat(unreadable("bomb.html", bomb, ReadOptions.DEFAULT))
                .contains("bomb.html, table bomb")
                .contains("more than 1000000 cells");
    }

    @Test
    void nestedTablesAndMalformedMarkup() throws IOException {
        List<Table> inner = read(
                "layout.html",
                "<table><tr><td><table id=a><tr><td>1</table><td><table id=a><tr><td>2</td></table></table><table></table>");
        assertThat(inner).extracting(Table::id).containsExactly("layout.html#a", "layout.html#a-2");
        assertThat(html("<p><table><tr><td>1</td><td>2<tr></th><td>3</p><b>").rows())
                .containsExactly(List.of("1", "2"), List.of("3"));
        assertThat(read("none.html", "\1\2 no table <<<>>> &")).isEmpty();
        assertThat(unreadable("binary.html", "\0\1<table><tr><td>1</table>", ReadOptions.DEFAULT))
                .contains("binary.html, line 1: has a NUL character");
        assertThat(read("deep.html", "<div>".repeat(100_000) + "<table><tr><td>1</table>"))
                .hasSizeLessThanOrEqualTo(1);
    }

    private static String article(String declaration, String body) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + declaration
                + "<article xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:mml=\"http://www.w3.org/1998/Math/MathML\">"
                + body + "</article>";
    }

    @Test
    void jats() throws IOException {
        List<Table> tables = read(
                "paper.nxml",
                article(
                        "<!DOCTYPE article PUBLIC \"-//NLM//DTD JATS 1.0//EN\" \"http://localhost:1/no-such.dtd\">\n",
                        "<table-wrap id=\"T1\"><label>Table 1</label><caption><title>Doses</title><p>By <italic>age</italic>"
                                + "</p></caption><table><thead><tr><th rowspan=\"2\">Age</th><th colspan=\"2\">Dose</th></tr>"
                                + "<tr><th>low</th><th>high</th></tr></thead><tbody><tr><td>54&#x000b1;3</td><td>10<sup>2</sup>"
                                + "</td><td><p>a</p><p>b <mml:math><mml:mi>c</mml:mi></mml:math></p></td></tr></tbody></table>"
                                + "<table-wrap-foot><p>Foot</p></table-wrap-foot></table-wrap>"
                                + "<table-wrap><alternatives><graphic xlink:href=\"x\"/><table><tr><td>2</td></tr></table>"
                                + "</alternatives></table-wrap>"
                                + "<table-wrap id=\"T3\"><graphic xlink:href=\"picture\"/></table-wrap>"));
        assertThat(tables).extracting(Table::id).containsExactly("paper.nxml#T1", "paper.nxml#2");
        Table table = tables.get(0);
        assertThat(table.caption()).isEqualTo("Doses By age");
        assertThat(table.headers()).containsExactly("Age", "Dose low", "Dose high");
        assertThat(table.rows()).containsExactly(List.of("54±3", "10^2", "a b c"));
        assertThat(table.provenance()).containsEntry("label", "Table 1");
        assertThat(tables.get(1).rows()).containsExactly(List.of("2"));
    }

    @Test
    void entitiesAreNeitherLoadedNorExpanded() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.dat"), "the secret");
        StringBuilder laughs = new StringBuilder(
                "<!DOCTYPE article [<!ENTITY x SYSTEM \"" + secret.toUri() + "\"><!ENTITY l0 \"laugh\">");
        for (int i = 1; i < 30; i++) {
            laughs.append("<!ENTITY l" + i + " \"&l" + (i - 1) + ";&l" + (i - 1) + ";\">");
        }
        List<Table> tables = read(
                "hostile.xml",
                article(
                        laughs + "]>",
                        "<table-wrap><caption><p>c</p></caption><table><tr><td>a&x;b</td><td>&l29;</td></tr></table></table-wrap>"));
        assertThat(tables).hasSize(1);
        assertThat(tables.get(0).rows().toString()).doesNotContain("secret").doesNotContain("laugh");
        assertThat(tables.get(0).rows().toString()).hasSizeLessThan(40);
    }

    @Test
    void errorsNameTheLineOfMalformedXml() throws IOException {
        String whole = article("", "\n<table-wrap><table><tr><td>1</td></tr></table></table-wrap>");
        assertThat(unreadable("cut.xml", whole.substring(0, whole.indexOf("</tr>")), ReadOptions.DEFAULT))
                .contains("cut.xml, line 3")
                .contains("is not well-formed XML");
        ReadOptions small = new ReadOptions(5, 100, 9, 9, 9, true, TextCharset.UTF_8);
        assertThat(unreadable("large.xml", whole, small)).contains("the limit is 100");
        assertThat(read("empty.xml", "<article/>")).isEmpty();
    }

    @Test
    void headRowsComeFirstAndFootRowsLast() throws IOException {
        String foot = "<tfoot><tr><td>Sum<td>3</tfoot>";
        Table table = html("<table><thead><tr><th>Item<th>Cost</thead>" + foot
                + "<tbody><tr><td>A<td>1</tbody><tbody><tr><td>B<td>2</tbody></table>");
        assertThat(table.headers()).containsExactly("Item", "Cost");
        assertThat(table.rows()).containsExactly(List.of("A", "1"), List.of("B", "2"), List.of("Sum", "3"));
        Table xml = read(
                        "foot.xml",
                        article(
                                "",
                                "<table><tfoot><tr><td>Sum</td></tr></tfoot><tbody><tr><td>A</td></tr></tbody>"
                                        + "<thead><tr><th>Item</th></tr></thead></table>"))
                .get(0);
        assertThat(xml.headers()).containsExactly("Item");
        assertThat(xml.rows()).containsExactly(List.of("A"), List.of("Sum"));
    }

    @Test
    void severalRowsOfHeadersWithoutThead() throws IOException {
        Table table = html("<table><tbody><tr><td></td><th colspan=2>Dose<tr><th>Age<th>low<th>high</tbody>"
                + "<tbody><tr><th>54<td>1<td>2</tbody></table>");
        assertThat(table.headers()).containsExactly("Age", "Dose low", "Dose high");
        assertThat(table.rows()).containsExactly(List.of("54", "1", "2"));
    }

    @Test
    void aNestedTableIsASeparateTable() throws IOException {
        List<Table> tables =
                read("nested.html", "<table id=outer><tr><td>a<table id=inner><tr><td>1<td>2</table>b<td>c</table>");
        assertThat(tables).extracting(Table::id).containsExactly("nested.html#outer", "nested.html#inner");
        assertThat(tables.get(0).rows()).containsExactly(List.of("a b", "c"));
        assertThat(tables.get(1).rows()).containsExactly(List.of("1", "2"));
    }

    @Test
    void severalTablesInAWrapAndTablesWithoutOne() throws IOException {
        List<Table> tables = read(
                "wraps.xml",
                article(
                        "",
                        "<table-wrap id=\"t1\"><label>Table 1</label><caption><p>Two panels</p></caption>"
                                + "<table><tr><td>1</td></tr></table><table><tr><td>2</td></tr></table></table-wrap>"
                                + "<table id=\"loose\"><tr><td>3</td></tr></table>"
                                + "<table-wrap-group><caption><p>Group</p></caption><table-wrap><alternatives>"
                                + "<table><tr><td>4</td></tr></table><table><tr><td>4</td></tr></table></alternatives>"
                                + "</table-wrap></table-wrap-group>"
                                + "<x:table xmlns:x=\"http://www.w3.org/1999/xhtml\"><x:tr><x:td>5</x:td></x:tr></x:table>"));
        assertThat(tables)
                .extracting(Table::id)
                .containsExactly("wraps.xml#t1", "wraps.xml#t1-2", "wraps.xml#loose", "wraps.xml#4", "wraps.xml#5");
        assertThat(tables).extracting(Table::caption).containsExactly("Two panels", "Two panels", "", "Group", "");
        assertThat(tables).extracting(table -> table.rows().get(0).get(0)).containsExactly("1", "2", "3", "4", "5");
        assertThat(tables.get(1).provenance()).containsEntry("label", "Table 1");
    }

    @Test
    void tablesOfOasis() throws IOException {
        String group = "<o:tgroup cols=\"4\"><o:colspec colname=\"c1\"/><o:colspec colname=\"c2\" colnum=\"2\"/>"
                + "<o:colspec colname=\"c3\"/><o:colspec colname=\"c4\"/>"
                + "<o:spanspec spanname=\"all\" namest=\"c1\" nameend=\"c4\"/>"
                + "<o:thead><o:row><o:entry morerows=\"1\">Age</o:entry><o:entry namest=\"c2\" nameend=\"c3\">Dose"
                + "</o:entry><o:entry>n</o:entry></o:row><o:row><o:entry colname=\"c2\">low</o:entry>"
                + "<o:entry>high</o:entry></o:row></o:thead>"
                + "<o:tbody><o:row><o:entry spanname=\"all\">Men</o:entry></o:row>"
                + "<o:row><o:entry>54</o:entry><o:entry colname=\"c4\">10<sup>3</sup></o:entry></o:row></o:tbody></o:tgroup>";
        List<Table> tables = read(
                "oasis.xml",
                article(
                        "",
                        "<table-wrap id=\"t\" xmlns:o=\"http://www.niso.org/standards/z39-96/ns/oasis-exchange/table\">"
                                + "<caption><p>Doses</p></caption><o:table>" + group
                                + "<o:tgroup><o:tbody><o:row><o:entry>x</o:entry></o:row></o:tbody></o:tgroup>"
                                + "</o:table></table-wrap>"));
        assertThat(tables).extracting(Table::id).containsExactly("oasis.xml#t", "oasis.xml#t-2");
        assertThat(tables).extracting(Table::caption).containsExactly("Doses", "Doses");
        assertThat(tables.get(0).headers()).containsExactly("Age", "Dose low", "Dose high", "n");
        assertThat(tables.get(0).rows())
                .containsExactly(List.of("Men", "Men", "Men", "Men"), List.of("54", "", "", "10^3"));
        assertThat(tables.get(1).rows()).containsExactly(List.of("x"));
    }

    @Test
    void hiddenRowsCellsAndTablesAreSkipped() throws IOException {
        String page = "<table><tr hidden><td>x<tr><td>1<td style='display:none'>x<td style='visibility:hidden'>x<td>2"
                + "<tbody style='display:none'><tr><td>x</table>"
                + "<div style='display:none'><table><tr><td>x</table></div><template><table><tr><td>x</table></template>";
        try (TableFiles files =
                TableFiles.open(Files.writeString(folder.resolve("hidden.html"), page), ReadOptions.DEFAULT)) {
            assertThat(files.next().rows()).containsExactly(List.of("1", "", "2"));
            assertThat(files.hasNext()).isFalse();
            assertThat(files.blankCount()).isBetween(1, 2);
        }
    }

    private Table bytes(String name, String text, String charset) throws IOException {
        Path file = Files.write(folder.resolve(name), text.getBytes(charset));
        List<String> messages = new ArrayList<>();
        try (TableFiles files =
                TableFiles.open(file, ReadOptions.DEFAULT, (place, why) -> messages.add(why.getMessage()))) {
            assertThat(files.hasNext()).as(messages.toString()).isTrue();
            return files.next();
        }
    }

    @Test
    void declaredCharacterSetsAreUsed() throws IOException {
        String table = "<table><tr><td>Größe – 5 €</td></tr></table>";
        List<String> cell = List.of("Größe – 5 €");
        assertThat(bytes("meta.html", "<meta charset=windows-1252>" + table, "windows-1252")
                        .rows())
                .containsExactly(cell);
        assertThat(bytes(
                                "http.html",
                                "<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-1'>" + table,
                                "windows-1252")
                        .rows())
                .containsExactly(cell);
        assertThat(bytes("mark.html", "\uFEFF" + table, "UTF-16LE").rows()).containsExactly(cell);
        assertThat(bytes("decl.xml", "<?xml version='1.0' encoding='windows-1252'?>" + table, "windows-1252")
                        .rows())
                .containsExactly(cell);
        Table assumed = bytes("none.html", table, "windows-1252");
        assertThat(assumed.rows()).containsExactly(cell);
        assertThat(assumed.provenance().get("note")).contains("(line 1)").contains("Windows-1252");
        String latin = new String(table.getBytes("windows-1252"), StandardCharsets.ISO_8859_1);
        Files.write(folder.resolve("bad.html"), ("<meta charset=utf-8>" + latin).getBytes(StandardCharsets.ISO_8859_1));
        assertThat(unreadable(folder.resolve("bad.html"), ReadOptions.DEFAULT))
                .contains("bad.html, line 1: is not UTF-8 text: found the byte 0xF6");
    }
}
