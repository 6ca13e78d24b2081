package io.winnow.trainer.config;

import java.nio.file.Files;
import java.nio.file.Path;

/** Resolves the paths of a configuration, which are relative to the directory in which the training was started. */
public final class Located {
    private Located() {}

    /**
     * Resolves a path against a directory if that is needed to find it. Returns the path unchanged if something exists there, or if nothing
     * exists at the resolved path either.
     *
     * @param path a file or a folder, or a pattern of file names such as {@code train-{000..009}.tar}
     * @param directory an absolute path
     */
    public static Path from(Path path, Path directory) {
        return !leadsSomewhere(path) && leadsSomewhere(directory.resolve(path)) ? directory.resolve(path) : path;
    }

    /** Whether a file or folder exists at a path. For a pattern of file names: whether the folder that contains them exists. */
    public static boolean leadsSomewhere(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        boolean pattern = path.toString().matches(".*[*{].*");
        return Files.exists(path) || (pattern && parent != null && Files.isDirectory(parent));
    }
}
