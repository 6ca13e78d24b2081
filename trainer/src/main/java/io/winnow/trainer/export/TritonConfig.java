package io.winnow.trainer.export;

import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.runtime.OnnxModel;
import io.winnow.trainer.runtime.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Makes a bundle a model of Triton Inference Server, whose model repository is the folder around the bundle. Triton reads {@code
 * config.pbtxt} and {@code 1/model.onnx}, and passes over other folders, because their names are no numbers
 * (docs/user_guide/model_repository.md of Triton). The fields are those of its {@code model_config.proto}.
 */
final class TritonConfig {
    static final String FILE = "config.pbtxt";

    /** Folder of the only version. */
    private static final String VERSION = "1";

    private static final String LABELS = "labels.txt";
    private static final int MAX_BATCH_SIZE = 64;

    private TritonConfig() {}

    /**
     * Writes the configuration for the ONNX file of a bundle, and the link {@code 1} to its folder.
     *
     * @return whether the link could be created; some file systems have none
     */
    static boolean write(Path bundle, ModelDescription model) throws IOException {
        try (OnnxModel file = OnnxModel.open(ExportFormat.ONNX.in(bundle), 1)) {
            Files.writeString(bundle.resolve(FILE), of(file.inputs(), file.outputs(), hasLabels(model)));
        }
        if (hasLabels(model)) {
            Files.write(bundle.resolve(LABELS), model.output().lines());
        }
        try {
            Files.createSymbolicLink(bundle.resolve(VERSION), Path.of(ExportFormat.ONNX.folder()));
            return true;
        } catch (UnsupportedOperationException | IOException e) {
            return false;
        }
    }

    private static boolean hasLabels(ModelDescription model) {
        return model.kind() == ModelOutput.Kind.CLASSIFIER
                && !model.target().counts().isEmpty();
    }

    private static String of(List<TensorSpec> inputs, List<TensorSpec> outputs, boolean labels) {
        return "backend: \"onnxruntime\"\nmax_batch_size: " + MAX_BATCH_SIZE + "\n"
                + list("input", inputs, false)
                + list("output", outputs, labels)
                + "dynamic_batching { }\n";
    }

    private static String list(String field, List<TensorSpec> tensors, boolean labels) {
        return tensors.stream()
                .map(tensor -> "  {\n    name: \"" + tensor.name() + "\"\n    data_type: TYPE_" + tensor.type()
                        + "\n    dims: "
                        // Without the axis of the batch, which must come first and be free.
                        + tensor.shape().subList(1, tensor.shape().size())
                        + (labels && tensor.equals(tensors.get(0)) ? "\n    label_filename: \"" + LABELS + "\"" : "")
                        + "\n  }")
                .collect(Collectors.joining(",\n", field + " [\n", "\n]\n"));
    }

    /**
     * Returns the section of the bundle's README.
     *
     * @param linked whether the link could be created
     */
    static String readme(boolean linked) {
        return String.format(
                Locale.ROOT,
                """

            ## Triton Inference Server

            This folder is a model of Triton, which reads `config.pbtxt` and `1/model.onnx`%s
            the model repository:

                tritonserver --model-repository=/ABSOLUTE/PATH/OF/THE/FOLDER/AROUND/IT

            Triton takes every folder in a repository for a model, so put nothing else there%s. Triton computes requests that arrive at the
            same time in one batch.
            """,
                linked
                        ? "; `1` is a link to `onnx`. The folder around it is"
                        : ". The folder `1` is missing, because no\nsymbolic link could be created: copy the"
                                + " folder `onnx` to `1` before you use Triton. The folder around it is",
                linked ? ", and keep the link when you copy the bundle\n(`cp -a`)" : "");
    }
}
