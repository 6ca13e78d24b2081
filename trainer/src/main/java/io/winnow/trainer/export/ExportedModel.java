package io.winnow.trainer.export;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OnnxJavaType;
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

/** A file of a bundle in the runtime that it is for: DJL's PyTorch engine or ONNX Runtime. */
public final class ExportedModel implements ImageModel {
    private final ModelDescription description;
    private final UnaryOperator<NDArray> function;
    private final AutoCloseable resource;

    private ExportedModel(ModelDescription description, UnaryOperator<NDArray> function, AutoCloseable resource) {
        this.description = description;
        this.function = function;
        this.resource = resource;
    }

    /** Whether a path is a bundle, or a model file in one. */
    public static boolean isExport(Path path) {
        return bundleOf(path) != null;
    }

    private static Path bundleOf(Path path) {
        if (Files.isRegularFile(path.resolve(ModelDescription.FILE))) {
            return path;
        }
        Path above = path.toAbsolutePath().getParent() == null
                ? null
                : path.toAbsolutePath().getParent().getParent();
        return Files.isRegularFile(path) && above != null && Files.isRegularFile(above.resolve(ModelDescription.FILE))
                ? above
                : null;
    }

    /**
     * Opens a bundle (its TorchScript file, or else its ONNX file) or a model file in one.
     *
     * @throws UserException when it is neither
     */
    public static ExportedModel open(Path path, NDManager manager) throws IOException {
        Path bundle = bundleOf(path);
        if (bundle == null) {
            throw new UserException(path + " is no bundle that `winnow export` wrote, nor a model file in one.");
        }
        Path file = path;
        if (Files.isDirectory(path)) {
            file = ExportFormat.TORCHSCRIPT.in(bundle);
            if (!Files.exists(file)) {
                file = ExportFormat.ONNX.in(bundle);
            }
        }
        if (!Files.isRegularFile(file) || file.toString().endsWith(".safetensors")) {
            throw new UserException(path + " has neither TorchScript nor ONNX, and weights alone cannot run.");
        }
        return open(file, ModelDescription.read(bundle), manager);
    }

    static ExportedModel open(Path file, ModelDescription description, NDManager manager) throws IOException {
        return file.toString().endsWith(".onnx") ? onnx(file, description) : torchScript(file, description, manager);
    }

    private static ExportedModel torchScript(Path file, ModelDescription description, NDManager manager)
            throws IOException {
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
            return new ExportedModel(
                    description,
                    images -> {
                        try {
                            NDArray output =
                                    predictor.predict(new NDList(images)).singletonOrThrow();
                            output.attach(images.getManager());
                            return output;
                        } catch (TranslateException e) {
                            throw new IllegalStateException(file + " failed: " + e.getMessage(), e);
                        }
                    },
                    () -> {
                        predictor.close();
                        model.close();
                    });
        } catch (ModelException e) {
            throw new IOException(file + " is no TorchScript model: " + e.getMessage(), e);
        }
    }

    private static ExportedModel onnx(Path file, ModelDescription description) throws IOException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try {
            OrtSession session = environment.createSession(file.toString());
            String input = session.getInputNames().iterator().next();
            return new ExportedModel(
                    description,
                    images -> {
                        try (OnnxTensor tensor = OnnxTensor.createTensor(
                                        environment,
                                        images.toByteBuffer(true),
                                        images.getShape().getShape(),
                                        OnnxJavaType.UINT8);
                                OrtSession.Result result = session.run(Map.of(input, tensor))) {
                            OnnxTensor output = (OnnxTensor) result.get(0);
                            FloatBuffer values = output.getFloatBuffer();
                            float[] copy = new float[values.remaining()];
                            values.get(copy);
                            return images.getManager()
                                    .create(copy, new Shape(output.getInfo().getShape()));
                        } catch (OrtException e) {
                            throw new IllegalStateException(file + " failed: " + e.getMessage(), e);
                        }
                    },
                    session);
        } catch (OrtException e) {
            throw new IOException(file + " is no ONNX model: " + e.getMessage(), e);
        }
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    @Override
    public NDArray run(NDArray images) {
        return function.apply(images);
    }

    @Override
    public void close() {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException("closing an exported model", e);
        }
    }
}
