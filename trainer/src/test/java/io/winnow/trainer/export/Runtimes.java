package io.winnow.trainer.export;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs exported files in their runtimes, using only the runtimes' own APIs. */
public final class Runtimes {
    private Runtimes() {}

    /** Runs a file with one input and one output in ONNX Runtime. The output is attached to the manager of the input. */
    public static NDArray onnx(Path file, NDArray input) {
        return onnx(file, new NDList(input)).singletonOrThrow();
    }

    /**
     * Runs a file in ONNX Runtime. The outputs are attached to the manager of the first input.
     *
     * @param inputs arrays of float32, int64 or int32, in the order of the file's inputs
     */
    public static NDList onnx(Path file, NDList inputs) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        try (OrtSession session = environment.createSession(file.toString())) {
            for (String name : session.getInputNames()) {
                tensors.put(name, tensor(environment, inputs.get(tensors.size())));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                NDList outputs = new NDList();
                for (Map.Entry<String, OnnxValue> each : result) {
                    OnnxTensor output = (OnnxTensor) each.getValue();
                    float[] values = new float[output.getFloatBuffer().remaining()];
                    output.getFloatBuffer().get(values);
                    outputs.add(inputs.get(0)
                            .getManager()
                            .create(values, new Shape(output.getInfo().getShape())));
                }
                return outputs;
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, NDArray input) throws OrtException {
        long[] shape = input.getShape().getShape();
        return switch (input.getDataType()) {
            case INT64 -> OnnxTensor.createTensor(environment, LongBuffer.wrap(input.toLongArray()), shape);
            case INT32 -> OnnxTensor.createTensor(environment, IntBuffer.wrap(input.toIntArray()), shape);
            default -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(input.toFloatArray()), shape);
        };
    }

    /** Runs a TorchScript file in DJL's PyTorch engine. The outputs are attached to the manager of the first input. */
    public static NDList torchScript(Path file, NDArray... inputs) {
        try (ZooModel<NDList, NDList> model = Criteria.builder()
                        .setTypes(NDList.class, NDList.class)
                        .optModelPath(file)
                        .optEngine("PyTorch")
                        .optTranslator(new NoopTranslator())
                        .build()
                        .loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            NDList outputs = predictor.predict(new NDList(inputs));
            outputs.attach(inputs[0].getManager());
            return outputs;
        } catch (IOException | ModelException | TranslateException e) {
            throw new IllegalStateException(e);
        }
    }
}
