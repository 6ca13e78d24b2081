package io.winnow.trainer.export.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses one expression, which takes one line. */
final class ExpressionParser {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(-?(?:\\d+\\.?\\d*(?:e[-+]?\\d+)?|inf\\b)|[A-Za-z_][\\w.]*|\"[^\"]*\"|\\S)");

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][\\w.]*");
    private static final Pattern INTEGER = Pattern.compile("-?\\d+");
    private static final Pattern REAL = Pattern.compile("-?\\d.*");

    private final List<String> tokens = new ArrayList<>();
    private final String text;
    private final int line;
    private int next;

    private ExpressionParser(String text, int line) {
        this.text = text;
        this.line = line;
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.lookingAt()) {
            tokens.add(matcher.group(1));
            matcher.region(matcher.end(), text.length());
        }
    }

    /** @throws IllegalArgumentException if the text is not an expression; the message says what was found instead */
    static Expression parse(String text, int line) {
        ExpressionParser parser = new ExpressionParser(text, line);
        Expression expression = parser.expression();
        if (parser.next < parser.tokens.size()) {
            throw parser.expected("the end of the line");
        }
        return expression;
    }

    private Expression expression() {
        String token = take();
        if (token.equals("[")) {
            return new Expression.Several(elements("]"));
        } else if (token.equals("(")) {
            List<Expression> elements = elements(")");
            return elements.size() == 1 ? elements.get(0) : new Expression.Several(elements);
        } else if (token.equals("not")) {
            return new Expression.Call("torch.__not__", List.of(expression()), Map.of(), line);
        } else if (token.startsWith("\"")) {
            return new Expression.Literal(token.substring(1, token.length() - 1));
        } else if (INTEGER.matcher(token).matches()) {
            return new Expression.Literal(Long.valueOf(token));
        } else if (REAL.matcher(token).matches()) {
            return new Expression.Literal(Double.valueOf(token));
        } else if (NAME.matcher(token).matches() || token.equals("-inf")) {
            return named(token);
        }
        next--;
        throw expected("an expression");
    }

    private Expression named(String token) {
        switch (token) {
            case "True", "False" -> {
                return new Expression.Literal(token.equals("True"));
            }
            case "None" -> {
                return new Expression.Literal(null);
            }
            case "inf", "-inf" -> {
                return new Expression.Literal(
                        token.equals("inf") ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
            }
            default -> {
                return isNext("(") ? call(token) : new Expression.Name(token);
            }
        }
    }

    private Expression call(String function) {
        take();
        if (function.equals("annotate")) {
            // annotate(TYPE, value) is the value; its type only matters to the compiler.
            while (!take().equals(",")) {
                // Skips the type.
            }
            Expression value = expression();
            take(")");
            return value;
        }
        List<Expression> arguments = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!isNext(")")) {
            if (next + 1 < tokens.size() && tokens.get(next + 1).equals("=")) {
                String name = take();
                take("=");
                named.put(name, expression());
            } else {
                arguments.add(expression());
            }
            separated(")");
        }
        take(")");
        return new Expression.Call(function, arguments, named, line);
    }

    private List<Expression> elements(String end) {
        List<Expression> elements = new ArrayList<>();
        while (!isNext(end)) {
            elements.add(expression());
            separated(end);
        }
        take(end);
        return elements;
    }

    private void separated(String end) {
        if (!isNext(end)) {
            take(",");
        }
    }

    private boolean isNext(String token) {
        return next < tokens.size() && tokens.get(next).equals(token);
    }

    private String take() {
        if (next == tokens.size()) {
            throw expected("more");
        }
        return tokens.get(next++);
    }

    private void take(String token) {
        if (!isNext(token)) {
            throw expected("'" + token + "'");
        }
        next++;
    }

    private IllegalArgumentException expected(String what) {
        return new IllegalArgumentException("expected " + what + ", found "
                + (next < tokens.size() ? "'" + tokens.get(next) + "'" : "the end") + " in: " + text);
    }
}
