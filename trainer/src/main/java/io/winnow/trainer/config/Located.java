package io.winnow.trainer.config;

import java.nio.file.Files;
import java.nio.file.Path;

/** Paths of a configuration, which are relative to the directory in which a training was begun. */
public final class Located {
    private Located() {}

    /**
     * A path as it is where it leads somewhere; else, where it is relative and leads somewhere from the directory, from there.
     *
     * @param path of a file or a folder, or a pattern of file names such as {@code train-{000..009}.tar}
     * @param directory absolute
     */
    public static Path from(Path path, Path directory) {
        return !leadsSomewhere(path) && leadsSomewhere(directory.resolve(path)) ? directory.resolve(path) : path;
    }

    /** Whether there is something at a path; of a pattern, whether the folder is there. */
    public static boolean leadsSomewhere(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        boolean pattern = path.toString().matches(".*[*{].*");
        return Files.exists(path) || (pattern && parent != null && Files.isDirectory(parent));
    }
}
