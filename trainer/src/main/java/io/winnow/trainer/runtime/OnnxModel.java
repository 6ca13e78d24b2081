package io.winnow.trainer.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An ONNX file in ONNX Runtime, whose inputs and outputs are bytes. It may be used by several threads at once. */
public final class OnnxModel implements AutoCloseable {
    private final Path file;
    private final OrtSession session;
    private final List<TensorSpec> inputs;
    private final List<TensorSpec> outputs;

    private OnnxModel(Path file, OrtSession session) throws OrtException {
        this.file = file;
        this.session = session;
        inputs = specs(session.getInputInfo().values());
        outputs = specs(session.getOutputInfo().values());
    }

    /**
     * Opens a file.
     *
     * @param threads number of threads that compute a batch
     * @throws UserException if it is no model that can be served
     */
    public static OnnxModel open(Path file, int threads) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            return new OnnxModel(file, OrtEnvironment.getEnvironment().createSession(file.toString(), options));
        } catch (OrtException e) {
            throw new UserException(
                    file + " cannot be loaded as an ONNX model: " + e.getMessage() + ". Export the run again.", e);
        }
    }

    private List<TensorSpec> specs(Collection<NodeInfo> nodes) {
        List<TensorSpec> specs = new ArrayList<>();
        for (NodeInfo node : nodes) {
            TensorInfo info = (TensorInfo) node.getInfo();
            TensorType type = TensorType.of(info.type)
                    .orElseThrow(() -> new UserException(file + " has the tensor '" + node.getName() + "' of the type "
                            + info.type + ", which cannot be served. Export the run again without --half."));
            specs.add(new TensorSpec(
                    node.getName(), type, Arrays.stream(info.getShape()).boxed().toList()));
        }
        return List.copyOf(specs);
    }

    public List<TensorSpec> inputs() {
        return inputs;
    }

    public List<TensorSpec> outputs() {
        return outputs;
    }

    /**
     * Computes a batch.
     *
     * @param tensors a tensor for each input
     * @return a tensor for each output, which the Java heap owns
     */
    public List<Tensor> run(List<Tensor> tensors) throws IOException {
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        try {
            for (Tensor tensor : tensors) {
                given.put(
                        tensor.name(),
                        OnnxTensor.createTensor(
                                OrtEnvironment.getEnvironment(),
                                direct(tensor.data()),
                                tensor.shape(),
                                tensor.type().onnx()));
            }
            try (OrtSession.Result result = session.run(given)) {
                List<Tensor> found = new ArrayList<>();
                for (TensorSpec spec : outputs) {
                    OnnxValue value = result.get(spec.name()).orElseThrow();
                    found.add(copied(spec, (OnnxTensor) value));
                }
                return found;
            }
        } catch (OrtException e) {
            throw new IOException("The model failed: " + e.getMessage(), e);
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
    }

    /** Returns the elements in memory beside the Java heap: ONNX Runtime takes bytes on the heap as elements of the wrong type. */
    private static ByteBuffer direct(ByteBuffer data) {
        ByteBuffer elements = data.duplicate();
        if (!elements.isDirect()) {
            elements = ByteBuffer.allocateDirect(elements.remaining())
                    .put(elements)
                    .flip();
        }
        return elements.order(ByteOrder.nativeOrder());
    }

    private static Tensor copied(TensorSpec spec, OnnxTensor value) {
        ByteBuffer copy = value.getByteBuffer(); // a copy on the Java heap already
        return new Tensor(spec.name(), spec.type(), value.getInfo().getShape(), copy.order(ByteOrder.nativeOrder()));
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
