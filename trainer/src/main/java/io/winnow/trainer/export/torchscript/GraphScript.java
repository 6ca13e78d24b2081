package io.winnow.trainer.export.torchscript;

import io.winnow.models.torch.TorchFunctions;
import io.winnow.trainer.export.graph.Graph;
import io.winnow.trainer.export.graph.Node;
import io.winnow.trainer.export.graph.Operator;
import io.winnow.trainer.export.graph.TraceException;
import io.winnow.trainer.export.graph.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A graph as lines of TorchScript: methods of arrays become operators of PyTorch, and functions are copied with what they call, under
 * names that begin with that of their resource.
 */
public final class GraphScript {
    private final Map<String, FunctionSource> functions = new LinkedHashMap<>();

    /**
     * Collects what the nodes of a graph call.
     *
     * @param substitutes functions that stand for others, by operator key
     * @throws TraceException that lists every operator that TorchScript cannot say
     */
    public GraphScript(Graph graph, Map<String, TorchFunctions> substitutes) {
        graph.require("TorchScript", GraphScript::knows);
        for (Node node : graph.nodes()) {
            Operator operator = node.operator();
            if (operator.functions().isPresent()) {
                TorchFunctions source = substitutes.getOrDefault(
                        operator.key(), operator.functions().get());
                collect(FunctionSource.of(source), operator.name(), prefix(operator.family()));
            }
        }
    }

    /**
     * A function that takes what {@code first} does and the arguments of another one after its first; it returns that other one's value of
     * what {@code first} returns. The other one is collected, so that {@link #definitions} have it.
     *
     * @param first name and declared arguments of a function
     */
    public String followed(
            String name, String first, Map<String, String> arguments, TorchFunctions functions, String then) {
        String prefix = prefix(functions.name());
        collect(FunctionSource.of(functions), then, prefix);
        FunctionSource source = this.functions.get(prefix + then);
        Map<String, String> declared = new LinkedHashMap<>(arguments);
        StringBuilder passed = new StringBuilder();
        source.parameters().entrySet().stream().skip(1).forEach(parameter -> {
            declared.put("then_" + parameter.getKey(), parameter.getValue());
            passed.append(", then_").append(parameter.getKey());
        });
        return "def " + name + "("
                + declared.entrySet().stream()
                        .map(parameter -> parameter.getKey() + ": " + parameter.getValue())
                        .collect(Collectors.joining(", "))
                + ") -> " + source.returns() + ":\n  return self." + prefix + then + "(self." + first + "("
                + String.join(", ", arguments.keySet()) + ")" + passed + ")\n";
    }

    private static boolean knows(String key) {
        return !key.startsWith(Operator.ARRAY + ".") || ArrayMethods.knows(key.substring(Operator.ARRAY.length() + 1));
    }

    private void collect(Map<String, FunctionSource> sources, String name, String prefix) {
        if (!functions.containsKey(prefix + name)) {
            FunctionSource source = sources.get(name);
            functions.put(prefix + name, source);
            source.calls().forEach(called -> collect(sources, called, prefix));
        }
    }

    private static String prefix(String family) {
        return family.replaceFirst("\\.py$", "").replaceAll("\\W", "_") + "_";
    }

    /** All functions by the names that they have in the lines. */
    Map<String, FunctionSource> functions() {
        return functions;
    }

    /**
     * The text of all functions.
     *
     * @param self type of the object whose methods they are; empty for functions as {@link TorchFunctions} takes them
     */
    public String definitions(String self) {
        return functions.entrySet().stream()
                .map(named -> named.getValue()
                        .method(
                                named.getKey()
                                        .substring(
                                                0,
                                                named.getKey().length()
                                                        - named.getValue()
                                                                .name()
                                                                .length()),
                                self))
                .collect(Collectors.joining());
    }

    /**
     * The lines of some nodes, each at the indentation of a function's body.
     *
     * @param names the expression of a value
     */
    public String lines(List<Node> nodes, Function<Value, String> names) {
        StringBuilder code = new StringBuilder();
        nodes.forEach(node -> write(node, names, code));
        return code.toString();
    }

    private void write(Node node, Function<Value, String> names, StringBuilder code) {
        Operator operator = node.operator();
        if (operator.functions().isEmpty()) {
            line(code, node.output().name(), ArrayMethods.expression(node, names));
            return;
        }
        String call = "self." + prefix(operator.family()) + operator.name() + "("
                + node.arguments().stream()
                        .map(argument -> ArrayMethods.argument(argument, names))
                        .collect(Collectors.joining(", "))
                + ")";
        String type = functions.get(prefix(operator.family()) + operator.name()).returns();
        if (type.equals("Tensor")) {
            line(code, node.output().name(), call);
        } else if (type.startsWith("List")) {
            String list = "list" + node.outputs().get(0).name();
            line(code, list, call);
            for (int i = 0; i < node.outputs().size(); i++) {
                line(code, node.outputs().get(i).name(), list + "[" + i + "]");
            }
        } else {
            line(code, node.outputs().stream().map(Value::name).collect(Collectors.joining(", ")), call);
        }
    }

    static void line(StringBuilder code, String target, String expression) {
        code.append("  ").append(target).append(" = ").append(expression).append('\n');
    }
}
