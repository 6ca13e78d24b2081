package io.winnow.trainer.runtime;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.nio.file.Path;

/** Opens a TorchScript or ONNX file. The suffix tells which: {@code .onnx} is ONNX, any other is TorchScript. */
public final class ModelFile {
    private ModelFile() {}

    /**
     * Opens a model file.
     *
     * @param manager manager on the device on which a TorchScript model is to run
     * @throws IOException if the file cannot be loaded as such a model
     */
    public static ArrayFunction open(Path file, NDManager manager) throws IOException {
        return file.toString().endsWith(".onnx") ? OnnxModelFile.open(file) : TorchScript.open(file, manager);
    }

    private record TorchScript(Path file, ZooModel<NDList, NDList> model, Predictor<NDList, NDList> predictor)
            implements ArrayFunction {
        static TorchScript open(Path file, NDManager manager) throws IOException {
            try {
                ZooModel<NDList, NDList> model = Criteria.builder()
                        .setTypes(NDList.class, NDList.class)
                        .optModelPath(file)
                        .optDevice(manager.getDevice())
                        .optEngine("PyTorch")
                        .optTranslator(new NoopTranslator())
                        .build()
                        .loadModel();
                return new TorchScript(file, model, model.newPredictor());
            } catch (ModelException | RuntimeException e) {
                throw new IOException(
                        file + " cannot be loaded as a TorchScript model: " + e.getMessage()
                                + ". Check that the file is complete; ONNX models must have the suffix .onnx.",
                        e);
            }
        }

        @Override
        public NDList run(NDList inputs) {
            try {
                NDList outputs = predictor.predict(inputs);
                outputs.attach(inputs.get(0).getManager());
                return outputs;
            } catch (TranslateException e) {
                throw new IllegalStateException("The model " + file + " failed: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            predictor.close();
            model.close();
        }
    }
}
