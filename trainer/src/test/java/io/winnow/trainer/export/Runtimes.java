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
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Map;

/** Exported files in the runtimes that they are for, by the runtimes' own interfaces alone. */
public final class Runtimes {
    private Runtimes() {}

    /** What ONNX Runtime gives for one input of float32, int64 or int32 and one output; attached to the manager of the input. */
    public static NDArray onnx(Path file, NDArray input) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(file.toString());
                OnnxTensor tensor = tensor(environment, input);
                OrtSession.Result result =
                        session.run(Map.of(session.getInputNames().iterator().next(), tensor))) {
            OnnxTensor output = (OnnxTensor) result.get(0);
            float[] values = new float[output.getFloatBuffer().remaining()];
            output.getFloatBuffer().get(values);
            return input.getManager().create(values, new Shape(output.getInfo().getShape()));
        } catch (OrtException e) {
            throw new IllegalStateException(e);
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

    /** What DJL's PyTorch engine gives; attached to the manager of the first input. */
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
