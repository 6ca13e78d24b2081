package io.winnow.datasets.loader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the shards of the window at hand and of the next from end to end, so that the system has them in memory when single examples are
 * asked for.
 */
final class ReadAhead implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);
    private static final int PIECE = 8 << 20;

    private final ShardOrder order;
    private final Consumer<Path> reader;
    private final ExecutorService thread;
    /** Windows count on over epochs; of the seed at hand. */
    private long seed;

    private long requested = -1;

    ReadAhead(String name, ShardOrder order) {
        this(name, order, ReadAhead::read);
    }

    ReadAhead(String name, ShardOrder order, Consumer<Path> reader) {
        this.order = order;
        this.reader = reader;
        thread = Executors.newSingleThreadExecutor(task -> {
            Thread created = new Thread(task, "loader-" + name + "-ahead");
            created.setDaemon(true);
            return created;
        });
    }

    /** Examples from a window of an epoch are about to be read. */
    void at(long seed, long epoch, int window) {
        long current = epoch * order.windows() + window;
        if (seed != this.seed || requested > current + 1) {
            requested = -1;
            this.seed = seed;
        }
        for (long next = Math.max(requested + 1, current); next <= current + 1; next++) {
            order.files((int) (next % order.windows()), seed, next / order.windows())
                    .forEach(file -> thread.execute(() -> reader.accept(file)));
        }
        requested = current + 1;
    }

    /** What cannot be read is left to those who need it, and can say which example. */
    private static void read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
            while (!Thread.interrupted() && channel.read(piece) >= 0) {
                piece.clear();
            }
        } catch (IOException e) {
            LOG.debug("Reading {} ahead failed.", file, e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
