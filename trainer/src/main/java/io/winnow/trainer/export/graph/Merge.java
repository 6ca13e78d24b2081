package io.winnow.trainer.export.graph;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Merges several recordings of the same pass into one graph. The first recording uses one length for all free axes; each of the others uses
 * another length for one free axis.
 */
final class Merge {
    private static final String RESHAPE = Operator.ARRAY + ".reshape";

    private final Graph first;
    private final List<Graph> others;
    private final List<FreeAxis> axes;
    private final int[] sizes;
    private final Map<String, Value> values = new HashMap<>();

    /**
     * @param others one recording for each free axis
     * @param sizes the length of a free axis in the first recording, and in the axis's own recording
     */
    Merge(Graph first, List<Graph> others, List<FreeAxis> axes, int[] sizes) {
        this.first = first;
        this.others = others;
        this.axes = axes;
        this.sizes = sizes;
    }

    Graph merged() {
        List<Value> inputs = all(first.inputs(), each(Graph::inputs), "an input");
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < first.nodes().size(); i++) {
            int index = i;
            for (int k = 0; k < others.size(); k++) {
                requireSame(index, k);
            }
            nodes.add(node(first.nodes().get(i), each(graph -> graph.nodes().get(index)), inputs));
        }
        for (int k = 0; k < others.size(); k++) {
            if (others.get(k).nodes().size() > nodes.size()) {
                throw unmatched(others.get(k).nodes().get(nodes.size()), k);
            }
        }
        List<Value> outputs = all(first.outputs(), each(Graph::outputs), "an output");
        return new Graph(inputs, nodes, outputs, first.tensors());
    }

    private <T> List<T> each(Function<Graph, T> part) {
        return others.stream().map(part).toList();
    }

    private void requireSame(int index, int k) {
        Node a = first.nodes().get(index);
        if (index >= others.get(k).nodes().size()) {
            throw unmatched(a, k);
        }
        Node b = others.get(k).nodes().get(index);
        if (!a.operator().key().equals(b.operator().key())
                || a.arguments().size() != b.arguments().size()
                || a.outputs().size() != b.outputs().size()) {
            throw new TraceException("The network runs different operators for different lengths of axis '"
                    + axes.get(k).name() + "': "
                    + a.operator().key() + " (" + a.origin() + ") for length " + sizes[0] + ", but "
                    + b.operator().key() + " (" + b.origin() + ") for length " + sizes[1] + ".");
        }
    }

    private TraceException unmatched(Node node, int k) {
        return new TraceException("The network runs different numbers of operators for different lengths of axis '"
                + axes.get(k).name() + "': " + node.operator().key() + " (" + node.origin()
                + ") runs for one of the lengths " + sizes[0] + " and " + sizes[1] + " only.");
    }

    private Node node(Node node, List<Node> same, List<Value> inputs) {
        List<Object> arguments = new ArrayList<>();
        for (int i = 0; i < node.arguments().size(); i++) {
            arguments.add(argument(node, same, i, inputs));
        }
        List<List<Value>> outputs = same.stream().map(Node::outputs).toList();
        return new Node(node.operator(), arguments, all(node.outputs(), outputs, node.origin()), node.origin());
    }

    private Object argument(Node node, List<Node> same, int index, List<Value> inputs) {
        String where = node.operator().key() + " (" + node.origin() + ")";
        Object x = node.arguments().get(index);
        List<Object> others = new ArrayList<>();
        same.forEach(other -> others.add(other.arguments().get(index)));
        if (x instanceof Value value && others.stream().allMatch(Value.class::isInstance)) {
            return value(value, others.stream().map(Value.class::cast).toList(), where);
        }
        if (isValues(x) && others.stream().allMatch(Merge::isValues)) {
            return all(values(x), others.stream().map(Merge::values).toList(), where);
        }
        for (int k = 0; k < others.size(); k++) {
            Object y = others.get(k);
            if (x == null ? y != null : !x.equals(y)) {
                if (node.operator().key().equals(RESHAPE)) {
                    return target(node, same, inputs);
                }
                throw fixed(node, index, k, y);
            }
        }
        return x;
    }

    private static boolean isValues(Object argument) {
        return argument instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Value;
    }

    private static List<Value> values(Object list) {
        return ((List<?>) list).stream().map(Value.class::cast).toList();
    }

    /** Returns the target shape of a reshape. The first free length is -1 (inferred); other free lengths are multiples of an input's. */
    private List<Object> target(Node node, List<Node> same, List<Value> inputs) {
        Value output = node.output();
        List<Object> target = new ArrayList<>();
        boolean inferred = false;
        for (int d = 0; d < output.rank(); d++) {
            long length = output.shape().get(d);
            int axis = -1;
            int moving = 0;
            for (int k = 0; k < same.size(); k++) {
                long other = same.get(k).output().shape().get(d);
                if (other != length) {
                    if (length * sizes[1] != other * sizes[0]) {
                        throw fixed(node, 1, k, same.get(k).arguments().get(1));
                    }
                    axis = k;
                    moving++;
                }
            }
            if (moving == 0) {
                target.add(length);
            } else if (!inferred) {
                inferred = true;
                target.add(-1L);
            } else if (moving == 1 && length % sizes[0] == 0) {
                target.add(multiple(axes.get(axis), length / sizes[0], inputs));
            } else {
                throw fixed(node, 1, axis, same.get(axis).arguments().get(1));
            }
        }
        return target;
    }

    private static Length multiple(FreeAxis axis, long factor, List<Value> inputs) {
        Map.Entry<String, Integer> one = axis.axes().entrySet().iterator().next();
        Value input = inputs.stream()
                .filter(value -> value.name().equals(one.getKey()))
                .findFirst()
                .orElseThrow();
        return new Length(input, one.getValue(), factor);
    }

    private TraceException fixed(Node node, int index, int k, Object other) {
        return new TraceException(
                "Argument " + index + " of " + node.operator().key() + " (" + node.origin() + ") is "
                        + node.arguments().get(index) + " if axis '"
                        + axes.get(k).name() + "' has length " + sizes[0] + ", but "
                        + other + " if it has length " + sizes[1]
                        + ". The graph would be valid for one length only. Use operators that do not take the length as a number.");
    }

    private List<Value> all(List<Value> list, List<List<Value>> others, String where) {
        for (int k = 0; k < others.size(); k++) {
            if (others.get(k).size() != list.size()) {
                throw new TraceException("In " + where + " the number of arrays depends on the length of axis '"
                        + axes.get(k).name() + "'.");
            }
        }
        List<Value> merged = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            int index = i;
            merged.add(value(
                    list.get(i), others.stream().map(other -> other.get(index)).toList(), where));
        }
        return merged;
    }

    private Value value(Value value, List<Value> same, String where) {
        for (int k = 0; k < same.size(); k++) {
            if (!isAlike(value, same.get(k), others.get(k))) {
                throw new TraceException("In " + where + " an array depends on the length of axis '"
                        + axes.get(k).name() + "': it is " + value + " for length " + sizes[0] + ", but " + same.get(k)
                        + " for length " + sizes[1] + ".");
            }
        }
        return values.computeIfAbsent(value.name(), name -> withFreeAxes(value, same));
    }

    private boolean isAlike(Value a, Value b, Graph other) {
        boolean alike = a.name().equals(b.name()) && a.type() == b.type() && a.rank() == b.rank();
        Tensor tensor = first.tensors().get(a.name());
        if (!alike || tensor == null) {
            return alike;
        }
        Tensor twin = other.tensors().get(b.name());
        return tensor.array().getShape().equals(twin.array().getShape())
                && (tensor.array() == twin.array() || tensor.array().contentEquals(twin.array()));
    }

    private Value withFreeAxes(Value value, List<Value> same) {
        long[] shape = value.shape().getShape().clone();
        List<String> lengths = new ArrayList<>();
        for (int d = 0; d < shape.length; d++) {
            String length = "";
            int moving = 0;
            for (int k = 0; k < same.size(); k++) {
                if (same.get(k).shape().get(d) != value.shape().get(d)) {
                    moving++;
                    length = value.shape().get(d) == sizes[0]
                                    && same.get(k).shape().get(d) == sizes[1]
                            ? axes.get(k).name()
                            : "";
                }
            }
            shape[d] = moving > 0 ? -1 : shape[d];
            lengths.add(moving == 1 ? length : "");
        }
        return new Value(value.name(), value.type(), new Shape(shape), lengths);
    }
}
