package io.winnow.datasets.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.label.Labels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images in WebDataset shards: uncompressed tar archives in which {@code KEY.jpg} (or .jpeg, .png, .webp) stands beside {@code KEY.cls} (a
 * class number), {@code KEY.json} (with a field {@code "label"}: number, or list of numbers) or neither. Shards are indexed by their
 * headers and read at random; nothing is unpacked.
 */
public final class WebDatasetImages implements ImageDataset {
    private static final Logger LOG = LoggerFactory.getLogger(WebDatasetImages.class);
    private static final Set<String> IMAGES = Set.of("jpg", "jpeg", "png", "webp");
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    /** Beyond it a number is taken for damage, when no names say how many classes there are. */
    private static final int MOST_UNNAMED = 1 << 20;

    private final int channels;
    private final List<Path> shards;
    private final List<FileChannel> open = new ArrayList<>();
    private final int[] shardOf;
    private final long[] offsets;
    private final int[] sizes;
    private final String[] keys;
    private final List<Shard> ranges = new ArrayList<>();
    private final Description description;

    /**
     * Indexes the shards.
     *
     * @param shards in the order in which examples are numbered
     * @param channels 1 or 3, to which images are converted
     * @param cutShards whether a shard that is cut short is read up to its last whole example, with a warning
     * @throws CorruptImageException for a damaged shard, a label that cannot be read, or a set in which only some images have labels
     */
    public WebDatasetImages(String name, List<Path> shards, int channels, List<String> classNames, boolean cutShards)
            throws IOException {
        this.channels = channels;
        this.shards = List.copyOf(shards);
        try {
            List<Member> members = new ArrayList<>();
            Fingerprint digest = new Fingerprint();
            for (int shard = 0; shard < shards.size(); shard++) {
                open.add(FileChannel.open(shards.get(shard), StandardOpenOption.READ));
                TarIndex index = TarIndex.of(shards.get(shard));
                if (index.cut() != null && !cutShards) {
                    throw index.cut().error();
                }
                index.entries().forEach(entry -> digest.add(entry.name()).add(entry.size()));
                int begin = members.size();
                collect(shard, index, members);
                ranges.add(new Shard(shards.get(shard), begin, members.size()));
                if (index.cut() != null) {
                    int left = members.size() - begin;
                    LOG.warn(
                            "{}; its {} whole images are read.",
                            index.cut().error().getMessage(),
                            left);
                }
            }
            int count = members.size();
            shardOf = new int[count];
            offsets = new long[count];
            sizes = new int[count];
            keys = new String[count];
            for (int i = 0; i < count; i++) {
                Member member = members.get(i);
                shardOf[i] = member.shard;
                offsets[i] = member.image.offset();
                sizes[i] = member.image.size();
                keys[i] = member.key;
            }
            Labels labels = labels(name, members, classNames);
            description = new Description(name, channels, Optional.empty(), labels, digest.hex());
        } catch (IOException | RuntimeException e) {
            try {
                close();
            } catch (IOException another) {
                e.addSuppressed(another);
            }
            throw e;
        }
    }

    /** Indexes the shards, none of which may be cut short. */
    public WebDatasetImages(String name, List<Path> shards, int channels, List<String> classNames) throws IOException {
        this(name, shards, channels, classNames, false);
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public Image image(int index) throws IOException {
        return ImageDecoder.decode(key(index), read(shardOf[index], offsets[index], sizes[index]), channels);
    }

    @Override
    public String key(int index) {
        return shards.get(shardOf[index]).getFileName() + "/" + keys[index];
    }

    @Override
    public List<Shard> shards() {
        return List.copyOf(ranges);
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : open) {
            channel.close();
        }
    }

    /** The files of one example, which stand next to each other. */
    private static final class Member {
        private final int shard;
        private final String key;
        private TarIndex.Entry image;
        private TarIndex.Entry classNumber;
        private TarIndex.Entry json;
        private TarIndex.Entry text;

        Member(int shard, String key) {
            this.shard = shard;
            this.key = key;
        }
    }

    private static void collect(int shard, TarIndex index, List<Member> members) {
        Map<String, Member> byKey = new HashMap<>();
        List<Member> inOrder = new ArrayList<>();
        for (TarIndex.Entry entry : index.entries()) {
            int dot = keyEnd(entry.name());
            if (dot < 0) {
                continue;
            }
            Member member = byKey.computeIfAbsent(entry.name().substring(0, dot), key -> {
                Member created = new Member(shard, key);
                inOrder.add(created);
                return created;
            });
            String extension = entry.name().substring(dot + 1).toLowerCase(Locale.ROOT);
            if (IMAGES.contains(extension)) {
                member.image = entry;
            } else if (extension.equals("cls")) {
                member.classNumber = entry;
            } else if (extension.equals("json")) {
                member.json = entry;
            } else if (extension.equals("txt")) {
                member.text = entry;
            }
        }
        if (index.cut() != null && !inOrder.isEmpty()) {
            // The last example may lack a file, unless the one that is cut is of another example.
            String cut = index.cut().entry();
            int dot = keyEnd(cut);
            int last = inOrder.size() - 1;
            if (dot < 0 || cut.substring(0, dot).equals(inOrder.get(last).key)) {
                inOrder.remove(last);
            }
        }
        inOrder.stream().filter(member -> member.image != null).forEach(members::add);
    }

    /** WebDataset's rule: the key ends at the first dot of the last part of the name. Negative when there is none. */
    private static int keyEnd(String name) {
        return name.indexOf('.', name.lastIndexOf('/') + 1);
    }

    private Labels labels(String name, List<Member> members, List<String> classNames) throws IOException {
        int[][] positives = new int[members.size()][];
        boolean multi = false;
        int labelled = 0;
        for (int i = 0; i < positives.length; i++) {
            Member member = members.get(i);
            JsonNode label = label(member, classNames);
            if (label == null) {
                continue;
            }
            labelled++;
            multi |= label.isArray();
            positives[i] = label.isArray() ? new int[label.size()] : new int[] {number(member, label, classNames)};
            for (int j = 0; j < label.size(); j++) {
                positives[i][j] = number(member, label.get(j), classNames);
            }
        }
        if (labelled == 0) {
            return new Labels.None(positives.length);
        }
        if (labelled < positives.length) {
            throw new CorruptImageException(
                    name,
                    (positives.length - labelled) + " of its " + positives.length + " images have no label",
                    null);
        }
        if (multi) {
            return new Labels.Multi(positives, names(positives, classNames));
        }
        int[] classes = new int[positives.length];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = positives[i][0];
        }
        return new Labels.Single(classes, names(positives, classNames));
    }

    /** The given names, or the numbers up to the largest in use. */
    private static List<String> names(int[][] positives, List<String> classNames) {
        int largest = Stream.of(positives).flatMapToInt(IntStream::of).max().orElse(-1);
        return classNames.isEmpty()
                ? IntStream.rangeClosed(0, largest).mapToObj(Integer::toString).toList()
                : classNames;
    }

    /** From {@code .cls}, else {@code .json}, else a {@code .txt} that is a label and no caption; null when there is none. */
    private JsonNode label(Member member, List<String> classNames) throws IOException {
        if (member.classNumber != null) {
            return plain(member, member.classNumber);
        }
        if (member.json != null) {
            try {
                return JSON.readTree(text(member, member.json)).get("label");
            } catch (JsonProcessingException e) {
                throw new CorruptImageException(
                        shards.get(member.shard) + "/" + member.json.name(),
                        "it is no label: " + e.getOriginalMessage(),
                        e);
            }
        }
        if (member.text == null) {
            return null;
        }
        JsonNode label = plain(member, member.text);
        return label.isInt() || classNames.contains(label.asText()) ? label : null;
    }

    /** A number, an array of numbers, or the name of a class. */
    private JsonNode plain(Member member, TarIndex.Entry entry) throws IOException {
        String text = text(member, entry);
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }

    private String text(Member member, TarIndex.Entry entry) throws IOException {
        return new String(read(member.shard, entry.offset(), entry.size()), StandardCharsets.UTF_8).strip();
    }

    private int number(Member member, JsonNode label, List<String> classNames) throws CorruptImageException {
        int number = label.isTextual() ? classNames.indexOf(label.textValue()) : label.isInt() ? label.intValue() : -1;
        int classes = classNames.isEmpty() ? MOST_UNNAMED : classNames.size();
        if (number < 0 || number >= classes) {
            throw new CorruptImageException(
                    shards.get(member.shard) + "/" + member.key,
                    "its label is " + label + "; classes are numbered 0 to " + (classes - 1)
                            + (classNames.isEmpty() ? ", and classes.txt beside the shards may name them" : ""),
                    null);
        }
        return number;
    }

    private byte[] read(int shard, long offset, int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        while (buffer.hasRemaining()) {
            if (open.get(shard).read(buffer, offset + buffer.position()) < 0) {
                throw new CorruptImageException(shards.get(shard).toString(), "it ends within an example", null);
            }
        }
        return buffer.array();
    }
}
