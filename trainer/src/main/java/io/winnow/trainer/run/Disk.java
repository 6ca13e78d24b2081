package io.winnow.trainer.run;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Finds out why a file could not be written. The messages of the operating system are in the language of the user's settings, so they are
 * recognised only where nothing else tells: for quotas and limits, of which Java has no other sign.
 */
public final class Disk {
    /** English messages of the operating system when a file has no space. */
    private static final List<String> NO_SPACE =
            List.of("No space left on device", "Disk quota exceeded", "File too large");

    /** A disk on which fewer bytes are free is full: what was written of a file that did not fit is still there. */
    private static final long FULL = 1 << 20;

    private Disk() {}

    /** Returns what the system says if a failure to write says that there is no space; otherwise empty. */
    public static Optional<String> noSpace(IOException failure, Path target) {
        return noSpace(failure, () -> usable(target));
    }

    /** @param usable returns the number of free bytes */
    static Optional<String> noSpace(IOException failure, LongSupplier usable) {
        String message = String.valueOf(failure.getMessage());
        return NO_SPACE.stream()
                .filter(message::endsWith)
                .findFirst()
                .or(() -> isGeneral(failure) && usable.getAsLong() < FULL
                        ? Optional.of(
                                failure instanceof FileSystemException file && file.getReason() != null
                                        ? file.getReason()
                                        : message)
                        : Optional.empty());
    }

    /** Whether a file could not be written because its file system is mounted to be read only. */
    public static boolean isReadOnly(FileSystemException failure, Path target) {
        try {
            Path folder = existing(target);
            if (!isGeneral(failure) || !Files.getFileStore(folder).isReadOnly()) {
                return false;
            }
            // A file may also not be readable for another reason there. What the system says when one is created, which
            // cannot succeed, is what it says of a file that cannot be written, in whatever language.
            Files.deleteIfExists(Files.createTempFile(folder, ".winnow", null));
            return false;
        } catch (FileSystemException e) {
            return Objects.equals(e.getReason(), failure.getReason());
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a part of a path that should be a folder is a file. */
    public static boolean isBelowFile(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        return parent != null && !Files.isDirectory(existing(parent));
    }

    /** Whether nothing but its message, in some language, says what a failure is. One with a cause has been explained already. */
    private static boolean isGeneral(IOException failure) {
        return failure.getCause() == null
                && (failure.getClass() == IOException.class || failure.getClass() == FileSystemException.class);
    }

    private static long usable(Path target) {
        try {
            FileStore store = Files.getFileStore(existing(target));
            return store.getTotalSpace() == 0 ? Long.MAX_VALUE : store.getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Returns the path, or the nearest one above it that exists. */
    private static Path existing(Path path) {
        Path found = path.toAbsolutePath();
        while (!Files.exists(found) && found.getParent() != null) {
            found = found.getParent();
        }
        return found;
    }
}
