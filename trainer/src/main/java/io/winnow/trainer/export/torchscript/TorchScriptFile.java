package io.winnow.trainer.export.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.winnow.models.torch.ScriptedModel;
import io.winnow.models.torch.TorchArchive;
import io.winnow.models.torch.TorchFunctions;
import io.winnow.trainer.export.graph.Graph;
import io.winnow.trainer.export.graph.Tensor;
import io.winnow.trainer.export.graph.TraceException;
import io.winnow.trainer.export.graph.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes a graph as TorchScript. Methods of arrays become operators of PyTorch; functions are copied with what they call, and must consist
 * of operators that PyTorch has since 1.13.
 */
public final class TorchScriptFile {
    private static final Set<String> OPERATORS = operators();

    private static final TorchFunctions DECOMPOSED = TorchFunctions.load(TorchScriptFile.class, "decomposed.py");

    /** Functions that newer operators, numbers beyond half precision or a change of type are in, by operator key, and what stands for them. */
    private static final Map<String, TorchFunctions> REPLACED = Map.of(
            "attention.py:packed",
            DECOMPOSED,
            "attention.py:masked",
            DECOMPOSED,
            "table.py:windowed_attention",
            TorchFunctions.load(TorchScriptFile.class, "half_table.py"),
            "layers.py:full",
            TorchFunctions.load(TorchScriptFile.class, "one_type.py"));

    private final Graph graph;
    private final DataType type;
    private final GraphScript script;

    private TorchScriptFile(Graph graph, DataType type) {
        this.graph = graph;
        this.type = type;
        script = new GraphScript(graph, REPLACED);
    }

    /**
     * Writes the file.
     *
     * @param type FLOAT32, or FLOAT16 for weights and computation of half the size; inputs and outputs keep theirs
     * @throws TraceException that lists what it cannot say; then nothing is written
     */
    public static void write(Graph graph, DataType type, Path file) throws IOException {
        TorchScriptFile writer = new TorchScriptFile(graph, type);
        writer.requireOldOperators();
        ScriptedModel model = new ScriptedModel(writer.source());
        try (NDManager scope = graph.tensors().isEmpty()
                ? NDManager.newBaseManager()
                : graph.tensors()
                        .values()
                        .iterator()
                        .next()
                        .array()
                        .getManager()
                        .newSubManager()) {
            for (Tensor tensor : graph.tensors().values()) {
                NDArray array = tensor.array();
                if (array.getDataType() == DataType.FLOAT32 && type != DataType.FLOAT32) {
                    array = array.toType(type, true);
                    array.attach(scope);
                }
                model.add(tensor.name(), array, tensor.trainable());
            }
            TorchArchive.write(file, model);
        }
    }

    private void requireOldOperators() {
        Set<String> newer = new TreeSet<>();
        script.functions()
                .forEach((name, function) -> function.operators().stream()
                        .filter(operator -> !OPERATORS.contains(operator))
                        .forEach(operator -> newer.add("torch." + operator + " in " + name)));
        if (!newer.isEmpty()) {
            throw new TraceException(
                    "TorchScript of PyTorch 1.13 is not known to have: " + String.join(", ", newer) + ".");
        }
    }

    private String source() {
        StringBuilder forward = new StringBuilder("def forward(self: " + ScriptedModel.TYPE);
        graph.inputs()
                .forEach(input -> forward.append(", ").append(input.name()).append(": Tensor"));
        forward.append(") -> ")
                .append(
                        graph.outputs().size() == 1
                                ? "Tensor"
                                : graph.outputs().stream()
                                        .map(o -> "Tensor")
                                        .collect(Collectors.joining(", ", "Tuple[", "]")))
                .append(":\n");
        if (type != DataType.FLOAT32) {
            graph.inputs().stream()
                    .filter(input -> input.type() == DataType.FLOAT32)
                    .forEach(input -> GraphScript.line(forward, input.name(), ArrayMethods.to(input.name(), type)));
        }
        forward.append(script.lines(graph.nodes(), this::name));
        List<String> outputs = graph.outputs().stream()
                .map(output -> output.type() == DataType.FLOAT32 && type != DataType.FLOAT32
                        ? ArrayMethods.to(name(output), DataType.FLOAT32)
                        : name(output))
                .toList();
        forward.append("  return ")
                .append(outputs.size() == 1 ? outputs.get(0) : "(" + String.join(", ", outputs) + ")")
                .append('\n');
        return forward + script.definitions(ScriptedModel.TYPE);
    }

    private String name(Value value) {
        return graph.tensors().containsKey(value.name()) ? ScriptedModel.expression(value.name()) : value.name();
    }

    private static Set<String> operators() {
        try (InputStream in = TorchScriptFile.class.getResourceAsStream("operators-1.13.txt")) {
            return Set.of(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .split("\\s+"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
