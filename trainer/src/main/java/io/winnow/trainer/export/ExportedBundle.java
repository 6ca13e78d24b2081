package io.winnow.trainer.export;

import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A bundle that {@code winnow export} wrote, and the model file in it to use.
 *
 * @param folder of the bundle
 * @param file TorchScript or ONNX
 */
public record ExportedBundle(Path folder, Path file, ModelDescription description) {
    /** Whether a path is a bundle, or a model file in one. */
    public static boolean isExport(Path path) {
        return bundleOf(path) != null;
    }

    private static Path bundleOf(Path path) {
        if (Files.isRegularFile(path.resolve(ModelDescription.FILE))) {
            return path;
        }
        Path above = path.toAbsolutePath().getParent() == null
                ? null
                : path.toAbsolutePath().getParent().getParent();
        return Files.isRegularFile(path) && above != null && Files.isRegularFile(above.resolve(ModelDescription.FILE))
                ? above
                : null;
    }

    /**
     * Opens a bundle (for its TorchScript file, or else its ONNX file) or a model file in one.
     *
     * @throws UserException when it is neither
     */
    public static ExportedBundle open(Path path) throws IOException {
        Path bundle = bundleOf(path);
        if (bundle == null) {
            throw new UserException(path + " is no bundle that `winnow export` wrote, nor a model file in one.");
        }
        Path file = path;
        if (Files.isDirectory(path)) {
            file = ExportFormat.TORCHSCRIPT.in(bundle);
            if (!Files.exists(file)) {
                file = ExportFormat.ONNX.in(bundle);
            }
        }
        if (!Files.isRegularFile(file) || file.toString().endsWith(".safetensors")) {
            throw new UserException(path + " has neither TorchScript nor ONNX, and weights alone cannot run.");
        }
        return new ExportedBundle(bundle, file, ModelDescription.read(bundle));
    }
}
