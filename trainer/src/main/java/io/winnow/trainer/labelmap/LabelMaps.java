package io.winnow.trainer.labelmap;

import io.winnow.datasets.example.Dataset;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The label maps in a folder. Maps are read from the files when they are asked for, so that a data set of any size takes little memory.
 * Thread-safe.
 */
public final class LabelMaps implements AutoCloseable {
    /** Name of the file with the {@link LabelMapInfo}. */
    public static final String INFO = "maps.json";

    /** Name of the file with an {@link ImageLabels} in each line, in the order of the maps. */
    public static final String LABELS = "labels.jsonl";

    /** Name of the file with the logits (N, k, H, W), little-endian: float32, or float16 in half precision. */
    static final String VALUES = "values.bin";

    /** Name of the file with the classes of the logits (N, k, H, W), little-endian int32; there is none if k is the number of classes. */
    static final String NUMBERS = "classes.bin";

    /** Name of the file with the {@link ImageDigest} of each image (N), little-endian int64. */
    static final String IMAGES = "images.bin";

    /** Names of all files of a folder with label maps. */
    public static final Set<String> FILES = Set.of(INFO, LABELS, VALUES, NUMBERS, IMAGES);

    private static final int OF_VALUES = 0;
    private static final int OF_IMAGES = 1;
    private static final int OF_NUMBERS = 2;

    private final Path folder;
    private final LabelMapInfo info;
    private final Map<String, Integer> rows;
    private final List<FileChannel> files = new ArrayList<>();

    private LabelMaps(Path folder, LabelMapInfo info, Map<String, Integer> rows) throws IOException {
        this.folder = folder;
        this.info = info;
        this.rows = rows;
        try {
            open(VALUES, info.size() * (info.half() ? Short.BYTES : Float.BYTES));
            open(IMAGES, Long.BYTES);
            if (!info.complete()) {
                open(NUMBERS, info.size() * Integer.BYTES);
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens the maps in a folder.
     *
     * @throws UserException if the folder has no complete maps
     */
    public static LabelMaps open(Path folder) throws IOException {
        Path info = InputPaths.require(folder).resolve(INFO);
        if (!Files.isRegularFile(info)) {
            throw new UserException(folder + " has no label maps: there is no " + INFO
                    + " in it. Name a folder that `winnow relabel` wrote.");
        }
        return new LabelMaps(folder, Json.read(info, LabelMapInfo.class), rows(folder.resolve(LABELS)));
    }

    private static Map<String, Integer> rows(Path labels) throws IOException {
        Map<String, Integer> rows = new HashMap<>();
        try (BufferedReader lines = Files.newBufferedReader(labels)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String key = Json.parse(line, ImageLabels.class).key();
                if (rows.put(key, rows.size()) != null) {
                    throw new UserException(labels + ", line " + (rows.size() + 1) + ": the key '" + key
                            + "' occurs a second time, so it is not known which map belongs to which image. Give each"
                            + " image a key of its own, and run `winnow relabel` again.");
                }
            }
        }
        return rows;
    }

    /** @param bytes number of bytes of each image */
    private void open(String name, int bytes) throws IOException {
        Path file = folder.resolve(name);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        files.add(channel);
        long expected = (long) info.images() * bytes;
        if (channel.size() != expected || rows.size() != info.images()) {
            throw new UserException(folder + " is damaged: " + INFO + " promises " + info.images() + " maps in "
                    + expected
                    + " bytes, but " + name + " has " + channel.size() + " bytes and " + LABELS + " has " + rows.size()
                    + " keys. Run `winnow relabel` again.");
        }
    }

    /** Returns what is known of the maps. */
    public LabelMapInfo info() {
        return info;
    }

    /** Whether there is a map for the image with this key. */
    public boolean has(String key) {
        return rows.containsKey(key);
    }

    /**
     * Whether the map for the key of an image was made from an image with the same pixels.
     *
     * @throws UserException if there is no map
     */
    public boolean isOf(Dataset<?> images, int example) throws IOException {
        OptionalLong digest = ImageDigest.of(images, example);
        return digest.isPresent()
                && digest.getAsLong()
                        == read(OF_IMAGES, row(images.key(example)), Long.BYTES).getLong();
    }

    /**
     * Reads the map of an image.
     *
     * @throws UserException if there is none
     */
    public LabelMap of(String key) throws IOException {
        int row = row(key);
        int size = info.size();
        ByteBuffer bytes = read(OF_VALUES, row, size * (info.half() ? Short.BYTES : Float.BYTES));
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = info.half() ? HalfFloats.toFloat(bytes.getShort()) : bytes.getFloat();
        }
        int[] numbers = null;
        if (!info.complete()) {
            numbers = new int[size];
            read(OF_NUMBERS, row, size * Integer.BYTES).asIntBuffer().get(numbers);
        }
        return new LabelMap(values, numbers, info.classes().size(), info.height(), info.width());
    }

    private int row(String key) {
        Integer row = rows.get(key);
        if (row == null) {
            throw new UserException(folder + " has no label map for the image " + key
                    + ". Run `winnow relabel` on the images of this training.");
        }
        return row;
    }

    private ByteBuffer read(int file, int row, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        long from = (long) row * length;
        while (bytes.hasRemaining()) {
            if (files.get(file).read(bytes, from + bytes.position()) < 0) {
                throw new IOException(folder + " was truncated while it was read. Run `winnow relabel` again.");
            }
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        for (FileChannel file : files) {
            file.close();
        }
    }
}
