package io.winnow.datasets.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The files that names in records mean. */
final class FilePaths {
    private FilePaths() {}

    /**
     * Returns the path of a file, which need not exist. Paths that Windows wrote are understood, absolute ones below the folder, and names
     * whose accents Unicode encodes in another way than the file system.
     *
     * @param root the folder with all files
     * @param name the name in the record
     * @return the path, beginning with {@code root}; empty if it is not below this folder
     * @throws java.nio.file.InvalidPathException if the name is not a path
     */
    static Optional<Path> find(Path root, String name) {
        Path path = existing(root, name);
        if (name.contains("\\") && !Files.exists(path)) {
            path = existing(root, name.replace('\\', '/'));
        }
        if (path.normalize().startsWith(root.normalize()) || root.toString().isEmpty()) {
            return Optional.of(path);
        }
        Path folder = root.toAbsolutePath().normalize();
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.startsWith(folder) ? Optional.of(root.resolve(folder.relativize(absolute))) : Optional.empty();
    }

    /**
     * Returns the path of a name itself, or the one with the same letters in the other encoding of Unicode if only that exists. The folder keeps
     * its own encoding, which may be the other one.
     */
    private static Path existing(Path root, String name) {
        Path path = root.resolve(name);
        return Files.exists(path)
                ? path
                : Stream.of(Normalizer.Form.NFC, Normalizer.Form.NFD)
                        .map(form -> root.resolve(Normalizer.normalize(name, form)))
                        .filter(Files::exists)
                        .findFirst()
                        .orElse(path);
    }

    /**
     * Returns the file, from the root, that may be meant by a path that does not exist: one with another case, or with an ending that the
     * record leaves out.
     */
    static Optional<String> similar(Path root, Path absent) {
        Path parent = absent.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return Optional.empty();
        }
        String wanted = absent.getFileName().toString().toLowerCase(Locale.ROOT);
        try (Stream<Path> found = Files.list(parent)) {
            return found.filter(path -> {
                        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
                        return name.equals(wanted)
                                || name.replaceFirst("\\.[^.]*$", "").equals(wanted);
                    })
                    .min(Comparator.naturalOrder())
                    .map(path -> root.relativize(path).toString());
        } catch (IOException e) {
            return Optional.empty(); // it would only be a hint
        }
    }
}
