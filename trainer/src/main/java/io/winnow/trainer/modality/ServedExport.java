package io.winnow.trainer.modality;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.Exportable;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.model.WeightFiles;
import io.winnow.trainer.runtime.ArrayFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** An export of a {@link ServedNetwork}. */
public interface ServedExport extends Exportable {
    /** The network. */
    ServedNetwork served();

    /** The configuration of the network, which is written beside its weights. */
    Object configuration();

    @Override
    default void writeWeights(Path file, DataType type, ModelDescription description) throws IOException {
        served().writeWeights(file, type);
        WeightFiles.describe(file, configuration(), description);
    }

    @Override
    default ArrayFunction readWeights(Path file, NDManager target) throws IOException {
        return served().readWeights(file, target);
    }

    @Override
    default String readme(ModelDescription description, Set<ExportFormat> formats) {
        return served().serving().readme(description, formats);
    }
}
