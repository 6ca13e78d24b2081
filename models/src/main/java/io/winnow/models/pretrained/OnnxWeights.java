package io.winnow.models.pretrained;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the float32 weights of an <a href="https://onnx.ai">ONNX</a> file.
 *
 * <p>PyTorch's exporter keeps the names of parameters, except for the matrices of linear layers, which it transposes and names {@code
 * onnx::MatMul_123}. Such a matrix is recognised by the graph: if the product with a matrix is added to the bias {@code X.bias}, the
 * matrix is {@code X.weight}. It is then transposed back and gets this name.
 */
public final class OnnxWeights {
    private static final String BIAS = ".bias";
    private static final String WEIGHT = ".weight";

    private OnnxWeights() {}

    /**
     * Reads all float32 initializers of the graph.
     *
     * @param source name of the file in error messages
     * @param in the content of the file
     * @param manager manager to which the arrays are attached
     * @throws IOException if this is not an ONNX file, if it contains no float32 weights, or if its weights are in other files
     */
    public static PretrainedWeights read(String source, InputStream in, NDManager manager) throws IOException {
        GraphProto graph;
        try {
            graph = ModelProto.parseFrom(in).getGraph();
        } catch (InvalidProtocolBufferException e) {
            throw new IOException(
                    source + " is not a valid ONNX file: " + e.getMessage() + " Replace it with an intact copy.", e);
        }
        Map<String, TensorProto> tensors = new LinkedHashMap<>();
        for (TensorProto tensor : graph.getInitializerList()) {
            if (tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber()) {
                tensors.put(tensor.getName(), tensor);
            }
        }
        Map<String, String> matrices = matrices(graph, tensors);
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (TensorProto tensor : tensors.values()) {
            String parameter = matrices.get(tensor.getName());
            NDArray array = array(source, tensor, manager);
            arrays.put(parameter == null ? tensor.getName() : parameter, parameter == null ? array : array.transpose());
        }
        if (arrays.isEmpty()) {
            throw new IOException(source + " contains no float32 weights. Export the model in float32.");
        }
        return new PretrainedWeights(source, arrays);
    }

    /** The parameter names of transposed matrices, by the names of the matrices in the file. */
    private static Map<String, String> matrices(GraphProto graph, Map<String, TensorProto> tensors) {
        Map<String, String> matrixOfProduct = new HashMap<>();
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("MatMul") && tensors.containsKey(node.getInput(1))) {
                matrixOfProduct.put(node.getOutput(0), node.getInput(1));
            }
        }
        Map<String, String> names = new HashMap<>();
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("Add")) {
                for (int i = 0; i < 2; i++) {
                    String matrix = matrixOfProduct.get(node.getInput(i));
                    String bias = node.getInput(1 - i);
                    if (matrix != null && tensors.containsKey(bias) && bias.endsWith(BIAS)) {
                        names.put(matrix, bias.substring(0, bias.length() - BIAS.length()) + WEIGHT);
                    }
                }
            }
        }
        return names;
    }

    private static NDArray array(String source, TensorProto tensor, NDManager manager) throws IOException {
        long[] lengths =
                tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        Shape shape = new Shape(lengths);
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            throw new IOException(source + " stores " + tensor.getName()
                    + " as external data in another file. Save the model as a single ONNX file first.");
        }
        ByteString raw = tensor.getRawData();
        long count = raw.isEmpty() ? tensor.getFloatDataCount() : raw.size() / Float.BYTES;
        if (count != shape.size()) {
            throw new IOException(source + " is damaged: " + tensor.getName() + " has shape " + shape
                    + ", but contains " + count + " numbers. Replace it with an intact copy.");
        }
        ByteBuffer buffer =
                ByteBuffer.allocateDirect((int) (count * Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        if (raw.isEmpty()) {
            tensor.getFloatDataList().forEach(buffer::putFloat);
        } else {
            raw.copyTo(buffer);
        }
        return manager.create(buffer.flip(), shape, DataType.FLOAT32);
    }
}
