package io.winnow.trainer.modality;

import io.winnow.trainer.model.ExportFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Writes the settings that DJL and DJL Serving read beside a TorchScript file (docs/configurations_model.md of DJL Serving). */
public final class ServingProperties {
    /** DJL Serving computes up to so many requests in one batch, and waits so many milliseconds for more of them. */
    public static final String BATCHING = "batch_size=16\nmax_batch_delay=10\n";

    private ServingProperties() {}

    /** Writes settings with which requests and responses are arrays, if there is a TorchScript file. */
    public static void write(Path bundle, Set<ExportFormat> formats) throws IOException {
        write(bundle, formats, "");
    }

    /**
     * Returns further lines for a model whose requests and responses are arrays of one example each, without the axis of the batch.
     *
     * @param variable whether examples differ in their lengths, so that the shorter ones of a batch are padded with zeros
     */
    public static String singleExamples(boolean variable) {
        return "batchifier=" + (variable ? "padding" : "stack") + "\n" + BATCHING;
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
