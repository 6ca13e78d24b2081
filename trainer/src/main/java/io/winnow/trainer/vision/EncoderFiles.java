package io.winnow.trainer.vision;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

/** An encoder that somebody exported: TorchScript or ONNX, from normalised images (B, C, H, W) to vectors (B, D). */
public final class EncoderFiles implements AutoCloseable {
    private final UnaryOperator<NDArray> encode;
    private final AutoCloseable resource;
    private final int batchSize;
    private final NDManager manager;

    private EncoderFiles(UnaryOperator<NDArray> encode, AutoCloseable resource, int batchSize, NDManager manager) {
        this.encode = encode;
        this.resource = resource;
        this.batchSize = batchSize;
        this.manager = manager;
    }

    /**
     * Opens a file, its format by its suffix.
     *
     * @throws UserException when it is no such model
     */
    public static EncoderFiles open(Path file, int batchSize, NDManager manager) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UserException("There is no encoder file " + file + ".");
        }
        return file.toString().endsWith(".onnx")
                ? onnx(file, batchSize, manager)
                : torchScript(file, batchSize, manager);
    }

    private static EncoderFiles torchScript(Path file, int batchSize, NDManager manager) throws IOException {
        try {
            ZooModel<NDList, NDList> model = Criteria.builder()
                    .setTypes(NDList.class, NDList.class)
                    .optModelPath(file)
                    .optDevice(manager.getDevice())
                    .optEngine("PyTorch")
                    .optTranslator(new NoopTranslator())
                    .build()
                    .loadModel();
            Predictor<NDList, NDList> predictor = model.newPredictor();
            UnaryOperator<NDArray> encode = images -> {
                try {
                    NDArray out = predictor.predict(new NDList(images)).get(0);
                    out.attach(images.getManager());
                    return out.reshape(out.getShape().get(0), -1);
                } catch (TranslateException e) {
                    throw new UserException(
                            file + " does not take images of shape " + images.getShape() + ": " + e.getMessage());
                }
            };
            return new EncoderFiles(encode, model, batchSize, manager);
        } catch (ModelNotFoundException | MalformedModelException | RuntimeException e) {
            throw new UserException(file + " is no TorchScript model: " + e.getMessage());
        }
    }

    private static EncoderFiles onnx(Path file, int batchSize, NDManager manager) {
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            OrtSession session = environment.createSession(file.toString());
            String input = session.getInputNames().iterator().next();
            UnaryOperator<NDArray> encode = images -> {
                try (OnnxTensor tensor = OnnxTensor.createTensor(
                                environment,
                                FloatBuffer.wrap(images.toFloatArray()),
                                images.getShape().getShape());
                        OrtSession.Result result = session.run(Map.of(input, tensor))) {
                    OnnxTensor out = (OnnxTensor) result.get(0);
                    float[] values = new float[out.getFloatBuffer().remaining()];
                    out.getFloatBuffer().get(values);
                    long rows = images.getShape().get(0);
                    return images.getManager().create(values, new Shape(rows, values.length / rows));
                } catch (OrtException e) {
                    throw new UserException(
                            file + " does not take images of shape " + images.getShape() + ": " + e.getMessage());
                }
            };
            return new EncoderFiles(encode, session, batchSize, manager);
        } catch (OrtException e) {
            throw new UserException(file + " is no ONNX model: " + e.getMessage());
        }
    }

    /** Vectors of the training examples in use (N, D). */
    public NDArray embedTrain(ImageData data) {
        return data.map(data.train(), data.trainExamples(), batchSize, manager, encode);
    }

    /** Vectors of the test images (N, D). */
    public NDArray embedTest(ImageData data) {
        return data.map(data.test(), ImageData.all(data.test()), batchSize, manager, encode);
    }

    @Override
    public void close() throws IOException {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IOException("closing an encoder file", e);
        }
    }
}
