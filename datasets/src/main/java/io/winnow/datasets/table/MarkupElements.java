package io.winnow.datasets.table;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** Properties of HTML and XML elements: their names without prefixes, and whether a browser shows them. */
final class MarkupElements {
    /** Elements that no browser shows, and TeX that repeats a formula given as MathML beside it. */
    private static final Set<String> NEVER_SHOWN =
            Set.of("script", "style", "template", "noscript", "annotation", "annotation-xml", "rp");

    /** Common classes of text for screen readers only. */
    private static final Set<String> FOR_SCREEN_READERS = Set.of("sr-only", "visually-hidden", "screen-reader-text");

    /** Classes of the picture of a formula that is given as MathML beside it, as in KaTeX and Wikipedia. */
    private static final Set<String> PICTURE_OF_FORMULA =
            Set.of("katex-html", "mwe-math-fallback-image-inline", "mwe-math-fallback-image-display");

    private static final Pattern NO_PART_OF_STYLE = Pattern.compile("\\s|!important");

    private MarkupElements() {}

    /** The name of an element in lower case, without the prefix of its namespace. */
    static String name(Element element) {
        String name = element.normalName();
        return name.substring(name.indexOf(':') + 1).toLowerCase(Locale.ROOT);
    }

    /**
     * Whether an element itself is hidden, regardless of the elements around it. The sources of formulas are read even though they are
     * hidden.
     */
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

    /** Whether an element takes up space although its text is invisible. */
    static boolean isInvisible(Element element) {
        return hasStyle(element, "visibility:hidden") || hasStyle(element, "visibility:collapse");
    }

    /**
     * Whether an element itself declares a style.
     *
     * @param declaration a declaration such as {@code display:none}
     */
    static boolean hasStyle(Element element, String declaration) {
        String style = element.attr("style");
        if (style.isEmpty()) {
            return false;
        }
        String plain = NO_PART_OF_STYLE.matcher(style).replaceAll("").toLowerCase(Locale.ROOT);
        return (";" + plain + ";").contains(";" + declaration + ";");
    }

    private static boolean hasClass(Element element, Set<String> classes) {
        return element.hasAttr("class") && element.classNames().stream().anyMatch(classes::contains);
    }
}
