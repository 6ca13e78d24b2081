package io.winnow.trainer.compiled;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.TorchFunctions;
import io.winnow.trainer.export.graph.Graph;
import io.winnow.trainer.export.graph.Tensor;
import io.winnow.trainer.export.graph.Value;
import io.winnow.trainer.export.torchscript.GraphScript;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A network pass with activation checkpointing: it keeps only the values that cross from one of the {@link Segments} of its graph to
 * another, and recomputes the others in the backward pass. Each segment seeds the random generator with a seed of its own, so that it
 * draws the same numbers when it is recomputed. Running statistics are updated by the first computation only.
 */
final class CheckpointedGraph {
    private final List<Segments.Segment> segments;
    /** For each segment, the indices in {@link #tensors} of its trainable parameters. */
    private final List<List<Integer>> learned = new ArrayList<>();

    private final List<Tensor> tensors;
    private final Value input;
    private final Value output;
    private final TorchFunctions functions;

    /** A forward pass whose backward pass has not been completed. */
    private record Pending(NDList tensors, Map<String, NDArray> values, NDArray output, int seed) {}

    private final List<Pending> pending = new ArrayList<>();

    CheckpointedGraph(String name, Graph graph) {
        segments = Segments.of(graph);
        tensors = List.copyOf(graph.tensors().values());
        input = graph.inputs().get(0);
        output = graph.outputs().get(0);
        GraphScript script = new GraphScript(graph, Map.of());
        StringBuilder source = new StringBuilder();
        for (int k = 0; k < segments.size(); k++) {
            source.append(forward(k, script)).append(backward(k, script));
        }
        functions =
                TorchFunctions.compile(name, source + CheckpointedScript.FUNCTIONS.source() + script.definitions(""));
    }

    int segments() {
        return segments.size();
    }

    private String forward(int k, GraphScript script) {
        Segments.Segment segment = segments.get(k);
        StringBuilder code = new StringBuilder(
                "def forward" + k + "(inputs: List[Tensor], tensors: List[Tensor]) -> List[Tensor]:\n");
        for (int i = 0; i < segment.inputs().size(); i++) {
            line(code, segment.inputs().get(i).name(), "inputs[" + i + "]");
        }
        code.append(script.lines(segment.nodes(), value -> {
            int tensor = tensor(value);
            return tensor < 0 ? value.name() : "tensors[" + tensor + "]";
        }));
        return code + "  return " + names(segment.outputs()) + "\n";
    }

    private String backward(int k, GraphScript script) {
        Segments.Segment segment = segments.get(k);
        StringBuilder code = new StringBuilder("def backward" + k
                + "(inputs: List[Tensor], tensors: List[Tensor], gradients: List[Tensor]) -> List[Tensor]:\n");
        line(code, "leaves", "annotate(List[Tensor], [])");
        for (int i = 0; i < segment.inputs().size(); i++) {
            Value value = segment.inputs().get(i);
            String given = "inputs[" + i + "]";
            line(code, value.name(), differentiable(value) ? "self.leaf(" + given + ", leaves)" : given);
        }
        Map<Integer, String> used = new HashMap<>();
        String body = script.lines(segment.nodes(), value -> {
            int tensor = tensor(value);
            return tensor < 0 ? value.name() : used.computeIfAbsent(tensor, number -> "t" + number);
        });
        List<Integer> own = used.keySet().stream()
                .sorted()
                .filter(number -> tensors.get(number).trainable())
                .toList();
        learned.add(own);
        own.forEach(number -> line(code, "t" + number, "self.leaf(tensors[" + number + "], leaves)"));
        used.keySet().stream()
                .sorted()
                .filter(number -> !tensors.get(number).trainable())
                .forEach(number -> line(code, "t" + number, "torch.clone(tensors[" + number + "])"));
        List<Value> outputs =
                segment.outputs().stream().filter(this::differentiable).toList();
        return code + body + "  return self.by_leaves(" + names(outputs) + ", gradients, leaves)\n";
    }

    private static void line(StringBuilder code, String target, String expression) {
        code.append("  ").append(target).append(" = ").append(expression).append('\n');
    }

    private static String names(List<Value> values) {
        return values.stream().map(Value::name).collect(Collectors.joining(", ", "[", "]"));
    }

    /** Returns the index of a value in {@link #tensors}, or -1 if the value is not one of them. */
    private int tensor(Value value) {
        for (int i = 0; i < tensors.size(); i++) {
            if (tensors.get(i).name().equals(value.name())) {
                return i;
            }
        }
        return -1;
    }

    private boolean differentiable(Value value) {
        return Precision.isReal(value.type()) && !value.name().equals(input.name());
    }

    /**
     * Computes the output for a batch. The output is an autograd leaf, at which the backward pass stops; {@link #completeBackward}
     * propagates its gradient to the parameters.
     *
     * @param given tensors of the graph; parameters must be nodes of the recording of this thread
     */
    NDArray forward(NDList given, NDArray x, int seed) {
        Map<String, NDArray> values = new HashMap<>();
        try (Autograd.Recording pause = Autograd.pause()) {
            NDArray last = run(given, x, seed, values);
            last.setRequiresGradient(true);
            pending.add(new Pending(given, values, last, seed));
            return last;
        }
    }

    /** Runs the same pass without checkpointing, so that autograd records it if the thread records. */
    NDArray run(NDList given, NDArray x, int seed, Map<String, NDArray> values) {
        values.put(input.name(), x);
        for (int k = 0; k < segments.size(); k++) {
            Segments.Segment segment = segments.get(k);
            Engine.getInstance().setRandomSeed(seed + k);
            NDList results = functions.callList("forward" + k, arrays(segment.inputs(), values), given);
            for (int i = 0; i < results.size(); i++) {
                values.put(segment.outputs().get(i).name(), results.get(i));
            }
        }
        return values.get(output.name());
    }

    /** Propagates the gradients of the outputs to the parameters, for all passes since the last call. */
    void completeBackward() {
        List<Pending> passes = List.copyOf(pending);
        pending.clear();
        passes.stream().filter(pass -> pass.output.hasGradient()).forEach(this::backward);
    }

    /** Forgets the passes since the last call of {@link #completeBackward}. */
    void abandon() {
        pending.clear();
    }

    private void backward(Pending pass) {
        Map<String, NDArray> gradients = new HashMap<>();
        gradients.put(output.name(), pass.output.getGradient());
        Map<Integer, NDArray> sums = new HashMap<>();
        for (int k = segments.size() - 1; k >= 0; k--) {
            Segments.Segment segment = segments.get(k);
            NDList incoming = new NDList();
            for (Value value : segment.outputs()) {
                if (differentiable(value)) {
                    NDArray known = gradients.remove(value.name());
                    incoming.add(known != null ? known : CheckpointedScript.zeros(pass.values.get(value.name())));
                }
            }
            Engine.getInstance().setRandomSeed(pass.seed + k);
            NDList found;
            try (Autograd.Recording recording = Autograd.record()) {
                found = functions.callList(
                        "backward" + k, arrays(segment.inputs(), pass.values), pass.tensors, incoming);
            }
            incoming.close();
            int next = 0;
            for (Value value : segment.inputs()) {
                if (differentiable(value)) {
                    gradients.merge(value.name(), found.get(next++), CheckpointedGraph::sum);
                }
            }
            for (int number : learned.get(k)) {
                sums.merge(number, found.get(next++), CheckpointedGraph::sum);
            }
        }
        NDList arrays = new NDList();
        NDList totals = new NDList();
        sums.forEach((number, total) -> {
            arrays.add(pass.tensors.get(number));
            totals.add(total);
        });
        Autograd.backward(arrays, totals);
        totals.close();
    }

    private static NDArray sum(NDArray a, NDArray b) {
        try (a;
                b;
                Autograd.Recording pause = Autograd.pause()) {
            return CheckpointedScript.add(a, b);
        }
    }

    private static NDList arrays(List<Value> chosen, Map<String, NDArray> values) {
        NDList arrays = new NDList();
        chosen.forEach(value -> arrays.add(values.get(value.name())));
        return arrays;
    }
}
