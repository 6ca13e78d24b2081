package io.winnow.trainer.export.onnx;

import ai.djl.ndarray.types.DataType;
import io.winnow.models.torch.TorchFunctions;
import io.winnow.trainer.export.graph.Length;
import io.winnow.trainer.export.graph.Node;
import io.winnow.trainer.export.graph.Value;
import io.winnow.trainer.export.script.ArrayMethods;
import io.winnow.trainer.export.script.Parser;
import io.winnow.trainer.export.script.ScalarType;
import io.winnow.trainer.export.script.ScriptFunction;
import io.winnow.trainer.export.script.Substitutes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Translates the nodes of a graph: functions by their source code, methods of arrays by the TorchScript expression that they stand for. */
final class NodeTranslator {
    private final OnnxGraph graph;
    private final Map<String, OnnxArray> arrays = new HashMap<>();
    private final Map<TorchFunctions, Map<String, ScriptFunction>> parsed = new HashMap<>();

    NodeTranslator(OnnxGraph graph) {
        this.graph = graph;
    }

    /** Returns the array of a value. That of an input or a tensor has the value's name. */
    OnnxArray array(Value value) {
        return arrays.computeIfAbsent(value.name(), name -> graph.array(name, value.type(), shape(value)));
    }

    /** Sets the array of an input that the graph has converted. */
    void bind(Value value, OnnxArray array) {
        arrays.put(value.name(), array);
    }

    /** Adds the operators of a node. */
    void add(Node node) {
        graph.from(node.operator().key() + ", " + node.origin());
        Object result;
        TorchFunctions substitute = Substitutes.ONNX.get(node.operator().key());
        if (node.operator().functions().isPresent()) {
            TorchFunctions functions =
                    Optional.ofNullable(substitute).orElseGet(node.operator().functions()::get);
            List<Object> arguments = new ArrayList<>();
            node.arguments().forEach(argument -> arguments.add(argument(argument)));
            result = new Evaluator(graph, parsed.computeIfAbsent(functions, Parser::parse))
                    .call(node.operator().name(), arguments);
        } else {
            Map<String, Object> variables = new HashMap<>();
            String code = ArrayMethods.expression(node, value -> {
                String variable = "x" + variables.size();
                variables.put(variable, array(value));
                return variable;
            });
            result = new Evaluator(graph, Map.of()).evaluate(Parser.expression(code), variables);
        }
        List<?> results = result instanceof List<?> list ? list : List.of(result);
        for (int i = 0; i < results.size(); i++) {
            Value output = node.outputs().get(i);
            OnnxArray array = (OnnxArray) results.get(i);
            arrays.put(output.name(), substitute == null ? known(array, output) : array);
        }
    }

    private Object argument(Object argument) {
        if (argument instanceof Value value) {
            return array(value);
        } else if (argument instanceof List<?> list) {
            List<Object> all = new ArrayList<>();
            list.forEach(each -> all.add(argument(each)));
            return all;
        } else if (argument instanceof Length length) {
            Dimension one = array(length.input()).dimension(length.axis());
            return one.times(Dimension.of(length.factor())).value();
        } else if (argument instanceof DataType type) {
            return ScalarType.number(type);
        }
        return argument;
    }

    private static List<Dimension> shape(Value value) {
        List<Dimension> shape = new ArrayList<>();
        for (int d = 0; d < value.rank(); d++) {
            shape.add(dimension(value, d));
        }
        return shape;
    }

    /** Returns the length of an axis; null if it is free and no input has it. */
    private static Dimension dimension(Value value, int axis) {
        if (!value.isFree(axis)) {
            return Dimension.of(value.shape().get(axis));
        }
        String name = value.lengths().get(axis);
        return name.isEmpty() ? null : Dimension.free(name);
    }

    /** Adds lengths that the recording knows, and that do not follow from the operators. */
    private static OnnxArray known(OnnxArray array, Value output) {
        if (array.rank() != output.rank()) {
            return array;
        }
        List<Dimension> shape = new ArrayList<>(array.shape());
        for (int d = 0; d < shape.size(); d++) {
            Dimension recorded = dimension(output, d);
            if (!shape.get(d).isFixed() && recorded != null) {
                shape.set(d, recorded);
            }
        }
        return new OnnxArray(array.name(), array.type(), shape);
    }
}
