package io.winnow.trainer.runtime;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An ONNX file that runs in ONNX Runtime. Inputs are passed in the order in which the file declares them. Outputs must be float32 or booleans. */
record OnnxModelFile(Path file, OrtSession session, List<String> names) implements ArrayFunction {
    static OnnxModelFile open(Path file) throws IOException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // ONNX Runtime counts all cores of the machine, but Java knows how many of them a container may use.
            options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
            OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString(), options);
            return new OnnxModelFile(file, session, List.copyOf(session.getInputNames()));
        } catch (OrtException e) {
            throw new IOException(
                    file + " cannot be loaded as an ONNX model: " + e.getMessage()
                            + ". Check that the file is complete; TorchScript models must not have the suffix .onnx.",
                    e);
        }
    }

    @Override
    public NDList run(NDList inputs) {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        try {
            for (int i = 0; i < names.size(); i++) {
                tensors.put(names.get(i), tensor(inputs.get(i)));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                NDList outputs = new NDList();
                for (Map.Entry<String, ?> output : result) {
                    outputs.add(
                            array((OnnxTensor) output.getValue(), inputs.get(0).getManager()));
                }
                return outputs;
            }
        } catch (OrtException e) {
            throw new IllegalStateException("The model " + file + " failed: " + e.getMessage(), e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(NDArray array) throws OrtException {
        OnnxJavaType type =
                switch (array.getDataType()) {
                    case UINT8 -> OnnxJavaType.UINT8;
                    case INT32 -> OnnxJavaType.INT32;
                    case INT64 -> OnnxJavaType.INT64;
                    case FLOAT32 -> OnnxJavaType.FLOAT;
                    default ->
                        throw new IllegalArgumentException(
                                "ONNX models are given inputs of type uint8, int32, int64 or float32, found "
                                        + array.getDataType());
                };
        ByteBuffer elements = array.toByteBuffer(true);
        return OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), elements, array.getShape().getShape(), type);
    }

    private static NDArray array(OnnxTensor tensor, NDManager manager) {
        Shape shape = new Shape(tensor.getInfo().getShape());
        if (tensor.getInfo().type == OnnxJavaType.BOOL) {
            return manager.create(tensor.getByteBuffer(), shape, DataType.BOOLEAN);
        }
        FloatBuffer values = tensor.getFloatBuffer();
        float[] copy = new float[values.remaining()];
        values.get(copy);
        return manager.create(copy, shape);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("The model " + file + " cannot be closed: " + e.getMessage(), e);
        }
    }
}
