package io.winnow.trainer.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The turn of a process to make a file that several may want at the same time, such as the trainings of a sweep the vectors of their texts.
 * Others wait until it is closed, and find the file then. A small lock file stays beside the file: it cannot be deleted without another
 * process having opened it in the meantime.
 */
public final class FileTurn implements AutoCloseable {
    /** The system's locks are those of processes, so the threads of this one take turns here. */
    private static final ReentrantLock THREADS = new ReentrantLock();

    private final FileChannel channel;

    private FileTurn(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for the turn to make a file. Check afterwards whether it exists now.
     *
     * @throws IOException when the lock file cannot be written
     */
    public static FileTurn await(Path file) throws IOException {
        THREADS.lock();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            FileChannel channel = FileChannel.open(
                    file.resolveSibling("." + file.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            try {
                channel.lock();
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            return new FileTurn(channel);
        } catch (IOException | RuntimeException e) {
            THREADS.unlock();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            THREADS.unlock();
        }
    }
}
