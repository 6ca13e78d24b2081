package io.winnow.datasets.loader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the shards of the current and the next window sequentially, so that the operating system has them in its page cache when individual
 * examples are read. An instance serves one pass over the data, whose windows come in order.
 */
final class ReadAhead implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);
    private static final int PIECE = 8 << 20;

    private final ShardOrder order;
    private final long seed;
    private final Consumer<Path> reader;
    private final ExecutorService thread;
    /** The first window that has not been requested yet. Windows are numbered consecutively across epochs. */
    private long next;
    /** The files of the window before {@link #next}. */
    private Set<Path> before = Set.of();

    ReadAhead(String name, ShardOrder order, long seed) {
        this(name, order, seed, ReadAhead::read);
    }

    ReadAhead(String name, ShardOrder order, long seed, Consumer<Path> reader) {
        this.order = order;
        this.seed = seed;
        this.reader = reader;
        thread = Executors.newSingleThreadExecutor(task -> {
            Thread created = new Thread(task, "loader-" + name + "-ahead");
            created.setDaemon(true);
            return created;
        });
    }

    /** Announces that examples of a window of an epoch are about to be read. */
    void at(long epoch, int window) {
        long current = epoch * order.windows() + window;
        for (next = Math.max(next, current); next <= current + 1; next++) {
            List<Path> files = order.files((int) (next % order.windows()), seed, next / order.windows());
            // Files that were also in the previous window are in memory already; with a single window that is all of
            // them.
            files.stream()
                    .filter(file -> !before.contains(file))
                    .forEach(file -> thread.execute(() -> reader.accept(file)));
            before = Set.copyOf(files);
        }
    }

    /** Errors are ignored here: whoever reads an example of the file gets the error as well and can name the example. */
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
