package io.winnow.trainer.filter;

import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ShardWriter;
import io.winnow.datasets.inspect.Pictures;
import io.winnow.trainer.pool.Pool;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Writes new shards with the examples that are kept: their files as they are, their captions and their labels. */
public final class KeptShards {
    /** Name of the folder of the shards. */
    public static final String FOLDER = "shards";

    private static final int EXAMPLES_PER_SHARD = 10_000;

    private KeptShards() {}

    /**
     * Requires that a pool has images.
     *
     * @throws UserException if it has none
     */
    public static void requireImages(Pool pool) {
        if (pool.images().isEmpty()) {
            throw new UserException("--write-shards writes images, but " + pool.name()
                    + " has texts. Leave it out; kept.txt has the keys of the texts that are kept.");
        }
    }

    /** Writes the shards into the folder {@link #FOLDER} of a folder, in which shards of an earlier call are replaced. */
    public static void write(Filtered filtered, Path folder) throws IOException {
        Pool pool = filtered.pool();
        List<String> names = pool.classNames();
        int[] examples = filtered.examples();
        boolean labelled =
                Arrays.stream(examples).allMatch(i -> pool.classes().get(i).isPresent());
        AtomicFiles.directory(folder.resolve(FOLDER), target -> {
            try (ShardWriter writer = new ShardWriter(target, EXAMPLES_PER_SHARD)) {
                for (int i : examples) {
                    writer.add(
                            pool.keys().get(i),
                            encoded(pool.images().orElseThrow(), i),
                            pool.captions().get(i),
                            labelled
                                    ? OptionalInt.of(
                                            names.indexOf(pool.classes().get(i).orElseThrow()))
                                    : OptionalInt.empty());
                }
            }
            if (labelled) {
                Files.writeString(target.resolve("classes.txt"), String.join("\n", names) + "\n");
            }
        });
    }

    private static byte[] encoded(ImageDataset images, int index) throws IOException {
        Optional<byte[]> file = images.encoded(index);
        if (file.isPresent()) {
            return file.get();
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        Pictures.writePng(Pictures.of(images.item(index)), png);
        return png.toByteArray();
    }
}
