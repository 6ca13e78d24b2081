package io.winnow.datasets.table;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/**
 * The text of an HTML or JATS element as a reader sees it. Sequences of whitespace become one blank, and block-like elements are separated
 * by a blank. Powers and indices are kept apart from their base ({@link Superscript}). Links to footnotes and references are skipped unless
 * the element contains nothing else. Formulas are read only once. Hidden text and the text of nested tables are skipped.
 */
final class MarkupText {
    private static final Set<String> APART = Set.of(
            "address",
            "alt-text",
            "article",
            "blockquote",
            "br",
            "break",
            "button",
            "dd",
            "def",
            "def-item",
            "def-list",
            "disp-formula",
            "disp-quote",
            "div",
            "dl",
            "dt",
            "entry",
            "figcaption",
            "figure",
            "fn",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "img",
            "li",
            "list",
            "list-item",
            "mspace",
            "mtd",
            "mtr",
            "ol",
            "option",
            "p",
            "pre",
            "row",
            "sec",
            "section",
            "select",
            "table",
            "td",
            "textarea",
            "th",
            "title",
            "tr",
            "ul",
            "verse-line");

    private static final Set<String> FOOTNOTES = Set.of("fn", "table-fn", "author-notes", "corresp");
    private static final Set<String> INPUTS_WITHOUT_TEXT =
            Set.of("button", "checkbox", "file", "hidden", "image", "password", "radio", "reset", "submit");
    private static final Pattern SEPARATOR_OF_MARKS = Pattern.compile("\\s*[,;–-]\\s*");
    private static final Pattern CONTINUED = Pattern.compile("[+−–,;-]*");
    private static final Pattern DEGREES = Pattern.compile("[o0°º]");
    private static final Pattern SCALE = Pattern.compile("\\s*[CFK](?!\\p{L}).*", Pattern.DOTALL);
    private static final Pattern MASS_NUMBER = Pattern.compile("\\d{1,3}m?");
    private static final Pattern CHEMICAL_ELEMENT = Pattern.compile("\\p{Lu}\\p{Ll}?(?!\\p{L}).*", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("[\\d.,]*\\d");
    private static final Pattern SIMPLE = Pattern.compile("[\\p{L}\\p{N}.,]*");
    private static final Pattern TEX_BODY =
            Pattern.compile("\\\\begin\\{document}(.*)\\\\end\\{document}", Pattern.DOTALL);

    /** Invisible characters within words: soft hyphens, zero-width spaces, direction marks and byte order marks. */
    private static final String IGNORED = "\u00AD\u200B\u200E\u200F\u2060\uFEFF";

    /** Elements that are nested more deeply, which occurs in malformed pages only, are read as plain text. */
    private static final int DEEPEST = 500;

    private final boolean references;
    private final StringBuilder text = new StringBuilder();

    private MarkupText(boolean references) {
        this.references = references;
    }

    static String of(Element element) {
        String text = read(element, false, 0);
        return text.isEmpty() ? read(element, true, 0) : text;
    }

    private static String read(Element element, boolean references, int depth) {
        MarkupText read = new MarkupText(references);
        read.children(element, depth);
        return read.text.toString().strip();
    }

    /** Reads a part of a formula, which may itself be a formula. */
    private String part(Element element, int depth) {
        MarkupText read = new MarkupText(references);
        read.element(element, List.of(element), 0, depth);
        return read.text.toString().strip();
    }

    private void children(Element parent, int depth) {
        if (depth > DEEPEST) {
            append(parent.wholeText());
            return;
        }
        List<Node> nodes = parent.childNodes();
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i) instanceof TextNode words) {
                boolean between = i > 0
                        && i + 1 < nodes.size()
                        && SEPARATOR_OF_MARKS.matcher(words.getWholeText()).matches()
                        && isMark(nodes.get(i - 1))
                        && isMark(nodes.get(i + 1));
                append(between ? "" : words.getWholeText());
            } else if (nodes.get(i) instanceof Element element && !MarkupElements.isHidden(element)) {
                i = element(element, nodes, i, depth + 1);
            }
        }
    }

    /** Reads an element and the siblings after it that belong to it; returns the index of the last of them. */
    private int element(Element element, List<Node> siblings, int place, int depth) {
        String name = MarkupElements.name(element);
        boolean apart = APART.contains(name) || MarkupElements.hasStyle(element, "display:block");
        append(apart ? " " : "");
        int last = place;
        if (isRaised(element)) {
            last = raised(siblings, place, depth);
        } else if (isLowered(element)) {
            lower(read(element, references, depth));
        } else if (!isLeftOut(element)) {
            switch (name) {
                case "table" -> {
                    // a nested table is read as a separate table
                }
                case "img" -> append(element.attr("alt"));
                case "input" ->
                    append(INPUTS_WITHOUT_TEXT.contains(element.attr("type")) ? "" : " " + element.attr("value") + " ");
                case "select" -> selected(element, depth);
                case "alternatives" -> alternatives(element, depth);
                case "tex-math" -> append(tex(element));
                case "msup", "msub", "msubsup", "mfrac", "msqrt" -> formula(name, element, depth);
                default -> children(element, depth);
            }
        }
        append(apart ? " " : "");
        return last;
    }

    private static boolean isRaised(Element element) {
        return MarkupElements.name(element).equals("sup") || MarkupElements.hasStyle(element, "vertical-align:super");
    }

    private static boolean isLowered(Element element) {
        return MarkupElements.name(element).equals("sub") || MarkupElements.hasStyle(element, "vertical-align:sub");
    }

    /** Joins adjacent superscripts if the first or the second is a sign: {@code 10<sup>-</sup><sup>6</sup>}. */
    private int raised(List<Node> nodes, int place, int depth) {
        int last = place;
        String raised = read((Element) nodes.get(place), references, depth);
        for (int i = place + 1; i < nodes.size(); i++) {
            if (!(nodes.get(i) instanceof Element next) || !isRaised(next) || MarkupElements.isHidden(next)) {
                break;
            }
            String more = read(next, references, depth);
            if (!CONTINUED.matcher(raised).matches() && !CONTINUED.matcher(more).matches()) {
                break;
            }
            raised += more;
            last = i;
        }
        raise(
                raised,
                last + 1 < nodes.size() && nodes.get(last + 1) instanceof TextNode next ? next.getWholeText() : "");
        return last;
    }

    private void raise(String raised, String next) {
        if (raised.isEmpty()) {
            return;
        }
        if (DEGREES.matcher(raised).matches() && SCALE.matcher(next).matches()) {
            append("°");
            return;
        }
        boolean follows = !text.isEmpty() && text.charAt(text.length() - 1) != ' ';
        boolean leads = MASS_NUMBER.matcher(raised).matches()
                && CHEMICAL_ELEMENT.matcher(next).matches();
        if (follows || (!text.isEmpty() && !leads)) {
            if (!follows) {
                text.setLength(text.length() - 1);
            }
            append(Superscript.after(base(), raised));
        } else {
            // the mark of a footnote in front of its text, or the mass number of an isotope
            append(leads ? raised : raised + " ");
        }
    }

    private void lower(String lowered) {
        boolean follows = !text.isEmpty() && text.charAt(text.length() - 1) != ' ';
        String base = follows ? base() : "";
        boolean digits = !base.isEmpty()
                && Character.isDigit(base.charAt(base.length() - 1))
                && !lowered.isEmpty()
                && Character.isDigit(lowered.charAt(0));
        boolean apart = digits || NUMBER.matcher(base).matches();
        append(apart && !lowered.isEmpty() ? "_" + lowered : lowered);
    }

    /** The word or number at the end of the text, or its last character. */
    private String base() {
        int start = text.length() - 1;
        if (!Character.isLetterOrDigit(text.charAt(start))) {
            return text.substring(start);
        }
        while (start > 0 && isOfWord(text.charAt(start - 1))) {
            start--;
        }
        while (!Character.isLetterOrDigit(text.charAt(start))) {
            start++;
        }
        return text.substring(start);
    }

    private static boolean isOfWord(char character) {
        return Character.isLetterOrDigit(character) || character == '.' || character == ',';
    }

    /** Whether a node is a superscript or a link to a footnote or reference. */
    private static boolean isMark(Node node) {
        return node instanceof Element element && (isRaised(element) || isFootnote(element) || isReference(element));
    }

    private boolean isLeftOut(Element element) {
        if (references) {
            return false;
        }
        if (isFootnote(element) || !isReference(element)) {
            return isFootnote(element);
        }
        boolean joined = !text.isEmpty() && " [(".indexOf(text.charAt(text.length() - 1)) < 0;
        return joined
                || element.getAllElements().stream().anyMatch(MarkupText::isRaised)
                || element.parents().stream().limit(2).anyMatch(MarkupText::isRaised);
    }

    private static boolean isFootnote(Element element) {
        boolean footnote = FOOTNOTES.contains(element.attr("ref-type"))
                || element.attr("role").equals("doc-noteref")
                || element.attr("epub:type").equals("noteref");
        return footnote && Superscript.isLinkText(element.text().strip());
    }

    private static boolean isReference(Element element) {
        boolean link = element.hasAttr("ref-type") || element.attr("href").contains("#");
        return link && Superscript.isLinkText(element.text().strip());
    }

    private void selected(Element select, int depth) {
        List<Element> options = select.getElementsByTag("option");
        options.stream()
                .filter(option -> option.hasAttr("selected"))
                .findFirst()
                .or(() -> options.stream().findFirst())
                .ifPresent(option -> children(option, depth));
    }

    /** Reads one of several alternative forms of the same content. */
    private void alternatives(Element all, int depth) {
        for (String form : List.of("math", "textual-form", "tex-math")) {
            for (Element each : all.children()) {
                if (MarkupElements.name(each).equals(form)) {
                    element(each, List.of(each), 0, depth);
                    return;
                }
            }
        }
        children(all, depth);
    }

    /** Returns TeX without the document around it; empty if the formula is also given as MathML. */
    private static String tex(Element element) {
        Element around = element.parent() == null ? element : element.parent();
        if (around.children().stream()
                .anyMatch(each -> MarkupElements.name(each).equals("math"))) {
            return "";
        }
        Matcher body = TEX_BODY.matcher(element.wholeText());
        return (body.find() ? body.group(1) : element.wholeText()).replace("$", "");
    }

    private void formula(String name, Element formula, int depth) {
        List<Element> parts = formula.children();
        List<String> texts = parts.stream().map(part -> part(part, depth + 1)).toList();
        if (name.equals("msqrt")) {
            append("√(" + String.join("", texts) + ")");
            return;
        }
        if (texts.size() < 2) {
            children(formula, depth);
            return;
        }
        if (name.equals("mfrac")) {
            append(grouped(texts.get(0)) + "/" + grouped(texts.get(1)));
            return;
        }
        append(texts.get(0));
        if (!name.equals("msup")) {
            lower(texts.get(1));
        }
        String power = texts.get(texts.size() - 1);
        if (name.equals("msub") || power.isEmpty()) {
            return;
        }
        if (texts.get(0).isEmpty()) {
            raise(power, "");
        } else {
            append("^" + grouped(power));
        }
    }

    private static String grouped(String part) {
        String unsigned = part.startsWith("-") || part.startsWith("−") ? part.substring(1) : part;
        return SIMPLE.matcher(unsigned).matches() ? part : "(" + part + ")";
    }

    private void append(String words) {
        for (int i = 0; i < words.length(); i++) {
            char character = words.charAt(i);
            if (IGNORED.indexOf(character) >= 0) {
                continue;
            }
            if (!Character.isWhitespace(character) && !Character.isSpaceChar(character)) {
                text.append(character);
            } else if (!text.isEmpty() && text.charAt(text.length() - 1) != ' ') {
                text.append(' ');
            }
        }
    }
}
