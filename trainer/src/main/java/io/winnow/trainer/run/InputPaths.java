package io.winnow.trainer.run;

import io.winnow.trainer.config.ConfigPaths;
import io.winnow.trainer.config.Names;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds and checks the paths of files and folders that a user names as input. A path may be a pattern of file names, such as
 * {@code train-{000..099}.tar} or {@code train-*.tar}.
 */
public final class InputPaths {
    /** Number of entries of a folder that are searched for a similar name. */
    private static final int MOST_SIBLINGS = 10_000;

    private InputPaths() {}

    /**
     * Parses a path.
     *
     * @throws UserException when the text is not a valid path
     */
    public static Path of(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UserException("'" + text + "' is not a valid path: " + e.getReason() + ".", e);
        }
    }

    /**
     * Requires that inputs exist.
     *
     * @throws UserException if some do not; the message names all of them
     */
    public static void requireAll(List<String> inputs) {
        List<String> problems = inputs.stream()
                .map(InputPaths::of)
                .filter(path -> !Files.exists(path))
                .map(InputPaths::missing)
                .toList();
        if (!problems.isEmpty()) {
            throw new UserException(String.join(System.lineSeparator(), problems));
        }
    }

    /**
     * Requires that a file or folder exists, and returns its path.
     *
     * @throws UserException when it does not exist
     */
    public static Path require(Path path) {
        if (!Files.exists(path)) {
            throw new UserException(missing(path));
        }
        return path;
    }

    /**
     * Requires that a path exists, unless it is a pattern. The files of a pattern are checked by the code that opens them. Returns the path.
     *
     * @throws UserException when the path is not a pattern and does not exist
     */
    public static Path requireOrPattern(Path path) {
        return isPattern(path) ? path : require(path);
    }

    /** Tells whether a path is a pattern of file names. */
    public static boolean isPattern(Path path) {
        String text = path.toString();
        return text.contains("*") || text.contains("{");
    }

    /** Tells whether a file or folder exists at a path. For a pattern: whether the folder of the files exists. */
    public static boolean leadsSomewhere(Path path) {
        return Files.exists(path)
                || (isPattern(path) && Files.isDirectory(path.toAbsolutePath().getParent()));
    }

    /**
     * Resolves a path against a directory if that is needed to find it. Returns the path unchanged if something exists there, or if nothing
     * exists at the resolved path either. For the paths of a configuration, which are relative to the directory in which the training was
     * started.
     *
     * @param directory an absolute path
     */
    public static Path from(Path path, Path directory) {
        Path resolved = directory.resolve(path);
        return !leadsSomewhere(path) && leadsSomewhere(resolved) ? resolved : path;
    }

    /** Returns a configuration in which each path is resolved against a directory if that is needed to find it, see {@link #from}. */
    public static <T> T allFrom(T configuration, Path directory) {
        return ConfigPaths.map(configuration, path -> from(path, directory));
    }

    /** Returns the error message for a path that does not exist, with a suggestion if there is one. */
    public static String missing(Path path) {
        StringBuilder message = new StringBuilder("There is no file or folder " + path);
        if (!path.isAbsolute()) {
            message.append(" (looked in ").append(Path.of("").toAbsolutePath()).append(')');
        }
        message.append('.');
        String text = path.toString();
        if (Files.isSymbolicLink(path)) {
            return message + " It is a symbolic link to a path that does not exist.";
        } else if (text.startsWith("~") || text.contains("$")) {
            return message
                    + " Only the shell replaces ~ and variables such as $HOME, and it does not do so inside quotes or"
                    + " files. Write the path in full.";
        } else if (text.matches("[a-z][a-z0-9+]+:/.*")) {
            return message + " Winnow reads local files only. Download it first.";
        }
        return message + similar(path);
    }

    /** Suggests an entry with a similar name in the deepest folder of the path that exists. */
    private static String similar(Path path) {
        Path missing = path.toAbsolutePath();
        Path folder = missing.getParent();
        while (folder != null && !Files.exists(folder)) {
            missing = folder;
            folder = folder.getParent();
        }
        if (folder == null || !Files.isDirectory(folder)) {
            return folder == null ? "" : " " + folder + " is a file.";
        }
        List<String> names = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            entries.limit(MOST_SIBLINGS)
                    .forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (IOException | UncheckedIOException e) {
            return ""; // no suggestion if the folder cannot be listed
        }
        Path shown = path.isAbsolute() ? folder : Path.of("").toAbsolutePath().relativize(folder);
        return Names.nearest(missing.getFileName().toString(), names)
                .map(near -> " Did you mean " + shown.resolve(near) + "?")
                .orElse("");
    }
}
