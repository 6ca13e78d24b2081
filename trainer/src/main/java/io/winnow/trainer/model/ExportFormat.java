package io.winnow.trainer.model;

import java.nio.file.Path;
import java.util.Locale;

/** The file formats that a model can be exported to. */
public enum ExportFormat {
    TORCHSCRIPT("pt"),
    ONNX("onnx"),
    SAFETENSORS("safetensors");

    private final String suffix;

    ExportFormat(String suffix) {
        this.suffix = suffix;
    }

    /** Returns the name of the format's folder in a bundle. */
    public String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the path of the model in a bundle. */
    public Path in(Path bundle) {
        return in(bundle, ModelPart.MODEL);
    }

    /** Returns the path of the ONNX file with int8 weights in a bundle. */
    public static Path int8(Path bundle) {
        return bundle.resolve("onnx-int8").resolve(ModelPart.MODEL + "." + ONNX.suffix);
    }

    /** Returns the path of a part of the model in a bundle. */
    public Path in(Path bundle, String part) {
        return bundle.resolve(folder()).resolve(part + "." + suffix);
    }
}
