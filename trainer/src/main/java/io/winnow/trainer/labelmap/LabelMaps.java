package io.winnow.trainer.labelmap;

import io.winnow.datasets.example.Dataset;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
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

    /** Name of the file with the images of which the teacher does not see all given labels, those first of whose given labels it sees least. */
    public static final String DOUBTFUL = "doubtful.csv";

    /** Names of all files of a folder with label maps. */
    public static final Set<String> FILES = Set.of(INFO, LABELS, DOUBTFUL, MapFile.NAME);

    private final Path folder;
    private final LabelMapInfo info;
    private final Map<String, Integer> rows;
    private final MapFile maps;

    private LabelMaps(Path folder, LabelMapInfo info, Map<String, Integer> rows, MapFile maps) {
        this.folder = folder;
        this.info = info;
        this.rows = rows;
        this.maps = maps;
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
        LabelMapInfo read = Json.read(info, LabelMapInfo.class);
        Map<String, Integer> rows = rows(folder.resolve(LABELS));
        if (rows.size() != read.images()) {
            throw damaged(
                    folder,
                    INFO + " promises " + read.images() + " maps, but " + LABELS + " has " + rows.size() + " keys");
        }
        try {
            return new LabelMaps(folder, read, rows, MapFile.open(folder, read));
        } catch (NoSuchFileException e) {
            throw damaged(folder, MapFile.NAME + " is missing");
        }
    }

    static UserException damaged(Path folder, String why) {
        return new UserException(folder + " is damaged: " + why + ". Run `winnow relabel` again.");
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
        return digest.isPresent() && digest.getAsLong() == maps.digest(row(images.key(example)));
    }

    /**
     * Reads the map of an image.
     *
     * @throws UserException if there is none
     */
    public LabelMap of(String key) throws IOException {
        return maps.read(row(key));
    }

    private int row(String key) {
        Integer row = rows.get(key);
        if (row == null) {
            throw new UserException(folder + " has no label map for the image " + key
                    + ". Run `winnow relabel` on the images of this training.");
        }
        return row;
    }

    @Override
    public void close() throws IOException {
        maps.close();
    }
}
