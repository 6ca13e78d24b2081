package io.winnow.trainer.export;

import java.nio.file.Path;
import java.util.Locale;

/** What a model can be written as. */
public enum ExportFormat {
    TORCHSCRIPT("pt"),
    ONNX("onnx"),
    SAFETENSORS("safetensors");

    private final String suffix;

    ExportFormat(String suffix) {
        this.suffix = suffix;
    }

    /** Name of its folder in a bundle. */
    public String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its file of the model in a bundle. */
    public Path in(Path bundle) {
        return in(bundle, ModelPart.MODEL);
    }

    /** Its file of a part of the model. */
    Path in(Path bundle, String part) {
        return bundle.resolve(folder()).resolve(part + "." + suffix);
    }
}
