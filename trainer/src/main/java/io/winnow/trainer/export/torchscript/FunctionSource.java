package io.winnow.trainer.export.torchscript;

import io.winnow.models.torch.TorchFunctions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The source code of one function of a TorchScript resource.
 *
 * @param text the code from {@code def} to the end of the function's body
 */
record FunctionSource(String name, String text) {
    private static final Pattern DEFINITION = Pattern.compile("(?m)^def (\\w+)\\(");
    private static final Pattern CALL = Pattern.compile("self\\.(\\w+)\\(");
    private static final Pattern OPERATOR = Pattern.compile("torch\\.(\\w+)\\(");
    private static final Pattern PARAMETER = Pattern.compile("(\\w+): ([\\w\\[\\]]+)");
    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*#.*\\R?");

    /** Returns all functions of a resource by name. */
    static Map<String, FunctionSource> of(TorchFunctions functions) {
        String source = COMMENT.matcher(functions.source()).replaceAll("");
        Map<String, FunctionSource> all = new LinkedHashMap<>();
        Matcher matcher = DEFINITION.matcher(source);
        int begin = -1;
        String name = null;
        while (matcher.find()) {
            if (name != null) {
                all.put(name, new FunctionSource(name, source.substring(begin, matcher.start())));
            }
            begin = matcher.start();
            name = matcher.group(1);
        }
        if (name != null) {
            all.put(name, new FunctionSource(name, source.substring(begin)));
        }
        return all;
    }

    /** Returns the names of the functions of the same resource that this function calls. */
    Set<String> calls() {
        return found(CALL);
    }

    /** Returns the names of the PyTorch operators that this function calls. */
    Set<String> operators() {
        return found(OPERATOR);
    }

    private Set<String> found(Pattern pattern) {
        Set<String> names = new TreeSet<>();
        pattern.matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .forEach(names::add);
        return names;
    }

    /** Returns the declared types of the parameters by name. */
    Map<String, String> parameters() {
        Map<String, String> declared = new LinkedHashMap<>();
        PARAMETER
                .matcher(text.substring(text.indexOf('('), text.indexOf(')')))
                .results()
                .forEach(each -> declared.put(each.group(1), each.group(2)));
        return declared;
    }

    /** Returns the declared return type. */
    String returns() {
        return text.substring(text.indexOf("->") + 2, text.indexOf(":\n")).strip();
    }

    /**
     * Returns the code of this function as a method.
     *
     * @param prefix prefix to put before the name of the function and the names of the functions that it calls
     * @param selfType type of {@code self}; empty for a function without {@code self}
     */
    String method(String prefix, String selfType) {
        String self = selfType.isEmpty() ? "" : "self: " + selfType + ", ";
        return DEFINITION
                        .matcher(CALL.matcher(text.stripTrailing()).replaceAll("self." + prefix + "$1("))
                        .replaceFirst("def " + prefix + "$1(" + Matcher.quoteReplacement(self))
                + "\n";
    }
}
