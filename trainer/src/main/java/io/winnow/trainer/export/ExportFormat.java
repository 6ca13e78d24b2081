package io.winnow.trainer.export;

import java.nio.file.Path;
import java.util.Locale;

/** What a model can be written as. */
public enum ExportFormat {
    TORCHSCRIPT("model.pt"),
    ONNX("model.onnx"),
    SAFETENSORS("model.safetensors");

    private final String file;

    ExportFormat(String file) {
        this.file = file;
    }

    /** Name of its folder in a bundle. */
    public String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its file in a bundle. */
    public Path in(Path bundle) {
        return bundle.resolve(folder()).resolve(file);
    }
}
