package io.winnow.trainer.model;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * A bundle that {@code winnow export} wrote, and the model file in it to use.
 *
 * @param folder the folder of the bundle
 * @param file the model file in TorchScript or ONNX format
 */
public record ExportedBundle(Path folder, Path file, ModelDescription description) {
    /** Returns the SHA-256 (hex) of the model file, and of the file beside it that holds the weights of a large ONNX model. */
    public String digest() throws IOException {
        Fingerprint digest = new Fingerprint().add(file);
        Path weights = file.resolveSibling(file.getFileName() + ".data");
        return (Files.exists(weights) ? digest.add(weights) : digest).hex();
    }

    /** Whether a path is a bundle, or a model file in one. */
    public static boolean isExport(Path path) {
        return bundleOf(path) != null;
    }

    private static Path bundleOf(Path path) {
        if (Files.isRegularFile(path.resolve(ModelDescription.FILE))) {
            return path;
        }
        Path parent = path.toAbsolutePath().getParent();
        // The published form of the weights is read as other published weights are.
        Path above = parent == null || parent.endsWith(Exportable.PUBLISHED) ? null : parent.getParent();
        return Files.isRegularFile(path) && above != null && Files.isRegularFile(above.resolve(ModelDescription.FILE))
                ? above
                : null;
    }

    /**
     * Opens a bundle, or a model file in one. In a bundle, the TorchScript file is used if there is one, otherwise the ONNX file.
     *
     * @param inputs the kinds of input that models of this program have
     * @throws UserException if {@code path} is neither a bundle nor a model file in one, or if there is no file that can run
     */
    public static ExportedBundle open(Path path, Collection<Class<? extends ModelInput>> inputs) throws IOException {
        Path bundle = bundleOf(path);
        if (bundle == null) {
            throw new UserException(path + " is neither a bundle that `winnow export` wrote nor a model file in one."
                    + " Give the folder that contains " + ModelDescription.FILE + ".");
        }
        Path file = path;
        if (Files.isDirectory(path)) {
            file = ExportFormat.TORCHSCRIPT.in(bundle);
            if (!Files.exists(file)) {
                file = ExportFormat.ONNX.in(bundle);
            }
        }
        if (!Files.isRegularFile(file) || file.toString().endsWith(".safetensors")) {
            throw new UserException(
                    path + " contains neither a TorchScript nor an ONNX file, and safetensors files contain"
                            + " only weights, which cannot run by themselves. Export the run again with --format torchscript"
                            + " or onnx.");
        }
        return new ExportedBundle(
                bundle, file, Json.read(bundle.resolve(ModelDescription.FILE), ModelDescription.class, inputs));
    }
}
