package io.winnow.datasets.table;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jsoup.nodes.Element;

/** The columns of a group of an OASIS (CALS) table by their names, to which the entries refer. Columns are counted from 0. */
final class CalsColumns {
    private final Map<String, Integer> columns = new LinkedHashMap<>();
    private final Map<String, Element> spans = new LinkedHashMap<>();

    CalsColumns(Element group) {
        int next = 0;
        for (Element child : group.children()) {
            switch (MarkupElements.name(child)) {
                case "colspec" -> {
                    int column = number(child.attr("colnum"), next + 1) - 1;
                    columns.put(child.attr("colname"), column);
                    next = column + 1;
                }
                case "spanspec" -> spans.put(child.attr("spanname"), child);
                default -> {
                    // other children hold rows and define no columns
                }
            }
        }
    }

    /** The first column of an entry; -1 if the entry follows the previous one. */
    int first(Element entry) {
        Element named = spans.getOrDefault(entry.attr("spanname"), entry);
        String first = named.attr("namest").isEmpty() ? entry.attr("colname") : named.attr("namest");
        return columns.getOrDefault(first, -1);
    }

    /** The number of columns that an entry spans. */
    int count(Element entry) {
        Element named = spans.getOrDefault(entry.attr("spanname"), entry);
        Integer first = columns.get(named.attr("namest"));
        Integer last = columns.get(named.attr("nameend"));
        return first == null || last == null ? 1 : Math.max(1, last - first + 1);
    }

    private static int number(String text, int otherwise) {
        return text.matches("[1-9]\\d{0,3}") ? Integer.parseInt(text) : otherwise;
    }
}
