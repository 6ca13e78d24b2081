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
import java.util.stream.Stream;

/**
 * An index of items, such as tables or images: a folder with the vectors of many items and what is shown of them. Its files are {@code
 * index.json}, {@code vectors.f32}, {@code items.jsonl} and {@code items.offsets}, and {@code graph.jvector} if the index was built for
 * approximate search.
 */
public final class ItemIndex implements AutoCloseable {
    public static final String DESCRIPTION = "index.json";
    static final String VECTORS = "vectors.f32";
    /** Name of the file of the items. */
    public static final String ITEMS = "items.jsonl";

    static final String OFFSETS = "items.offsets";
    static final String GRAPH = "graph.jvector";
    static final int VERSION = 3;

    /**
     * The content of {@code index.json}.
     *
     * @param version version of the file format
     * @param run the run or bundle that the encoder comes from
     * @param weights digest of the encoder's weights; vectors of different weights cannot be compared
     * @param unit noun in the plural for the items
     * @param source what the items were read from
     * @param items number of items
     * @param dimension size of a vector
     * @param files number of files that were read
     * @param unreadable number of files and items that were skipped because they could not be read
     * @param blank number of items that were skipped because there is nothing in them
     * @param noted number of items about which something was assumed when they were read, or which look wrong
     * @param passedOver files and folders that were not read, a sentence for each reason
     * @param graphRecall recall of the graph for the 10 nearest neighbours, measured on up to 100 items; null without a graph
     */
    public record Description(
            int version,
            String run,
            String weights,
            String unit,
            String source,
            long items,
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
    private final RandomAccessFile items;
    private final RandomAccessFile offsets;

    private ItemIndex(Path folder, Description description) throws IOException {
        this.folder = folder;
        this.description = description;
        vectors = VectorTiles.raw(folder.resolve(VECTORS), description.items());
        items = new RandomAccessFile(folder.resolve(ITEMS).toFile(), "r");
        offsets = new RandomAccessFile(folder.resolve(OFFSETS).toFile(), "r");
    }

    /** Whether a folder is an index. A folder of tables may have a table that is called {@code index.json}, too. */
    public static boolean isAt(Path folder) {
        return Stream.of(DESCRIPTION, VECTORS, ITEMS, OFFSETS)
                .allMatch(name -> Files.isRegularFile(folder.resolve(name)));
    }

    /**
     * Opens an index.
     *
     * @param weights digest of the weights of the encoder that embeds the queries
     * @throws UserException if the index has another format version, was built with other weights, or is damaged
     */
    public static ItemIndex open(Path folder, String weights) throws IOException {
        Description description = Json.read(folder.resolve(DESCRIPTION), Description.class);
        if (description.version() != VERSION) {
            throw new UserException("The index " + folder + " has format version " + description.version()
                    + "; this program reads version " + VERSION + ". Build the index again with `winnow index`.");
        }
        if (!description.weights().equals(weights)) {
            throw new UserException("The index " + folder + " was built with the weights of " + description.run()
                    + ", not with those of this model, so their vectors cannot be compared. A run and each of its exported files"
                    + " count as different models. Search with that model,"
                    + " or build the index again with `winnow index`.");
        }
        requireBytes(folder.resolve(VECTORS), description.items() * description.dimension() * Float.BYTES);
        requireBytes(folder.resolve(OFFSETS), (description.items() + 1) * Long.BYTES);
        return new ItemIndex(folder, description);
    }

    private static void requireBytes(Path file, long expected) throws IOException {
        if (Files.size(file) != expected) {
            throw new UserException(file + " is damaged: it has " + Files.size(file) + " bytes, but " + expected
                    + " are expected. Build the index again with `winnow index`.");
        }
    }

    public Description description() {
        return description;
    }

    public Path folder() {
        return folder;
    }

    /**
     * Opens the graph for approximate search. The caller closes it.
     *
     * @throws UserException if the index was built without a graph
     */
    public GraphSearch graph() throws IOException {
        if (description.graphRecall() == null) {
            throw new UserException("The index " + folder + " has no graph for approximate search. Build it again with"
                    + " `winnow index --graph`, or leave out --approximate.");
        }
        return GraphSearch.open(
                folder.resolve(VECTORS),
                Math.toIntExact(description.items()),
                description.dimension(),
                folder.resolve(GRAPH));
    }

    /** The vectors (N, D) of all items. */
    public VectorTiles vectors() {
        return vectors;
    }

    /** Reads the item in a row. */
    public IndexedItem item(long row) throws IOException {
        offsets.seek(row * Long.BYTES);
        long begin = offsets.readLong();
        long end = offsets.readLong();
        byte[] line = new byte[Math.toIntExact(end - begin)];
        items.seek(begin);
        items.readFully(line);
        return Json.parse(new String(line, StandardCharsets.UTF_8), IndexedItem.class);
    }

    @Override
    public void close() throws IOException {
        try (VectorTiles first = vectors;
                RandomAccessFile second = items;
                RandomAccessFile third = offsets) {
            // Closes all three, even if closing one of them fails.
        }
    }
}
