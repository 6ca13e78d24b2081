package io.winnow.datasets.table;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/**
 * Tables of HTML and of JATS XML (the format of PubMed Central). Both are read by jsoup, which loads no DTD and knows no entities but those
 * of HTML. Each table is called {@code FILE#ID} by its id, or by its number when it has none.
 */
final class MarkupTables {
    private MarkupTables() {}

    /**
     * The tables of a page, however broken. A table that holds tables is layout: the inner ones are read. The caption is the caption
     * element, or that of the figure around the table.
     */
    static TableCursor html(Path file, String id, ReadOptions options) throws IOException {
        Document page = Jsoup.parse(new ByteArrayInputStream(TextFiles.whole(file, options)), null, "");
        List<Element> tables = page.select("table").stream()
                .filter(table -> table.select("table").size() == 1)
                .toList();
        Names names = new Names(file, id);
        return cursor(tables, table -> {
            Element caption = table.children().stream()
                    .filter(child -> child.normalName().equals("caption"))
                    .findFirst()
                    .or(() -> Optional.ofNullable(table.closest("figure"))
                            .map(figure -> figure.selectFirst("figcaption")))
                    .orElse(null);
            Table described = names.describe(table.id(), caption, Map.of());
            return SpanGrid.read(table, names.place(described), described, options);
        });
    }

    /** The {@code table-wrap} elements of an article: label, caption and table. A table that is a picture has no cells. */
    static TableCursor jats(Path file, String id, ReadOptions options) throws IOException {
        byte[] bytes = TextFiles.whole(file, options);
        requireWellFormed(file, bytes);
        Document article = Jsoup.parse(new ByteArrayInputStream(bytes), null, "", Parser.xmlParser());
        Names names = new Names(file, id);
        return cursor(article.select("table-wrap"), wrap -> {
            Element label = wrap.selectFirst("> label");
            Table described = names.describe(
                    wrap.attr("id"),
                    wrap.selectFirst("> caption"),
                    label == null ? Map.of() : Map.of("label", MarkupText.of(label)));
            Element table = wrap.selectFirst("table");
            return table == null ? described : SpanGrid.read(table, names.place(described), described, options);
        });
    }

    private interface ElementReader {
        Table read(Element element) throws UnreadableTableException;
    }

    private static TableCursor cursor(List<Element> elements, ElementReader reader) {
        Iterator<Element> left = elements.iterator();
        return () -> left.hasNext() ? reader.read(left.next()) : null;
    }

    /** Ids that are unique in their file. */
    private static final class Names {
        private final Path file;
        private final String id;
        private final Map<String, Integer> used = new LinkedHashMap<>();
        private int number;

        private Names(Path file, String id) {
            this.file = file;
            this.id = id;
        }

        private String place(Table table) {
            return file + ", table " + table.id().substring(id.length() + 1);
        }

        private Table describe(String name, Element caption, Map<String, String> more) {
            number++;
            String wanted = name.isBlank() ? Integer.toString(number) : name;
            String own = used.putIfAbsent(wanted, number) == null ? wanted : wanted + "-" + number;
            Map<String, String> provenance = new LinkedHashMap<>(Map.of("file", file.toString()));
            provenance.putAll(more);
            return new Table(
                    id + "#" + own, caption == null ? "" : MarkupText.of(caption), List.of(), List.of(), provenance);
        }
    }

    /** jsoup would take a file that ends in the middle of a table for a whole one. */
    private static void requireWellFormed(Path file, byte[] bytes) throws UnreadableTableException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
            try {
                while (reader.hasNext()) {
                    reader.next();
                }
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw new UnreadableTableException(
                    file
                            + (e.getLocation() == null
                                    ? ""
                                    : ", line " + e.getLocation().getLineNumber()),
                    "is not well-formed XML: " + e.getMessage().replaceAll("\\s+", " "),
                    e);
        }
    }
}
