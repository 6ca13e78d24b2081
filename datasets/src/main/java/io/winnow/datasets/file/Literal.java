package io.winnow.datasets.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.winnow.datasets.DataException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the literal of a cell: lists, tuples and dictionaries of texts and numbers as Python or JSON write them, such as
 * {@code {'Eczema': 0.69}} and {@code ["a", "b"]}. Nothing is executed. Texts have single or double quotes and the escapes of Python; a
 * comma may follow the last element. Tuples become arrays, and {@code None} becomes null.
 */
public final class Literal {
    /** Deeper nesting than any label has; it keeps a malformed cell from exhausting the stack. */
    private static final int DEEPEST = 64;

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
    private static final Map<String, JsonNode> WORDS = Map.of(
            "None", NullNode.instance,
            "null", NullNode.instance,
            "True", BooleanNode.TRUE,
            "true", BooleanNode.TRUE,
            "False", BooleanNode.FALSE,
            "false", BooleanNode.FALSE);
    private static final Map<Character, Character> ESCAPES =
            Map.of('n', '\n', 't', '\t', 'r', '\r', 'b', '\b', 'f', '\f', '\\', '\\', '\'', '\'', '"', '"', '/', '/');

    private final String text;
    private int at;
    private int depth;

    private Literal(String text) {
        this.text = text;
    }

    /**
     * Parses a literal.
     *
     * @throws DataException if the text is not a literal; the message says at which character, and is a part of a sentence
     */
    public static JsonNode parse(String text) throws DataException {
        Literal literal = new Literal(text);
        JsonNode value = literal.value();
        literal.skipBlanks();
        if (literal.at < text.length()) {
            throw literal.error("expected the end, found '" + literal.rest() + "'");
        }
        return value;
    }

    private JsonNode value() throws DataException {
        skipBlanks();
        if (at == text.length()) {
            throw error("a value is missing at the end");
        }
        char first = text.charAt(at);
        if (first == 'u' && at + 1 < text.length() && isQuote(text.charAt(at + 1))) {
            at++; // a text of Python 2
            return new TextNode(string());
        }
        if (isQuote(first)) {
            return new TextNode(string());
        }
        if (first == '[' || first == '(' || first == '{') {
            depth++;
            if (depth > DEEPEST) {
                throw error("is nested more than " + DEEPEST + " levels deep");
            }
            JsonNode nested = first == '{' ? dictionary() : list(first == '[' ? ']' : ')');
            depth--;
            return nested;
        }
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (number.lookingAt()) {
            at = number.end();
            return number(number.group());
        }
        Matcher word = WORD.matcher(text).region(at, text.length());
        if (word.lookingAt() && WORDS.containsKey(word.group())) {
            at = word.end();
            return WORDS.get(word.group());
        }
        throw error("expected a text in quotation marks, a number, [ or {; found '" + rest() + "'");
    }

    private static JsonNode number(String digits) {
        return digits.matches("[+-]?\\d{1,18}")
                ? LongNode.valueOf(Long.parseLong(digits))
                : DoubleNode.valueOf(Double.parseDouble(digits));
    }

    private ArrayNode list(char close) throws DataException {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        at++;
        while (!closes(close)) {
            list.add(value());
            requireComma(close);
        }
        return list;
    }

    private ObjectNode dictionary() throws DataException {
        ObjectNode dictionary = JsonNodeFactory.instance.objectNode();
        at++;
        while (!closes('}')) {
            JsonNode key = value();
            if (!key.isValueNode() || key.isNull()) {
                throw error("a key of a dictionary must be a text or a number");
            }
            skipBlanks();
            if (at == text.length() || text.charAt(at) != ':') {
                throw error("expected ':' after the key '" + key.asText() + "', found '" + rest() + "'");
            }
            at++;
            if (dictionary.has(key.asText())) {
                throw error("has the key '" + key.asText() + "' twice");
            }
            dictionary.set(key.asText(), value());
            requireComma('}');
        }
        return dictionary;
    }

    /** Moves past a closing bracket if it is next. */
    private boolean closes(char close) throws DataException {
        skipBlanks();
        if (at == text.length()) {
            throw error("'" + close + "' is missing at the end");
        }
        boolean closes = text.charAt(at) == close;
        at += closes ? 1 : 0;
        return closes;
    }

    /** Moves past a comma, which only the closing bracket makes unnecessary. */
    private void requireComma(char close) throws DataException {
        skipBlanks();
        if (at == text.length()) {
            throw error("'" + close + "' is missing at the end");
        }
        if (text.charAt(at) == ',') {
            at++;
        } else if (text.charAt(at) != close) {
            throw error("expected a comma or '" + close + "', found '" + rest()
                    + "'; a quotation mark within a text is written as \\' or \\\"");
        }
    }

    private String string() throws DataException {
        int begin = at;
        char quote = text.charAt(at++);
        StringBuilder string = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            char each = text.charAt(at++);
            if (each == '\\' && at < text.length()) {
                escape(string);
            } else {
                string.append(each);
            }
        }
        if (at == text.length()) {
            at = begin;
            throw error("a quotation mark opens and is never closed: '" + rest() + "'");
        }
        at++;
        return string.toString();
    }

    private void escape(StringBuilder string) throws DataException {
        char each = text.charAt(at++);
        int digits = each == 'x' ? 2 : each == 'u' ? 4 : each == 'U' ? 8 : 0;
        if (digits > 0) {
            String hex = text.substring(at, Math.min(text.length(), at + digits));
            if (!hex.matches("[0-9a-fA-F]{" + digits + "}")
                    || (digits == 8 && hex.compareToIgnoreCase("0010ffff") > 0)) {
                throw error("\\" + each + " must be followed by " + digits + " hexadecimal digits of a character");
            }
            string.appendCodePoint(Integer.parseInt(hex, 16));
            at += digits;
        } else if (ESCAPES.containsKey(each)) {
            string.append(ESCAPES.get(each));
        } else {
            string.append('\\').append(each); // as Python reads an escape that it does not know
        }
    }

    private static boolean isQuote(char each) {
        return each == '\'' || each == '"';
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private String rest() {
        return text.length() - at <= 20 ? text.substring(at) : text.substring(at, at + 20) + "..";
    }

    private DataException error(String what) {
        return new DataException("is not a list or dictionary: character " + (at + 1) + ": " + what);
    }
}
