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
import java.util.stream.Collectors;

/**
 * A network's pass in training mode as one function of its input and its parameters. What the function computes on the way is freed as
 * soon as neither it nor the backward pass needs it; a pass by single operators keeps it until its scope closes.
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
    /** The pass followed by some function, by that function. */
    private final Map<Following, TorchFunctions> followed = new HashMap<>();
    /** In the order of the function's list: a parameter, or an array that is the same at each call. */
    private final List<Object> tensors = new ArrayList<>();

    private CompiledGraph(Graph graph, Layer network, NDManager manager) {
        this.graph = graph;
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
     * @param parameters whose statistics the recording changes
     * @param examples three inputs or more
     * @param manager closes what the graph holds beside parameters
     * @throws TraceException when the pass does what no graph can say
     */
    static CompiledGraph of(Layer network, ParameterStore parameters, NDArray examples, NDManager manager) {
        Map<String, Tensor> tensors = new HashMap<>();
        for (Pair<String, Parameter> pair : network.getParameters()) {
            Parameter parameter = pair.getValue();
            NDArray array = parameters.getValue(parameter, examples.getDevice(), true);
            tensors.put(parameter.getId(), new Tensor(pair.getKey(), array, parameter.requiresGradient()));
        }
        Graph graph = Tracer.traceTraining(
                (store, inputs) -> network.forward(store, inputs, true), tensors, List.of(INPUT), new NDList(examples));
        return new CompiledGraph(graph, network, manager);
    }

    private record Following(TorchFunctions functions, String name) {}

    private static Map<String, String> arguments() {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put(INPUT, "Tensor");
        arguments.put("tensors", "List[Tensor]");
        return arguments;
    }

    /** What it is, as text: equal for equal functions. */
    String source() {
        return source;
    }

    /** The types of all that it computes. */
    Set<DataType> types() {
        return graph.nodes().stream()
                .flatMap(node -> node.outputs().stream())
                .map(Value::type)
                .collect(Collectors.toSet());
    }

    /** The same graph, so that its pass keeps little and computes the rest again. */
    CheckpointedGraph checkpointed() {
        return new CheckpointedGraph(name, graph);
    }

    NDArray forward(ParameterStore parameters, NDArray x) {
        return function.call(FORWARD, x, tensors(parameters, x.getDevice()));
    }

    /** A function of the output, in the same call. */
    NDArray forward(ParameterStore parameters, NDArray x, OutputFunction then) {
        TorchFunctions both = followed.computeIfAbsent(new Following(then.functions(), then.name()), key -> {
            String last = script.followed(FOLLOWED, FORWARD, ARGUMENTS, key.functions(), key.name());
            return TorchFunctions.compile(name + " and " + key.name(), source + last + script.definitions(""));
        });
        List<Object> all = new ArrayList<>(List.of(x, tensors(parameters, x.getDevice())));
        all.addAll(then.arguments());
        return both.call(FOLLOWED, all.toArray());
    }

    /** What the function takes beside its input. */
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
