package io.winnow.trainer.export.graph;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two recordings of one pass, with different batch sizes, as one graph. */
final class Merge {
    private static final String RESHAPE = Operator.ARRAY + ".reshape";

    private final Graph first;
    private final Graph second;
    private final int[] batches;
    private final Map<String, Value> values = new HashMap<>();

    Merge(Graph first, Graph second, int[] batches) {
        this.first = first;
        this.second = second;
        this.batches = batches;
    }

    Graph merged() {
        List<Value> inputs = all(first.inputs(), second.inputs(), "an input");
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < Math.max(first.nodes().size(), second.nodes().size()); i++) {
            if (i >= first.nodes().size() || i >= second.nodes().size()) {
                Node longer =
                        (i < first.nodes().size() ? first : second).nodes().get(i);
                throw new TraceException("How many operators run depends on the size of the batch: "
                        + longer.operator().key() + " (" + longer.origin() + ") runs for one size alone.");
            }
            nodes.add(node(first.nodes().get(i), second.nodes().get(i)));
        }
        List<Value> outputs = all(first.outputs(), second.outputs(), "an output");
        return new Graph(inputs, nodes, outputs, first.tensors());
    }

    private Node node(Node a, Node b) {
        if (!a.operator().key().equals(b.operator().key())
                || a.arguments().size() != b.arguments().size()
                || a.outputs().size() != b.outputs().size()) {
            throw new TraceException("Which operators run depends on the size of the batch: "
                    + a.operator().key() + " (" + a.origin() + ") for " + batches[0] + " examples, "
                    + b.operator().key() + " (" + b.origin() + ") for " + batches[1] + ".");
        }
        List<Object> arguments = new ArrayList<>();
        for (int i = 0; i < a.arguments().size(); i++) {
            arguments.add(argument(a, b, i));
        }
        return new Node(a.operator(), arguments, all(a.outputs(), b.outputs(), a.origin()), a.origin());
    }

    private Object argument(Node a, Node b, int index) {
        Object x = a.arguments().get(index);
        Object y = b.arguments().get(index);
        if (x instanceof Value v && y instanceof Value w) {
            return value(v, w, a.operator().key() + " (" + a.origin() + ")");
        }
        if (x instanceof List<?> v && y instanceof List<?> w && v.size() == w.size()) {
            if (!v.isEmpty() && v.get(0) instanceof Value) {
                return all(
                        v.stream().map(Value.class::cast).toList(),
                        w.stream().map(Value.class::cast).toList(),
                        a.operator().key() + " (" + a.origin() + ")");
            }
            if (!v.equals(w) && a.operator().key().equals(RESHAPE)) {
                return freed(a, b, index);
            }
        }
        if (x == null ? y != null : !x.equals(y)) {
            throw baked(a, index, x, y);
        }
        return x;
    }

    /** The target of a reshape with the batch's axis as the one that follows from the rest. */
    private List<Long> freed(Node a, Node b, int index) {
        long[] x = a.output().shape().getShape();
        long[] y = b.output().shape().getShape();
        List<Long> target = new ArrayList<>();
        boolean free = false;
        for (int i = 0; i < x.length; i++) {
            boolean differs = x[i] != y[i];
            if (differs && (free || x[i] * batches[1] != y[i] * batches[0])) {
                throw baked(a, index, a.arguments().get(index), b.arguments().get(index));
            }
            free |= differs;
            target.add(differs ? -1L : x[i]);
        }
        return target;
    }

    private TraceException baked(Node node, int index, Object x, Object y) {
        return new TraceException(
                "Argument " + index + " of " + node.operator().key() + " (" + node.origin() + ") is " + x
                        + " for " + batches[0] + " examples and " + y + " for " + batches[1]
                        + ": the size of the batch would be baked in.");
    }

    private List<Value> all(List<Value> a, List<Value> b, String where) {
        if (a.size() != b.size()) {
            throw new TraceException("The number of arrays depends on the size of the batch in " + where + ".");
        }
        List<Value> merged = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            merged.add(value(a.get(i), b.get(i), where));
        }
        return merged;
    }

    private Value value(Value a, Value b, String where) {
        boolean alike = a.name().equals(b.name()) && a.type() == b.type() && a.rank() == b.rank();
        Tensor tensor = first.tensors().get(a.name());
        if (alike && tensor != null) {
            Tensor other = second.tensors().get(b.name());
            alike = tensor.array().getShape().equals(other.array().getShape())
                    && (tensor.array() == other.array() || tensor.array().contentEquals(other.array()));
        }
        if (!alike) {
            throw new TraceException("In " + where + " an array depends on the size of the batch: " + a + " for "
                    + batches[0] + " examples, " + b + " for " + batches[1] + ".");
        }
        return values.computeIfAbsent(a.name(), name -> {
            long[] shape = a.shape().getShape().clone();
            for (int i = 0; i < shape.length; i++) {
                shape[i] = shape[i] == b.shape().get(i) ? shape[i] : -1;
            }
            return new Value(name, a.type(), new Shape(shape));
        });
    }
}
