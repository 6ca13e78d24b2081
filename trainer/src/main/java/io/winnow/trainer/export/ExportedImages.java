package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.runtime.ArrayFunction;
import io.winnow.trainer.runtime.ModelFile;
import java.io.IOException;

/** An image model from a bundle, which runs in the runtime of its file format. */
public record ExportedImages(ModelDescription description, ArrayFunction file) implements ImageModel {
    /**
     * Opens the model of a bundle.
     *
     * @throws io.winnow.trainer.run.UserException if the bundle has no file that can run
     */
    public static ExportedImages open(ExportedBundle bundle, NDManager manager) throws IOException {
        return new ExportedImages(bundle.description(), ModelFile.open(bundle.file(), manager));
    }

    @Override
    public NDArray run(NDArray images) {
        return file.run(new NDList(images)).singletonOrThrow();
    }

    @Override
    public void close() {
        file.close();
    }
}
