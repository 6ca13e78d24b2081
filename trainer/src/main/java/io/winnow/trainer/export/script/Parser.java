package io.winnow.trainer.export.script;

import io.winnow.models.torch.TorchFunctions;
import io.winnow.trainer.export.graph.TraceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses TorchScript functions, which have one statement a line:
 *
 * <pre>
 * function   = "def" NAME "(" {NAME ":" TYPE} ")" "-&gt;" TYPE ":" block
 * statement  = [NAME {"," NAME} "="] expression | "return" expression
 *            | "if" expression ":" block ["else" ":" block] | "for" NAME "in" expression ":" block
 * expression = NUMBER | STRING | NAME | "not" expression | "[" {expression} "]" | "(" {expression} ")"
 *            | NAME "(" {[NAME "="] expression} ")"
 * </pre>
 */
public final class Parser {
    private static final Pattern DEFINITION = Pattern.compile("def (\\w+)\\((.*)\\) -> .*:");
    private static final Pattern PARAMETER = Pattern.compile("(\\w+): ");
    private static final Pattern ASSIGNMENT = Pattern.compile("(\\w+(?:, \\w+)*) = (.*)");
    private static final Pattern RETURN = Pattern.compile("return (.*)");
    private static final Pattern IF = Pattern.compile("if (.*):");
    private static final Pattern FOR = Pattern.compile("for (\\w+) in (.*):");

    private final String file;
    private final List<Line> lines = new ArrayList<>();
    private int next;

    private record Line(int number, int indent, String text) {}

    private Parser(String file, String source) {
        this.file = file;
        List<String> all = source.lines().toList();
        for (int i = 0; i < all.size(); i++) {
            String text = all.get(i).strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                lines.add(new Line(i + 1, all.get(i).indexOf(text), text));
            }
        }
    }

    /**
     * Returns all functions of a resource by name.
     *
     * @throws TraceException if a line is not in the language; the message names the file and the line
     */
    public static Map<String, ScriptFunction> parse(TorchFunctions functions) {
        Parser parser = new Parser(functions.name(), functions.source());
        Map<String, ScriptFunction> all = new LinkedHashMap<>();
        while (parser.next < parser.lines.size()) {
            ScriptFunction function = parser.function();
            all.put(function.name(), function);
        }
        return all;
    }

    /** Parses a single expression. */
    public static Expression expression(String code) {
        return ExpressionParser.parse(code, 1);
    }

    private ScriptFunction function() {
        Line line = lines.get(next++);
        Matcher definition = DEFINITION.matcher(line.text());
        if (!definition.matches()) {
            throw invalid(line, "expected the definition of a function, found: " + line.text());
        }
        List<String> parameters = PARAMETER
                .matcher(definition.group(2))
                .results()
                .map(parameter -> parameter.group(1))
                .toList();
        return new ScriptFunction(file, definition.group(1), parameters, block(line.indent()));
    }

    /** Parses the lines that are indented more than {@code indent}. */
    private List<Statement> block(int indent) {
        List<Statement> block = new ArrayList<>();
        while (next < lines.size() && lines.get(next).indent() > indent) {
            block.add(statement(lines.get(next++)));
        }
        return block;
    }

    private Statement statement(Line line) {
        Matcher matcher = RETURN.matcher(line.text());
        if (matcher.matches()) {
            return new Statement.Return(expression(line, matcher.group(1)));
        }
        if (matcher.usePattern(IF).matches()) {
            Expression condition = expression(line, matcher.group(1));
            List<Statement> then = block(line.indent());
            boolean isElse = next < lines.size()
                    && lines.get(next).indent() == line.indent()
                    && lines.get(next).text().equals("else:");
            next += isElse ? 1 : 0;
            return new Statement.If(condition, then, isElse ? block(line.indent()) : List.of(), line.number());
        }
        if (matcher.usePattern(FOR).matches()) {
            Expression list = expression(line, matcher.group(2));
            return new Statement.For(matcher.group(1), list, block(line.indent()), line.number());
        }
        if (matcher.usePattern(ASSIGNMENT).matches()) {
            return new Statement.Assign(List.of(matcher.group(1).split(", ", -1)), expression(line, matcher.group(2)));
        }
        return new Statement.Assign(List.of(), expression(line, line.text()));
    }

    private Expression expression(Line line, String text) {
        try {
            return ExpressionParser.parse(text, line.number());
        } catch (IllegalArgumentException e) {
            throw invalid(line, e.getMessage());
        }
    }

    private TraceException invalid(Line line, String problem) {
        return new TraceException(file + ", line " + line.number() + ": " + problem);
    }
}
