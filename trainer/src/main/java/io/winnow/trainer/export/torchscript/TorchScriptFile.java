package io.winnow.trainer.export.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.winnow.models.torch.ScriptedModel;
import io.winnow.models.torch.TorchArchive;
import io.winnow.trainer.export.graph.Graph;
import io.winnow.trainer.export.graph.Tensor;
import io.winnow.trainer.export.graph.TraceException;
import io.winnow.trainer.export.graph.Value;
import io.winnow.trainer.export.script.ArrayMethods;
import io.winnow.trainer.export.script.Substitutes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes a graph as a TorchScript file. Methods of arrays become PyTorch operators. Functions are copied together with the functions that
 * they call, and may use only operators that exist in PyTorch 1.13.
 */
public final class TorchScriptFile {
    private static final Set<String> OPERATORS = operators();

    private final Graph graph;
    private final DataType type;
    private final GraphScript script;

    private TorchScriptFile(Graph graph, DataType type) {
        this.graph = graph;
        this.type = type;
        script = new GraphScript(graph, Substitutes.TORCH_SCRIPT);
    }

    /**
     * Writes the file.
     *
     * @param type data type of the weights and the computation: FLOAT32 or FLOAT16. Inputs and outputs keep their types
     * @throws TraceException if the format does not support some operators; the message lists them, and nothing is written
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
                    "These operators are not known to exist in PyTorch 1.13, which exported files must run" + " on: "
                            + String.join(", ", newer) + ". Use older operators in these functions.");
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
