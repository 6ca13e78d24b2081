package io.winnow.trainer.modality;

import io.winnow.trainer.model.ExportFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Writes the settings that DJL and DJL Serving read beside a TorchScript file. */
public final class ServingProperties {
    private ServingProperties() {}

    /** Writes settings with which requests and responses are arrays, if there is a TorchScript file. */
    public static void write(Path bundle, Set<ExportFormat> formats) throws IOException {
        write(bundle, formats, "");
    }

    /**
     * Writes settings, if there is a TorchScript file.
     *
     * @param more further lines
     */
    public static void write(Path bundle, Set<ExportFormat> formats, String more) throws IOException {
        if (formats.contains(ExportFormat.TORCHSCRIPT)) {
            Files.writeString(
                    ExportFormat.TORCHSCRIPT.in(bundle).resolveSibling("serving.properties"),
                    "engine=PyTorch\noption.modelName=model\n" + more);
        }
    }
}
