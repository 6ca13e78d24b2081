package io.winnow.trainer.export.onnx;

import io.winnow.trainer.export.graph.TraceException;
import io.winnow.trainer.export.script.Expression;
import io.winnow.trainer.export.script.ScriptFunction;
import io.winnow.trainer.export.script.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs TorchScript code in order to translate it: each operator on arrays adds operators to an ONNX graph, and everything else is computed.
 * Values are as in {@link Arguments}.
 */
final class Evaluator {
    private final OnnxGraph graph;
    private final Map<String, ScriptFunction> functions;
    private String place = "";

    /** @param functions the functions that code can call as {@code self.NAME} */
    Evaluator(OnnxGraph graph, Map<String, ScriptFunction> functions) {
        this.graph = graph;
        this.functions = functions;
    }

    /** Calls a function. */
    Object call(String name, List<Object> arguments) {
        String caller = place;
        ScriptFunction function = functions.get(name);
        place = function.file() + ":" + name;
        Map<String, Object> variables = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            variables.put(function.parameters().get(i), arguments.get(i));
        }
        Object result = run(function.body(), variables);
        place = caller;
        return result;
    }

    /** Runs statements; the result is null unless one of them returned. */
    private Object run(List<Statement> statements, Map<String, Object> variables) {
        for (Statement statement : statements) {
            Object result = null;
            if (statement instanceof Statement.Return end) {
                return evaluate(end.value(), variables);
            } else if (statement instanceof Statement.Assign assign) {
                assign(assign.targets(), evaluate(assign.value(), variables), variables);
            } else if (statement instanceof Statement.If choice) {
                Object condition = evaluate(choice.condition(), variables);
                if (!(condition instanceof Boolean holds)) {
                    throw failed(choice.line(), "the condition is not known before the graph runs");
                }
                result = run(holds ? choice.then() : choice.otherwise(), variables);
            } else if (statement instanceof Statement.For loop) {
                result = repeat(loop, variables);
            }
            if (result != null) {
                return result;
            }
        }
        return null;
    }

    private Object repeat(Statement.For loop, Map<String, Object> variables) {
        if (!(evaluate(loop.list(), variables) instanceof List<?> list)) {
            throw failed(loop.line(), "the number of repetitions is not known before the graph runs");
        }
        for (Object each : list) {
            variables.put(loop.variable(), each);
            Object result = run(loop.body(), variables);
            if (result != null) {
                return result;
            }
        }
        return null;
    }

    private static void assign(List<String> targets, Object value, Map<String, Object> variables) {
        if (targets.size() == 1) {
            variables.put(targets.get(0), value);
            return;
        }
        for (int i = 0; i < targets.size(); i++) {
            variables.put(targets.get(i), ((List<?>) value).get(i));
        }
    }

    /** Evaluates an expression. */
    Object evaluate(Expression expression, Map<String, Object> variables) {
        if (expression instanceof Expression.Literal literal) {
            return literal.value();
        } else if (expression instanceof Expression.Name name) {
            return variables.get(name.name());
        } else if (expression instanceof Expression.Several several) {
            return all(several.elements(), variables);
        }
        Expression.Call call = (Expression.Call) expression;
        List<Object> arguments = all(call.arguments(), variables);
        if (call.function().startsWith("self.")) {
            return call(call.function().substring("self.".length()), arguments);
        }
        Map<String, Object> named = new LinkedHashMap<>();
        call.named().forEach((name, value) -> named.put(name, evaluate(value, variables)));
        return operator(call, new Arguments(arguments, named));
    }

    private List<Object> all(List<Expression> expressions, Map<String, Object> variables) {
        List<Object> values = new ArrayList<>();
        expressions.forEach(each -> values.add(evaluate(each, variables)));
        return values;
    }

    private Object operator(Expression.Call call, Arguments arguments) {
        String name = call.function().replaceFirst("^(torch|ops)\\.", "");
        Object known = Scalars.compute(name, arguments);
        if (known != null) {
            return known;
        }
        AtenOperator operator = Operators.ALL.get(name);
        if (operator == null) {
            throw failed(
                    call.line(),
                    name.equals(call.function())
                            ? name + "(..) is not known before the graph runs"
                            : "it does not support the operator " + call.function() + "; use other operators");
        }
        try {
            return operator.add(arguments, graph);
        } catch (IllegalArgumentException e) {
            throw failed(call.line(), "it does not support this call of " + call.function() + ": " + e.getMessage());
        }
    }

    private TraceException failed(int line, String problem) {
        return new TraceException(
                "The export to ONNX failed" + (place.isEmpty() ? "" : " in " + place + ", line " + line) + " ("
                        + graph.origin() + "): " + problem + ".");
    }
}
