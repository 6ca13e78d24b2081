package io.winnow.trainer.export.torchscript;

import io.winnow.models.torch.TorchFunctions;
import io.winnow.trainer.export.graph.Graph;
import io.winnow.trainer.export.graph.Node;
import io.winnow.trainer.export.graph.Operator;
import io.winnow.trainer.export.graph.TraceException;
import io.winnow.trainer.export.graph.Value;
import io.winnow.trainer.export.script.ArrayMethods;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Translates a graph to TorchScript code. Methods of arrays become PyTorch operators. Functions are copied together with the functions that
 * they call; the names of the copies begin with the name of their resource.
 */
public final class GraphScript {
    private final Map<String, FunctionSource> functions = new LinkedHashMap<>();

    /**
     * Collects the functions that the nodes of a graph call.
     *
     * @param substitutes functions that replace others of the same name, by the key of the operator
     * @throws TraceException if TorchScript does not support some operators; the message lists them
     */
    public GraphScript(Graph graph, Map<String, TorchFunctions> substitutes) {
        graph.require("TorchScript", ArrayMethods::knows);
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
     * Returns the code of a function that composes two others: it calls {@code first}, and passes the result to {@code then} as its first
     * argument. Its parameters are those of {@code first}, followed by those of {@code then} except the first one. The function
     * {@code then} is added to {@link #definitions}.
     *
     * @param name name of the new function
     * @param first name of the function to call first
     * @param arguments declared types of the parameters of {@code first}, by name
     * @param functions the resource that contains {@code then}
     * @param then name of the function to call with the result
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

    /** Returns all functions by the names of their copies. */
    Map<String, FunctionSource> functions() {
        return functions;
    }

    /**
     * Returns the code of all functions.
     *
     * @param self type of {@code self}; empty for functions without {@code self}, as {@link TorchFunctions} expects them
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
     * Returns the code of some nodes, indented as the body of a function.
     *
     * @param names returns the expression of a value
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
