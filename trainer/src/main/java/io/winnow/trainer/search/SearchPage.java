package io.winnow.trainer.search;

import io.winnow.trainer.model.Preview;
import java.util.Base64;
import java.util.List;

/** Writes an HTML page that shows a query and its neighbours side by side. The page loads nothing from elsewhere, and all text is escaped. */
public final class SearchPage {
    private static final String STYLE = """
            body{font:14px/1.4 system-ui,sans-serif;margin:1.5rem;color:#222;background:#fff}
            main{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:1.5rem;align-items:start}
            section.query{position:sticky;top:1rem}
            article{border:1px solid #ccc;border-radius:6px;padding:.75rem;margin-bottom:1rem;overflow-x:auto}
            table{border-collapse:collapse;font-size:12px}td,th{border:1px solid #ddd;padding:.15rem .4rem;text-align:left}
            th{background:#f3f3f3}h2{font-size:14px;margin:0 0 .3rem}p{margin:.2rem 0 .5rem}.note{color:#666;font-size:12px}
            @media(max-width:800px){main{display:block}section.query{position:static}}
            """;

    /** Number of characters of the title of the page. */
    private static final int TITLE = 500;

    private SearchPage() {}

    /**
     * Returns the page.
     *
     * @param key key of the query
     * @param among description of the set of items that was searched
     */
    public static String of(String key, Preview query, List<SearchHit> hits, String among) {
        String title = query.title(TITLE);
        StringBuilder page =
                new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
        page.append(escape(title.isEmpty() ? key : title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body><h1>Most similar</h1><p class=\"note\">")
                .append(hits.size())
                .append(" among ")
                .append(escape(among))
                .append("</p><main><section class=\"query\">");
        card(page, key, query, "Query");
        page.append("</section><section>");
        for (SearchHit hit : hits) {
            card(page, hit.key(), hit.item(), hit.rank() + ". " + hit.sentence());
        }
        return page.append("</section></main></body></html>\n").toString();
    }

    private static void card(StringBuilder page, String key, Preview item, String heading) {
        page.append("<article><h2>").append(escape(heading)).append("</h2>");
        if (item instanceof Preview.Grid table) {
            page.append("<p>").append(escape(table.caption())).append("</p><table>");
            if (!table.headers().isEmpty()) {
                row(page, table.headers(), "th");
            }
            table.rows().forEach(row -> row(page, row, "td"));
            page.append("</table>");
        } else if (item instanceof Preview.Picture picture) {
            page.append("<img alt=\"\" src=\"data:image/png;base64,")
                    .append(Base64.getEncoder().encodeToString(picture.png()))
                    .append("\">");
        } else {
            page.append("<p>").append(escape(item.title(Integer.MAX_VALUE))).append("</p>");
        }
        page.append("<p class=\"note\">").append(escape(key));
        if (item instanceof Preview.Grid table) {
            page.append(" (")
                    .append(table.rowCount())
                    .append(" rows, ")
                    .append(table.columnCount())
                    .append(" columns)");
        }
        page.append("</p></article>");
    }

    private static void row(StringBuilder page, List<String> cells, String element) {
        page.append("<tr>");
        for (String cell : cells) {
            page.append('<').append(element).append('>').append(escape(cell));
            page.append("</").append(element).append('>');
        }
        page.append("</tr>");
    }

    /** Escapes a text so that HTML treats it as plain text, in elements and in attributes. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
