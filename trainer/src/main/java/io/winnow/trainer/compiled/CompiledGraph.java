package io.winnow.trainer.compiled;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.winnow.models.layer.Layer;
import io.winnow.models.torch.FlopCount;
import io.winnow.models.torch.OutputFunction;
import io.winnow.models.torch.TorchFunctions;
import io.winnow.trainer.export.graph.Graph;
import io.winnow.trainer.export.graph.Tensor;
import io.winnow.trainer.export.graph.TraceException;
import io.winnow.trainer.export.graph.Tracer;
import io.winnow.trainer.export.graph.Value;
import io.winnow.trainer.export.torchscript.GraphScript;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * A training pass of a network, compiled to one TorchScript function of the input and the parameters. Intermediate results are freed as
 * soon as neither the function nor the backward pass needs them, whereas an eager pass keeps them until its scope closes.
 */
final class CompiledGraph {
    private static final String INPUT = "x";
    private static final String FORWARD = "forward";
    private static final String FOLLOWED = "followed";
    private static final Map<String, String> ARGUMENTS = arguments();

    private final Graph graph;
    private final GraphScript script;
    private final String name;
    private final String source;
    private final TorchFunctions function;
    private final double operations;
    /** The compiled pass with a function of its output appended, for each such function. */
    private final Map<Following, TorchFunctions> followed = new HashMap<>();
    /** The elements of the argument {@code tensors}, in order: each is a {@link Parameter} or a constant {@link NDArray}. */
    private final List<Object> tensors = new ArrayList<>();

    private CompiledGraph(Graph graph, Layer network, double operations, NDManager manager) {
        this.graph = graph;
        this.operations = operations;
        name = network.getClass().getSimpleName();
        Map<String, Parameter> parameters = new HashMap<>();
        for (Pair<String, Parameter> pair : network.getParameters()) {
            parameters.put(pair.getKey(), pair.getValue());
        }
        Map<String, String> names = new HashMap<>();
        for (Tensor tensor : graph.tensors().values()) {
            names.put(tensor.name(), "tensors[" + tensors.size() + "]");
            Parameter parameter = parameters.get(tensor.name());
            if (parameter == null) {
                tensor.array().attach(manager);
            }
            tensors.add(parameter == null ? tensor.array() : parameter);
        }
        script = new GraphScript(graph, Map.of());
        Value output = graph.outputs().get(0);
        source = "def " + FORWARD + "(" + INPUT + ": Tensor, tensors: List[Tensor]) -> Tensor:\n"
                + script.lines(graph.nodes(), value -> names.getOrDefault(value.name(), value.name()))
                + "  return " + names.getOrDefault(output.name(), output.name()) + "\n";
        function = TorchFunctions.compile(name, source + script.definitions(""));
    }

    /**
     * Records and compiles a pass.
     *
     * @param parameters values of the parameters; recording changes their running statistics
     * @param examples inputs (B, ..) with B at least 3
     * @param manager closes the constants of the graph
     * @throws TraceException if the pass does something that a graph cannot represent
     */
    static CompiledGraph of(Layer network, ParameterStore parameters, NDArray examples, NDManager manager) {
        Map<String, Tensor> tensors = new HashMap<>();
        for (Pair<String, Parameter> pair : network.getParameters()) {
            Parameter parameter = pair.getValue();
            NDArray array = parameters.getValue(parameter, examples.getDevice(), true);
            tensors.put(parameter.getId(), new Tensor(pair.getKey(), array, parameter.requiresGradient()));
        }
        LongAdder recorded = new LongAdder();
        try (FlopCount count = FlopCount.open()) {
            Graph graph = Tracer.traceTraining(
                    (store, inputs) -> {
                        recorded.add(inputs.get(0).getShape().get(0));
                        return network.forward(store, inputs, true);
                    },
                    tensors,
                    List.of(INPUT),
                    new NDList(examples));
            return new CompiledGraph(graph, network, count.forward() / recorded.sum(), manager);
        }
    }

    private record Following(TorchFunctions functions, String name) {}

    private static Map<String, String> arguments() {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put(INPUT, "Tensor");
        arguments.put("tensors", "List[Tensor]");
        return arguments;
    }

    /** Floating-point operations of the forward pass for one example of the shape with which it was recorded, see {@link FlopCount}. */
    double operations() {
        return operations;
    }

    /** Source code of the compiled function. Equal functions have equal source code. */
    String source() {
        return source;
    }

    /** Data types of all results of the operators in the graph. */
    Set<DataType> types() {
        return graph.nodes().stream()
                .flatMap(node -> node.outputs().stream())
                .map(Value::type)
                .collect(Collectors.toSet());
    }

    /** Returns the same graph as a pass with activation checkpointing. */
    CheckpointedGraph checkpointed() {
        return new CheckpointedGraph(name, graph);
    }

    /** Returns the output of the network for a batch (B, ..). */
    NDArray forward(ParameterStore parameters, NDArray x) {
        return function.call(FORWARD, x, tensors(parameters, x.getDevice()));
    }

    /** Returns a function of the output, such as the loss, which is computed in the same native call. */
    NDArray forward(ParameterStore parameters, NDArray x, OutputFunction then) {
        TorchFunctions both = followed.computeIfAbsent(new Following(then.functions(), then.name()), key -> {
            String last = script.followed(FOLLOWED, FORWARD, ARGUMENTS, key.functions(), key.name());
            return TorchFunctions.compile(name + " and " + key.name(), source + last + script.definitions(""));
        });
        List<Object> all = new ArrayList<>(List.of(x, tensors(parameters, x.getDevice())));
        all.addAll(then.arguments());
        return both.call(FOLLOWED, all.toArray());
    }

    /** Returns the arguments of the function besides the input: parameters and constants. */
    NDList tensors(ParameterStore parameters, Device device) {
        NDList arrays = new NDList();
        for (Object tensor : tensors) {
            arrays.add(
                    tensor instanceof Parameter parameter
                            ? parameters.getValue(parameter, device, true)
                            : (NDArray) tensor);
        }
        return arrays;
    }
}
