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

/** A TorchScript or ONNX file, by its suffix. */
public final class ModelFile {
    private ModelFile() {}

    /**
     * Opens a file.
     *
     * @param manager of the device that TorchScript runs on
     * @throws IOException when it is no such model
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
                throw new IOException(file + " is no TorchScript model: " + e.getMessage(), e);
            }
        }

        @Override
        public NDList run(NDList inputs) {
            try {
                NDList outputs = predictor.predict(inputs);
                outputs.attach(inputs.get(0).getManager());
                return outputs;
            } catch (TranslateException e) {
                throw new IllegalStateException(file + " failed: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            predictor.close();
            model.close();
        }
    }
}
