package io.winnow.datasets.table;

import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/** The text of elements of HTML and JATS: blanks are one blank each, and elements that stand apart are set apart by one. */
final class MarkupText {
    private static final Set<String> APART = Set.of(
            "br",
            "break",
            "p",
            "title",
            "div",
            "ul",
            "ol",
            "li",
            "list",
            "list-item",
            "def-list",
            "def-item",
            "disp-formula",
            "hr",
            "sec",
            "tr",
            "td",
            "th",
            "dt",
            "dd",
            "blockquote",
            "disp-quote",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6");

    /** Formulas come once as MathML, and again as TeX. */
    private static final Set<String> HIDDEN =
            Set.of("script", "style", "template", "tex-math", "annotation", "annotation-xml");

    private MarkupText() {}

    static String of(Element element) {
        StringBuilder text = new StringBuilder();
        element.filter(new NodeFilter() {
            @Override
            public FilterResult head(Node node, int depth) {
                if (node instanceof TextNode words) {
                    append(text, words.getWholeText());
                } else if (node instanceof Element inner) {
                    if (HIDDEN.contains(name(inner))) {
                        return FilterResult.SKIP_ENTIRELY;
                    }
                    append(text, APART.contains(name(inner)) ? " " : "");
                }
                return FilterResult.CONTINUE;
            }

            @Override
            public FilterResult tail(Node node, int depth) {
                append(text, node instanceof Element inner && APART.contains(name(inner)) ? " " : "");
                return FilterResult.CONTINUE;
            }
        });
        return text.toString().strip();
    }

    /** Without the prefix of a namespace. */
    private static String name(Element element) {
        String name = element.normalName();
        return name.substring(name.indexOf(':') + 1).toLowerCase(Locale.ROOT);
    }

    private static void append(StringBuilder text, String words) {
        for (int i = 0; i < words.length(); i++) {
            char character = words.charAt(i);
            if (!Character.isWhitespace(character) && !Character.isSpaceChar(character)) {
                text.append(character);
            } else if (!text.isEmpty() && text.charAt(text.length() - 1) != ' ') {
                text.append(' ');
            }
        }
    }
}
