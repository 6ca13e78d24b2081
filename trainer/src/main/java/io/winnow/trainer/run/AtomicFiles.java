package io.winnow.trainer.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Files and folders that are there whole or not at all, also after a power cut. */
public final class AtomicFiles {
    private AtomicFiles() {}

    /** Writes to a path that is not yet the target. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path temporary) throws IOException;
    }

    /** Replaces {@code target} by UTF-8 text. */
    public static void write(Path target, String text) throws IOException {
        write(target, temporary -> Files.writeString(temporary, text, StandardCharsets.UTF_8));
    }

    /** Replaces {@code target} by the file that {@code content} writes; on failure the old one stays. */
    public static void write(Path target, Content content) throws IOException {
        Path temporary = beside(target);
        Files.deleteIfExists(temporary); // a killed process may have left it
        try {
            content.writeTo(temporary);
            force(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(target.toAbsolutePath().getParent());
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Replaces the folder {@code target} by the one that {@code content} fills. */
    public static void directory(Path target, Content content) throws IOException {
        Path temporary = beside(target);
        delete(temporary);
        Files.createDirectories(temporary);
        try {
            content.writeTo(temporary);
            for (Path file : tree(temporary)) {
                force(file);
            }
            delete(target);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            force(target.toAbsolutePath().getParent());
        } finally {
            delete(temporary);
        }
    }

    /** Deletes a file or a folder with all that is in it; nothing there is fine. */
    public static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        for (Path file : tree(path)) {
            Files.delete(file);
        }
    }

    /** Everything below a folder and itself, deepest first. */
    private static List<Path> tree(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted(Comparator.reverseOrder()).toList();
        }
    }

    private static Path beside(Path target) throws IOException {
        Path absolute = target.toAbsolutePath();
        Files.createDirectories(absolute.getParent());
        return absolute.resolveSibling("." + absolute.getFileName() + ".tmp");
    }

    private static void force(Path path) throws IOException {
        StandardOpenOption mode = Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
        try (FileChannel channel = FileChannel.open(path, mode)) {
            channel.force(true);
        }
    }
}
