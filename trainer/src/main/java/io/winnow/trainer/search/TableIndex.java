package io.winnow.trainer.search;

import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The vectors of many tables and what is shown of them, in a folder: {@code index.json, vectors.f32, tables.jsonl, tables.offsets},
 * and {@code graph.jvector} where approximate search was asked for.
 */
public final class TableIndex implements AutoCloseable {
    static final String DESCRIPTION = "index.json";
    static final String VECTORS = "vectors.f32";
    static final String TABLES = "tables.jsonl";
    static final String OFFSETS = "tables.offsets";
    static final String GRAPH = "graph.jvector";
    static final int VERSION = 2;

    /**
     * {@code index.json}.
     *
     * @param weights digest of the encoder's weights: vectors of other weights cannot be compared
     * @param tables rows
     * @param files read
     * @param unreadable files and tables that were skipped
     * @param blank tables without a word that is shown, which were skipped
     * @param noted tables of which something was assumed when they were read, or looks wrong
     * @param passedOver files and folders that were not read, a sentence for each reason
     * @param graphRecall share of the 10 nearest that the graph finds, in the mean over some tables; null without a graph
     */
    public record Description(
            int version,
            String run,
            String weights,
            String source,
            long tables,
            int dimension,
            long files,
            long unreadable,
            long blank,
            long noted,
            List<String> passedOver,
            Double graphRecall) {}

    private final Path folder;
    private final Description description;
    private final VectorTiles vectors;
    private final RandomAccessFile tables;
    private final RandomAccessFile offsets;

    private TableIndex(Path folder, Description description) throws IOException {
        this.folder = folder;
        this.description = description;
        vectors = VectorTiles.raw(folder.resolve(VECTORS), description.tables());
        tables = new RandomAccessFile(folder.resolve(TABLES).toFile(), "r");
        offsets = new RandomAccessFile(folder.resolve(OFFSETS).toFile(), "r");
    }

    /** Whether a folder is one. */
    public static boolean isAt(Path folder) {
        return Files.isRegularFile(folder.resolve(DESCRIPTION));
    }

    /**
     * Opens one.
     *
     * @param weights digest of the weights of the encoder that queries are embedded with
     * @throws UserException when the index is of another version or of other weights
     */
    public static TableIndex open(Path folder, String weights) throws IOException {
        Description description = Json.read(folder.resolve(DESCRIPTION), Description.class);
        if (description.version() != VERSION) {
            throw new UserException(folder + " is an index of version " + description.version() + "; this program reads"
                    + " version " + VERSION + ". Make it again with winnow index.");
        }
        if (!description.weights().equals(weights)) {
            throw new UserException(folder + " was made with the weights of " + description.run()
                    + ", and not with those of this run: their vectors cannot be compared.");
        }
        return new TableIndex(folder, description);
    }

    public Description description() {
        return description;
    }

    public Path folder() {
        return folder;
    }

    /**
     * The graph for approximate search, open until it is closed.
     *
     * @throws UserException when the index was made without one
     */
    public GraphSearch graph() throws IOException {
        if (description.graphRecall() == null) {
            throw new UserException(folder + " has no graph; winnow index --graph makes an index with one.");
        }
        return GraphSearch.open(
                folder.resolve(VECTORS),
                Math.toIntExact(description.tables()),
                description.dimension(),
                folder.resolve(GRAPH));
    }

    /** All vectors (N, D). */
    public VectorTiles vectors() {
        return vectors;
    }

    /** What is shown of the table of a row. */
    public TableExcerpt table(long row) throws IOException {
        offsets.seek(row * Long.BYTES);
        long begin = offsets.readLong();
        long end = offsets.readLong();
        byte[] line = new byte[Math.toIntExact(end - begin)];
        tables.seek(begin);
        tables.readFully(line);
        return Json.parse(new String(line, StandardCharsets.UTF_8), TableExcerpt.class);
    }

    @Override
    public void close() throws IOException {
        try (VectorTiles first = vectors;
                RandomAccessFile second = tables;
                RandomAccessFile third = offsets) {
            // closes all three, also when one fails
        }
    }
}
