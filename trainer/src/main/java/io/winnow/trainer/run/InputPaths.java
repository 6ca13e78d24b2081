package io.winnow.trainer.run;

import io.winnow.trainer.config.Names;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Paths of files and folders that a user names as input. */
public final class InputPaths {
    /** Folders with more entries are not searched for a similar name. */
    private static final int MOST_SIBLINGS = 10_000;

    private InputPaths() {}

    /**
     * The path that a text names.
     *
     * @throws UserException when no path can be written like this
     */
    public static Path of(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UserException("'" + text + "' is not a path: " + e.getReason() + ".");
        }
    }

    /**
     * A path at which there is something.
     *
     * @throws UserException when there is nothing
     */
    public static Path require(Path path) {
        if (!Files.exists(path)) {
            throw new UserException(missing(path));
        }
        return path;
    }

    /**
     * A path at which there is something, or a pattern of shards such as {@code train-{000..099}.tar} or {@code train-*.tar}, whose files
     * are looked for by whoever opens them.
     *
     * @throws UserException when there is nothing at a path that is no pattern
     */
    public static Path requireOrPattern(Path path) {
        String text = path.toString();
        return text.contains("*") || text.contains("{") ? path : require(path);
    }

    /** Why nothing is found at a path, and what may be meant. */
    public static String missing(Path path) {
        StringBuilder message = new StringBuilder("There is no file or folder " + path);
        if (!path.isAbsolute()) {
            message.append(" (looked in ").append(Path.of("").toAbsolutePath()).append(')');
        }
        message.append('.');
        String text = path.toString();
        if (Files.isSymbolicLink(path)) {
            return message + " It is a symbolic link to something that is not there.";
        } else if (text.startsWith("~") || text.contains("$")) {
            return message + " ~ and variables such as $HOME are replaced by the shell alone, and not inside quotes or"
                    + " files: write the path in full.";
        } else if (text.matches("[a-z][a-z0-9+]+:/.*")) {
            return message + " Winnow reads local files only: download it first.";
        }
        return message + similar(path);
    }

    /** The entry of a similar name in the deepest folder of the path that is there. */
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
            return ""; // a folder that cannot be listed has no advice to give
        }
        Path shown = path.isAbsolute() ? folder : Path.of("").toAbsolutePath().relativize(folder);
        return Names.nearest(missing.getFileName().toString(), names)
                .map(near -> " Did you mean " + shown.resolve(near) + "?")
                .orElse("");
    }
}
