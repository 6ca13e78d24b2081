package io.winnow.trainer.export.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.winnow.models.torch.RawData;
import io.winnow.trainer.export.graph.Graph;
import io.winnow.trainer.export.graph.Tensor;
import io.winnow.trainer.export.graph.TraceException;
import io.winnow.trainer.export.graph.Value;
import io.winnow.trainer.export.script.ArrayMethods;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Writes a graph as an ONNX file of operator set 17. Free axes and tensors keep their names. */
public final class OnnxFile {
    /** Largest total size in bytes of tensors that are stored in the file itself. Protobuf messages are limited to 2 GiB. */
    public static final long MOST_INSIDE = 3L << 29;

    private static final int OPERATOR_SET = 17;
    private static final int IR_VERSION = 8;

    private OnnxFile() {}

    /**
     * Writes the file.
     *
     * @param outputs names of the outputs
     * @param type data type of the weights and the computation: FLOAT32 or FLOAT16. Inputs and outputs keep their types
     * @param mostInside largest total size in bytes of tensors in the file itself. If the tensors are larger, all of them are stored in
     *     FILE.data beside it
     * @throws TraceException if the format does not support some operators; the message lists them, and nothing is written
     */
    public static void write(Graph graph, List<String> outputs, DataType type, long mostInside, Path file)
            throws IOException {
        write(build(graph, outputs, type, mostInside, file), file);
    }

    /**
     * Writes the file with weights of int8 where the operators allow it, see {@link DynamicQuantization}. Inputs and outputs keep their types.
     *
     * @param outputs names of the outputs
     * @return number of operators that compute with such weights
     * @throws TraceException if the format does not support some operators, or if the weights are larger than {@link #MOST_INSIDE}; then
     *     nothing is written
     */
    public static int writeInt8(Graph graph, List<String> outputs, Path file) throws IOException {
        if (bytes(graph, DataType.FLOAT32) > MOST_INSIDE) {
            throw new TraceException("A model of more than " + MOST_INSIDE
                    + " bytes cannot be written with weights of int8. Leave out --int8.");
        }
        GraphProto.Builder proto = build(graph, outputs, DataType.FLOAT32, MOST_INSIDE, file);
        int replaced = DynamicQuantization.apply(proto);
        write(proto, file);
        return replaced;
    }

    private static GraphProto.Builder build(
            Graph graph, List<String> outputs, DataType type, long mostInside, Path file) throws IOException {
        graph.require("ONNX", ArrayMethods::knows);
        OnnxGraph built = new OnnxGraph(type);
        NodeTranslator translator = new NodeTranslator(built);
        for (Value input : graph.inputs()) {
            OnnxArray array = translator.array(input);
            if (input.type() == DataType.FLOAT32) {
                translator.bind(input, built.castReal(array, type));
            }
        }
        graph.nodes().forEach(translator::add);
        for (int i = 0; i < outputs.size(); i++) {
            OnnxArray found = translator.array(graph.outputs().get(i));
            if (found.type() == DataType.FLOAT32 && type != DataType.FLOAT32) {
                found = built.castReal(found, DataType.FLOAT32);
            }
            built.op("Identity", List.of(found), List.of(outputs.get(i)));
        }
        GraphProto.Builder proto = GraphProto.newBuilder().setName("winnow").addAllNode(built.nodes());
        graph.inputs().forEach(input -> proto.addInput(info(input.name(), input)));
        for (int i = 0; i < outputs.size(); i++) {
            proto.addOutput(info(outputs.get(i), graph.outputs().get(i)));
        }
        built.constants().forEach(proto::addInitializer);
        addTensors(graph, type, mostInside, file, proto);
        return proto;
    }

    private static void write(GraphProto.Builder proto, Path file) throws IOException {
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("winnow")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
                .setGraph(proto)
                .build();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            model.writeTo(out);
        }
    }

    private static void addTensors(Graph graph, DataType type, long mostInside, Path file, GraphProto.Builder proto)
            throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".data");
        try (FileChannel channel = bytes(graph, type) <= mostInside
                ? null
                : FileChannel.open(
                        beside,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            for (Tensor tensor : graph.tensors().values()) {
                DataType stored = typeOf(tensor, type);
                TensorProto.Builder initializer =
                        TensorProto.newBuilder().setName(tensor.name()).setDataType(DataTypes.codeOf(stored));
                for (long length : tensor.array().getShape().getShape()) {
                    initializer.addDims(length);
                }
                try (NDManager scope = tensor.array().getManager().newSubManager()) {
                    NDArray array = tensor.array();
                    if (array.getDataType() != stored) {
                        array = array.toType(stored, true);
                        array.attach(scope);
                    }
                    if (channel == null) {
                        ByteArrayOutputStream raw = new ByteArrayOutputStream();
                        RawData.write(Channels.newChannel(raw), array);
                        initializer.setRawData(ByteString.copyFrom(raw.toByteArray()));
                    } else {
                        long offset = channel.position();
                        RawData.write(channel, array);
                        initializer
                                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                                .addExternalData(
                                        entry("location", beside.getFileName().toString()))
                                .addExternalData(entry("offset", Long.toString(offset)))
                                .addExternalData(entry("length", Long.toString(channel.position() - offset)));
                    }
                }
                proto.addInitializer(initializer);
            }
        }
    }

    private static long bytes(Graph graph, DataType type) {
        return graph.tensors().values().stream()
                .mapToLong(
                        tensor -> tensor.array().size() * typeOf(tensor, type).getNumOfBytes())
                .sum();
    }

    private static DataType typeOf(Tensor tensor, DataType type) {
        return tensor.array().getDataType() == DataType.FLOAT32
                ? type
                : tensor.array().getDataType();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static ValueInfoProto info(String name, Value value) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int d = 0; d < value.rank(); d++) {
            TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
            if (!value.isFree(d)) {
                dimension.setDimValue(value.shape().get(d));
            } else if (!value.lengths().get(d).isEmpty()) {
                dimension.setDimParam(value.lengths().get(d));
            }
            shape.addDim(dimension);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(DataTypes.codeOf(value.type()))
                                .setShape(shape)))
                .build();
    }
}
