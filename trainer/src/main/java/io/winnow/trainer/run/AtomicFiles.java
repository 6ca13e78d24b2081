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

/** Writes files and folders so that each exists either completely or not at all, even after a power failure. */
public final class AtomicFiles {
    /** Whether files need not outlive a failure of the machine, as in tests, where waiting for the disk takes a tenth of the time. */
    private static final boolean FLEETING = Boolean.getBoolean("winnow.fleeting");

    private AtomicFiles() {}

    /** Writes the content to a temporary path, which is then moved to the target. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path temporary) throws IOException;
    }

    /** Replaces the file {@code target} by UTF-8 text. */
    public static void write(Path target, String text) throws IOException {
        write(target, temporary -> Files.writeString(temporary, text, StandardCharsets.UTF_8));
    }

    /** Replaces the file {@code target} by the one that {@code content} writes. If that fails, the old file remains. */
    public static void write(Path target, Content content) throws IOException {
        Path temporary = beside(target);
        Files.deleteIfExists(temporary); // a killed process may have left one behind
        try {
            content.writeTo(temporary);
            force(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(target.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw explained(e, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Replaces the folder {@code target} by the one that {@code content} fills. If {@code content} fails, the old folder remains. */
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
        } catch (IOException e) {
            throw explained(e, target);
        } finally {
            delete(temporary);
        }
    }

    /**
     * Replaces files of a folder by those that {@code content} writes, which belong together. If {@code content} fails, as on a full disk, all of
     * the old files remain, and none of the new ones.
     */
    public static void group(Path folder, Content content) throws IOException {
        Path temporary = folder.resolve(".group.tmp");
        delete(temporary);
        Files.createDirectories(temporary);
        try {
            content.writeTo(temporary);
            for (Path file : tree(temporary)) {
                force(file);
            }
            try (Stream<Path> files = Files.list(temporary)) {
                for (Path file : files.sorted().toList()) {
                    Files.move(
                            file,
                            folder.resolve(file.getFileName()),
                            StandardCopyOption.ATOMIC_MOVE,
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
            force(folder);
        } catch (IOException e) {
            IOException failure = explained(e, folder);
            String message = String.valueOf(failure.getMessage());
            throw message.contains(temporary.toString())
                    ? new IOException(message.replace(temporary.toString(), folder.toString()), failure)
                    : failure;
        } finally {
            delete(temporary);
        }
    }

    /** Deletes a file, or a folder with everything in it. Does nothing if the path does not exist. */
    public static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        for (Path file : tree(path)) {
            Files.delete(file);
        }
    }

    /** Returns a folder and everything below it, deepest paths first. */
    private static List<Path> tree(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted(Comparator.reverseOrder()).toList();
        }
    }

    /** Names the target if there is no space for it: the system's own message names no file, or only the temporary one. */
    public static IOException explained(IOException failure, Path target) {
        return Disk.noSpace(failure, target)
                .map(why -> new IOException(
                        target + " cannot be written: " + why + ". Free some space, or choose another place.", failure))
                .orElse(failure);
    }

    private static Path beside(Path target) throws IOException {
        Path absolute = target.toAbsolutePath();
        Files.createDirectories(absolute.getParent());
        return absolute.resolveSibling("." + absolute.getFileName() + ".tmp");
    }

    private static void force(Path path) throws IOException {
        if (FLEETING) {
            return;
        }
        StandardOpenOption mode = Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
        try (FileChannel channel = FileChannel.open(path, mode)) {
            channel.force(true);
        }
    }
}
