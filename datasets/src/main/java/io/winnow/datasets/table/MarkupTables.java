package io.winnow.datasets.table;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/**
 * Reads the tables of HTML and of JATS XML (the format of PubMed Central), in which tables are written as in HTML or in OASIS (CALS). Both
 * are parsed by jsoup, which loads no DTD and knows only the entities of HTML. A table is called {@code FILE#ID} by its own id or that of
 * its table-wrap, or by its number if there is no id; further tables with the same id are called {@code FILE#ID-2} and so on. A nested
 * table is read as a separate table. A hidden table is blank.
 */
final class MarkupTables {
    private MarkupTables() {}

    /**
     * Reads the tables of an HTML page, however malformed it is. The caption is the caption element, or that of the figure around the
     * table.
     */
    static Cursor<Table> html(Path file, String id, ReadOptions options) throws IOException {
        MarkupCharset page = MarkupCharset.html(TextFiles.whole(file, options.maxFileBytes()));
        return tables(Jsoup.parse(page.text()), new Names(file, id, page.note()), options);
    }

    /**
     * Reads the tables of an article, inside or outside of {@code table-wrap} elements. Label and caption are those of the {@code
     * table-wrap}, or of the group of table-wraps around it. A table that is given as a picture has only a caption.
     */
    static Cursor<Table> jats(Path file, String id, ReadOptions options) throws IOException {
        MarkupCharset article = MarkupCharset.xml(TextFiles.whole(file, options.maxFileBytes()));
        requireWellFormed(file, article.text());
        Document parsed = Jsoup.parse(article.text(), "", Parser.xmlParser());
        return tables(parsed, new Names(file, id, article.note()), options);
    }

    private static Cursor<Table> tables(Document document, Names names, ReadOptions options) {
        Iterator<Element> left = document.getAllElements().stream()
                .flatMap(MarkupTables::grids)
                .toList()
                .iterator();
        return () -> {
            if (!left.hasNext()) {
                return null;
            }
            Element grid = left.next();
            Table described = describe(grid, names);
            return isHidden(grid) || isNamed(grid, "table-wrap")
                    ? described
                    : SpanGrid.read(grid, names.place(described), described, options);
        };
    }

    /** The grids that begin with an element: a table, the groups of an OASIS table, or a table-wrap that contains neither. */
    private static Stream<Element> grids(Element element) {
        if (isNamed(element, "table-wrap")) {
            boolean picture = element.getAllElements().stream().noneMatch(inner -> isNamed(inner, "table"));
            return picture ? Stream.of(element) : Stream.empty();
        }
        if (!isNamed(element, "table") || isOtherForm(element)) {
            return Stream.empty();
        }
        List<Element> groups = element.children().stream()
                .filter(child -> isNamed(child, "tgroup"))
                .toList();
        return groups.isEmpty() ? Stream.of(element) : groups.stream();
    }

    /** Whether the element before a table is the same table in another format. */
    private static boolean isOtherForm(Element table) {
        return table.parent() != null
                && isNamed(table.parent(), "alternatives")
                && table.previousElementSiblings().stream().anyMatch(sibling -> isNamed(sibling, "table"));
    }

    private static Table describe(Element grid, Names names) {
        Element table = isNamed(grid, "tgroup") ? grid.parent() : grid;
        Optional<Element> wrap = around(grid, "table-wrap");
        String id = wrap.map(each -> each.attr("id"))
                .filter(each -> !each.isBlank())
                .orElse(table.attr("id"));
        if (isHidden(grid)) {
            return names.describe(id, Optional.empty(), Optional.empty());
        }
        Optional<Element> caption = wrap.flatMap(each -> child(each, "caption"))
                .or(() -> child(table, "caption"))
                .or(() -> child(table, "title"))
                .or(() -> around(grid, "table-wrap-group").flatMap(each -> child(each, "caption")))
                .or(() -> around(grid, "figure")
                        .flatMap(each -> each.getAllElements().stream()
                                .filter(inner -> isNamed(inner, "figcaption"))
                                .findFirst()));
        return names.describe(id, caption, wrap.flatMap(each -> child(each, "label")));
    }

    private static boolean isNamed(Element element, String name) {
        return MarkupElements.name(element).equals(name);
    }

    /** The nearest element of a name among the element itself and those around it. */
    private static Optional<Element> around(Element element, String name) {
        return Stream.concat(Stream.of(element), element.parents().stream())
                .filter(each -> isNamed(each, name))
                .findFirst();
    }

    private static Optional<Element> child(Element element, String name) {
        return element.children().stream().filter(each -> isNamed(each, name)).findFirst();
    }

    private static boolean isHidden(Element element) {
        return Stream.concat(Stream.of(element), element.parents().stream()).anyMatch(MarkupElements::isHidden);
    }

    /** Ids that are unique within their file. */
    private static final class Names {
        private final Path file;
        private final String id;
        private final Optional<String> note;
        private final Set<String> used = new HashSet<>();
        private int number;

        private Names(Path file, String id, Optional<String> note) {
            this.file = file;
            this.id = id;
            this.note = note;
        }

        private String place(Table table) {
            return file + ", table " + table.id().substring(id.length() + 1);
        }

        private Table describe(String name, Optional<Element> caption, Optional<Element> label) {
            number++;
            String wanted = name.isBlank() ? Integer.toString(number) : name;
            String own = wanted;
            for (int again = 2; !used.add(own); again++) {
                own = wanted + "-" + again;
            }
            Map<String, String> provenance = new LinkedHashMap<>(Map.of("file", file.toString()));
            label.ifPresent(each -> provenance.put("label", MarkupText.of(each)));
            note.ifPresent(each -> provenance.put(Table.NOTE, each));
            return new Table(id + "#" + own, caption.map(MarkupText::of).orElse(""), List.of(), List.of(), provenance);
        }
    }

    /** Rejects malformed XML: jsoup would accept a file that ends in the middle of a table as complete. */
    private static void requireWellFormed(Path file, String text) throws UnreadableTableException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text));
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
