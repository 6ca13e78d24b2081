package io.winnow.datasets.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes WebDataset shards: {@code 000000.tar}, {@code 000001.tar}, .. with {@code KEY.jpg} (or another ending), {@code KEY.json} with the
 * caption, and {@code KEY.cls} with the number of the class.
 */
public final class ShardWriter implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final int perShard;
    private final Set<String> names = new HashSet<>();
    private TarArchiveOutputStream out;
    private int written;

    /**
     * Creates a writer.
     *
     * @param folder folder of the shards, which exists
     * @param perShard number of examples in each shard but the last
     */
    public ShardWriter(Path folder, int perShard) {
        this.folder = folder;
        this.perShard = perShard;
    }

    /**
     * Writes an example.
     *
     * @param key key of the example in the data that it comes from; a number is added if another one has the same without its ending
     * @param image encoded image
     * @param caption caption; written as JSON, since a text beside an image might be read as its label
     * @param classNumber number of the class
     */
    public void add(String key, byte[] image, Optional<String> caption, OptionalInt classNumber) throws IOException {
        if (written % perShard == 0) {
            close();
            Path shard = folder.resolve(String.format(Locale.ROOT, "%06d.tar", written / perShard));
            out = new TarArchiveOutputStream(
                    new BufferedOutputStream(Files.newOutputStream(shard)), StandardCharsets.UTF_8.name());
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            out.setAddPaxHeadersForNonAsciiNames(true);
        }
        written++;
        String name = name(key);
        String ending = ImageFormat.of(image)
                .map(format -> format.endings().get(0))
                .orElseThrow(() -> new CorruptImageException(key, ImageFormat.describeUnknown(image), null));
        put(name + "." + ending, image);
        if (caption.isPresent()) {
            put(name + ".json", JSON.writeValueAsBytes(Map.of("caption", caption.get())));
        }
        if (classNumber.isPresent()) {
            put(name + ".cls", Integer.toString(classNumber.getAsInt()).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /**
     * A dot in the name of a file would end its key in other readers of shards, and one at the beginning would hide it. The folders stay below
     * that of the shard: readers refuse names that begin with a slash or lead upwards.
     */
    private String name(String whole) {
        String key = Arrays.stream(whole.split("/"))
                .filter(part -> !part.isEmpty() && !part.equals(".") && !part.equals(".."))
                .collect(Collectors.joining("/"));
        int slash = key.lastIndexOf('/') + 1;
        String file = key.substring(slash);
        String plain = ImageFormat.isImage(file) ? file.substring(0, file.lastIndexOf('.')) : file;
        String name = key.isEmpty() ? "image" : key.substring(0, slash) + plain.replace('.', '_');
        String unique = name;
        for (int number = 2; !names.add(unique); number++) {
            unique = name + "-" + number;
        }
        return unique;
    }

    private void put(String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setModTime(0);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
            out = null;
        }
    }
}
