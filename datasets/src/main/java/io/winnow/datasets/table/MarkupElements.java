package io.winnow.datasets.table;

import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Element;

/** What elements of HTML and XML are: their names without prefixes, and whether a browser shows them. */
final class MarkupElements {
    /** What no browser shows, and TeX that repeats a formula which stands beside it as MathML. */
    private static final Set<String> NEVER_SHOWN =
            Set.of("script", "style", "template", "noscript", "annotation", "annotation-xml", "rp");

    /** The usual classes of text that only screen readers read. */
    private static final Set<String> FOR_SCREEN_READERS = Set.of("sr-only", "visually-hidden", "screen-reader-text");

    /** The picture of a formula that stands beside it as MathML, as KaTeX and Wikipedia write it. */
    private static final Set<String> PICTURE_OF_FORMULA =
            Set.of("katex-html", "mwe-math-fallback-image-inline", "mwe-math-fallback-image-display");

    private MarkupElements() {}

    /** The name in lower case, without the prefix of a namespace. */
    static String name(Element element) {
        String name = element.normalName();
        return name.substring(name.indexOf(':') + 1).toLowerCase(Locale.ROOT);
    }

    /** Whether an element is not shown, whatever is around it. The sources of formulas are read though hidden. */
    static boolean isHidden(Element element) {
        if (NEVER_SHOWN.contains(name(element)) || hasClass(element, PICTURE_OF_FORMULA)) {
            return true;
        }
        boolean hidden = element.hasAttr("hidden")
                || hasStyle(element, "display:none")
                || isInvisible(element)
                || hasClass(element, FOR_SCREEN_READERS)
                || (name(element).equals("input") && element.attr("type").equalsIgnoreCase("hidden"));
        return hidden && element.getElementsByTag("math").isEmpty();
    }

    /** Whether an element takes its place, but its text is not seen. */
    static boolean isInvisible(Element element) {
        return hasStyle(element, "visibility:hidden") || hasStyle(element, "visibility:collapse");
    }

    /**
     * Whether the element itself declares a style.
     *
     * @param declaration such as {@code display:none}
     */
    static boolean hasStyle(Element element, String declaration) {
        String style = element.attr("style");
        if (style.isEmpty()) {
            return false;
        }
        String plain = style.replaceAll("\\s|!important", "").toLowerCase(Locale.ROOT);
        return (";" + plain + ";").contains(";" + declaration + ";");
    }

    private static boolean hasClass(Element element, Set<String> classes) {
        return element.hasAttr("class") && element.classNames().stream().anyMatch(classes::contains);
    }
}
