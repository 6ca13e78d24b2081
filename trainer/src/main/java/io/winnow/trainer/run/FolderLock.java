package io.winnow.trainer.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock of a folder, such as a run directory, which a process holds while it writes there. The system releases it when the process ends
 * in any way.
 */
public final class FolderLock implements AutoCloseable {
    /** Name of the file that is locked. */
    public static final String FILE = ".lock";

    /** Attempts to take the lock, because {@link #isHeld} of another process may hold it for a moment. */
    private static final int ATTEMPTS = 5;

    private static final long PAUSE_MILLIS = 20;

    /** Directories that this process has locked. It must not open their lock files again: closing them would release the locks. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Locks a folder.
     *
     * @param held what to tell the user if the folder is locked
     * @throws UserException if another process, or another part of this one, writes to it
     */
    public static synchronized FolderLock take(Path folder, String held) throws IOException {
        Path real = folder.toRealPath();
        if (!OWN.add(real)) {
            throw new UserException(held);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(real.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            for (int attempt = 1; channel.tryLock() == null; attempt++) {
                if (attempt == ATTEMPTS) {
                    throw new UserException(held);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
            return new FolderLock(real, channel);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            release(real, channel);
            throw new UserException(held);
        } catch (IOException | RuntimeException e) {
            release(real, channel);
            throw e;
        }
    }

    private static void release(Path folder, FileChannel channel) throws IOException {
        if (channel != null) {
            channel.close();
        }
        OWN.remove(folder);
    }

    /**
     * Tells whether a process holds the lock of a folder. Works for every user who may read the folder. One thread at a time:
     * Java refuses a second lock of the same file in a process, also a shared one, which would look like that of a training.
     *
     * @throws IOException if this cannot be found out, for example because there is no lock file
     */
    public static synchronized boolean isHeld(Path folder) throws IOException {
        Path real = folder.toRealPath();
        if (OWN.contains(real)) {
            return true;
        }
        // A shared lock needs no permission to write, and does not conflict with that of another reader.
        try (FileChannel channel = FileChannel.open(real.resolve(FILE), StandardOpenOption.READ);
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            release(folder, channel);
        }
    }
}
