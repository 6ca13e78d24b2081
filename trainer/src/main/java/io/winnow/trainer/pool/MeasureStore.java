package io.winnow.trainer.pool;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vectors.VectorFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Stores what takes long to measure of a pool, so that a second call with other thresholds takes seconds. The name of a file is the SHA-256
 * over what it was computed from.
 *
 * @param folder folder of the files, which is created
 */
public record MeasureStore(Path folder) {
    /** Computes vectors (N, D), of which those of some examples may be null. */
    @FunctionalInterface
    public interface Source {
        float[][] compute() throws IOException;
    }

    /** Computes lines of text. */
    @FunctionalInterface
    public interface LineSource {
        List<String> compute() throws IOException;
    }

    /** Returns stored vectors, or computes and stores them. */
    public float[][] vectors(String digest, Source source, NDManager manager) throws IOException {
        Path file = folder.resolve(digest + ".npy");
        if (Files.exists(file)) {
            return read(file, manager);
        }
        float[][] rows = source.compute();
        int width = Arrays.stream(rows)
                .filter(row -> row != null)
                .mapToInt(row -> row.length)
                .findFirst()
                .orElseThrow(
                        () -> new UserException(
                                "The model could read none of the examples. Name a model of such examples with vectors.model."));
        float[] all = new float[Math.multiplyExact(rows.length, width)];
        Arrays.fill(all, Float.NaN);
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] != null) {
                System.arraycopy(rows[i], 0, all, i * width, width);
            }
        }
        Files.createDirectories(folder);
        try (NDArray array = manager.create(all, new Shape(rows.length, width))) {
            VectorFiles.write(file, array);
        }
        return rows;
    }

    /**
     * Reads the vectors of a file. A row that is not finite or has the length 0 is null.
     *
     * @throws UserException if the file does not exist
     */
    public static float[][] read(Path file, NDManager manager) throws IOException {
        try (NDArray array = VectorFiles.read(InputPaths.require(file), manager)) {
            int rows = Math.toIntExact(array.getShape().get(0));
            int width = rows == 0 ? 0 : (int) (array.size() / rows);
            float[] all = array.toFloatArray();
            float[][] vectors = new float[rows][];
            for (int i = 0; i < rows; i++) {
                float[] row = Arrays.copyOfRange(all, i * width, (i + 1) * width);
                double length = Vectors.length(row);
                vectors[i] = length > 0 && Double.isFinite(length) ? row : null;
            }
            return vectors;
        }
    }

    /**
     * Returns stored lines, or computes and stores them.
     *
     * @param count number of lines; a file with another number is computed again
     */
    public List<String> lines(String digest, int count, LineSource source) throws IOException {
        Path file = folder.resolve(digest + ".lines");
        if (Files.exists(file)) {
            List<String> stored = Files.readAllLines(file);
            if (stored.size() == count) {
                return stored;
            }
        }
        List<String> lines = source.compute();
        Files.createDirectories(folder);
        AtomicFiles.write(file, String.join("\n", lines) + "\n");
        return lines;
    }

    /** Returns what decoding tells of images (N). */
    public List<ItemFacts> facts(ImageDataset images, String fingerprint) throws IOException {
        String digest = new Fingerprint()
                .add("facts")
                .add(images.channels())
                .add(fingerprint)
                .hex();
        return lines(digest, images.size(), () -> decoded(images)).stream()
                .map(line -> line.split("\t", 3))
                .map(parts -> new ItemFacts(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), parts[2]))
                .toList();
    }

    /** Returns width, height and damage of each image, with tabs between them. */
    private static List<String> decoded(ImageDataset images) throws IOException {
        try {
            return IntStream.range(0, images.size())
                    .parallel()
                    .mapToObj(i -> facts(images, i))
                    .map(each -> each.width() + "\t" + each.height() + "\t"
                            + each.damage().replaceAll("\\s+", " "))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static ItemFacts facts(ImageDataset images, int index) {
        try {
            Image image = images.item(index);
            return new ItemFacts(image.width(), image.height(), "");
        } catch (CorruptImageException e) {
            return new ItemFacts(0, 0, e.getMessage().isEmpty() ? "damaged" : e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
