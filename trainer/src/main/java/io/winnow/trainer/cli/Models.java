package io.winnow.trainer.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.trainer.export.ExportedModel;
import io.winnow.trainer.export.ImageModel;
import io.winnow.trainer.export.LiveModel;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.vision.ImageData;
import java.io.IOException;
import java.nio.file.Path;

/** Models that a person names on the command line. */
final class Models {
    /** For the description of a parameter. */
    static final String DESCRIPTION = "Directory of a run, a bundle of `winnow export`, or a model file in one.";

    private Models() {}

    static Device device(Path model) {
        return ExportedModel.isExport(model)
                ? Device.cpu()
                : Devices.resolve(FinishedRun.open(model).experiment().device());
    }

    /**
     * Opens a model.
     *
     * @param checkpoint of a run
     * @param encoderOnly of a run
     */
    static ImageModel open(Path model, String checkpoint, boolean encoderOnly, Catalog catalog, NDManager manager)
            throws IOException {
        if (ExportedModel.isExport(model)) {
            return ExportedModel.open(model, manager);
        }
        FinishedRun run = FinishedRun.open(model);
        try (ImageData data = new ImageData(run.encoder().data().strict(), catalog)) {
            return LiveModel.open(run, checkpoint, encoderOnly, data, manager);
        }
    }
}
