package io.winnow.trainer.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Writes files and folders so that each exists either completely or not at all, even after a power failure. */
public final class AtomicFiles {
    /** Whether files need not outlive a failure of the machine, as in tests, where waiting for the disk takes a tenth of the time. */
    private static final boolean FLEETING = Boolean.getBoolean("winnow.fleeting");

    /** Begin of the names of the folders in which groups of files are written. */
    private static final String GROUP = ".group-";

    /** The folder of a group whose files are complete, and have only to be put in place. */
    private static final String READY = ".group.ready";

    private static final Duration ABANDONED = Duration.ofDays(1);

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
     * the old files remain, and none of the new ones. Several processes may do so at the same time: the files of one of them remain, and not some
     * of each. If the process is killed after {@code content}, the next call for the folder first puts the new files in place.
     */
    public static void group(Path folder, Content content) throws IOException {
        forgetAbandoned(folder);
        finish(folder);
        Path temporary = Files.createTempDirectory(Files.createDirectories(folder), GROUP);
        try {
            content.writeTo(temporary);
            for (Path file : tree(temporary)) {
                force(file);
            }
            Path ready = folder.resolve(READY);
            while (!renamed(temporary, ready)) {
                finish(folder);
            }
            finish(folder);
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

    /** Renames a folder, unless there is one with files of that name, which another process has put there or left behind. */
    private static boolean renamed(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (FileSystemException e) {
            if (Files.isDirectory(to)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Puts the files of a complete group in place. If several processes do this at the same time, each takes the files that the others have left:
     * whatever lies there is newer than what is in the folder.
     */
    private static void finish(Path folder) throws IOException {
        Path ready = folder.resolve(READY);
        if (!Files.isDirectory(ready)) {
            return;
        }
        try {
            List<Path> all;
            try (Stream<Path> files = Files.list(ready)) {
                all = files.sorted().toList();
            }
            for (Path file : all) {
                try {
                    Files.move(
                            file,
                            folder.resolve(file.getFileName()),
                            StandardCopyOption.ATOMIC_MOVE,
                            StandardCopyOption.REPLACE_EXISTING);
                } catch (NoSuchFileException e) {
                    // Another process was faster.
                }
            }
            Files.deleteIfExists(ready);
        } catch (NoSuchFileException | NotDirectoryException | DirectoryNotEmptyException e) {
            // Another process has finished this group, or has put the next one there, which it will finish itself.
        }
    }

    /** Deletes what killed processes have left behind: no other one takes so long. */
    private static void forgetAbandoned(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Instant limit = Instant.now().minus(ABANDONED);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, GROUP + "*")) {
            for (Path each : all) {
                try {
                    if (Files.getLastModifiedTime(each).toInstant().isBefore(limit)) {
                        delete(each);
                    }
                } catch (NoSuchFileException e) {
                    // Another process has deleted it, or renamed its own.
                }
            }
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
