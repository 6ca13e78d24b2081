package io.winnow.datasets.image;

import io.winnow.datasets.DataException;
import io.winnow.datasets.fingerprint.Fingerprint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images in WebDataset shards: uncompressed tar archives in which {@code KEY.jpg} (or another ending of {@link ImageFormat}) is stored
 * beside {@code KEY.cls} (a class number), {@code KEY.json} (with a field {@code "label"}: a number, or a list of numbers) or neither.
 * {@link ShardMembers} defines how files form examples. Shards are indexed by their headers and read in random order without being
 * unpacked.
 */
public final class WebDatasetImages implements EncodedImages {
    private static final Logger LOG = LoggerFactory.getLogger(WebDatasetImages.class);
    /** If all shards together have no more bytes than this, the fingerprint covers their whole content. */
    private static final long READ_WHOLE = 128L << 20;
    /**
     * The number of bytes at each end of an entry that the fingerprint of larger data sets covers. They are near the headers, which are
     * read anyway.
     */
    private static final int SAMPLE = 512;

    private final DecodeOptions options;
    private final List<String> shardNames;
    private final List<FileChannel> open;
    private final int[] shardOf;
    private final long[] offsets;
    private final int[] sizes;
    private final String[] keys;
    private final List<Shard> ranges;
    private final Description description;
    private final ReadReport report;

    /**
     * Indexes the shards.
     *
     * @param shards shards in the order in which examples are numbered
     * @param cutShards whether a truncated shard is read up to its last complete example, with a warning
     * @throws DataException if a shard is damaged or contains no image, a key has two images or labels, a label cannot be read, or only
     *     some of the images have labels
     */
    public WebDatasetImages(
            String name, List<Path> shards, DecodeOptions options, List<String> classNames, boolean cutShards)
            throws IOException {
        this(name, shards, options, classNames, cutShards, new ReadReport.Builder());
    }

    WebDatasetImages(
            String name,
            List<Path> shards,
            DecodeOptions options,
            List<String> classNames,
            boolean cutShards,
            ReadReport.Builder reported)
            throws IOException {
        this.options = options;
        shardNames = shardNames(shards);
        open = new ArrayList<>();
        ranges = new ArrayList<>();
        try {
            List<ShardMembers.Member> members = new ArrayList<>();
            List<TarIndex> indices = new ArrayList<>();
            List<TarIndex.Entry> labelsAlone = new ArrayList<>();
            ShardLabels labels = new ShardLabels(classNames);
            for (int s = 0; s < shards.size(); s++) {
                Path shard = shards.get(s);
                FileChannel channel = FileChannel.open(shard, StandardOpenOption.READ);
                open.add(channel);
                Archives.requireTar(shard);
                TarIndex index = TarIndex.of(shard);
                if (index.cut() != null && !cutShards) {
                    throw index.cut().error();
                }
                indices.add(index);
                ShardMembers found = ShardMembers.of(shard, index, reported);
                labelsAlone.addAll(found.labelsWithoutImage());
                int begin = members.size();
                for (ShardMembers.Member member : found.examples()) {
                    members.add(member);
                    labels.add(
                            shard + "/" + member.key(),
                            member,
                            entry -> read(channel, shard, entry.offset(), entry.size()));
                }
                ranges.add(new Shard(shard, begin, members.size()));
                if (index.cut() != null) {
                    LOG.warn(
                            "{}; its {} whole images are read.",
                            index.cut().error().getMessage(),
                            members.size() - begin);
                }
            }
            requireLabelsWithImages(name, labels, labelsAlone, indices);
            int count = members.size();
            shardOf = new int[count];
            offsets = new long[count];
            sizes = new int[count];
            keys = new String[count];
            for (int s = 0; s < ranges.size(); s++) {
                for (int i = ranges.get(s).begin(); i < ranges.get(s).end(); i++) {
                    shardOf[i] = s;
                    offsets[i] = members.get(i).image().offset();
                    sizes[i] = members.get(i).image().size();
                    keys[i] = members.get(i).key();
                }
            }
            warnOfEqualKeys(reported);
            String fingerprint = fingerprint(indices, classNames);
            description = new Description(name, options.channels(), Optional.empty(), labels.labels(name), fingerprint);
            report = reported.build();
        } catch (IOException | RuntimeException e) {
            try {
                close();
            } catch (IOException another) {
                e.addSuppressed(another);
            }
            throw e;
        }
    }

    /** Indexes the shards, none of which may be truncated. */
    public WebDatasetImages(String name, List<Path> shards, DecodeOptions options, List<String> classNames)
            throws IOException {
        this(name, shards, options, classNames, false);
    }

    private WebDatasetImages(WebDatasetImages from, DecodeOptions options) {
        this.options = options;
        shardNames = from.shardNames;
        open = from.open;
        shardOf = from.shardOf;
        offsets = from.offsets;
        sizes = from.sizes;
        keys = from.keys;
        ranges = from.ranges;
        report = from.report;
        Description old = from.description;
        description = new Description(old.name(), options.channels(), old.fixedSize(), old.labels(), old.fingerprint());
    }

    /** The names of the shards: file names, or whole paths if shards in different folders have the same name, so that keys stay unique. */
    private static List<String> shardNames(List<Path> shards) {
        List<String> names =
                shards.stream().map(shard -> shard.getFileName().toString()).toList();
        return new HashSet<>(names).size() == names.size()
                ? names
                : shards.stream().map(Path::toString).toList();
    }

    /** Rejects images without labels beside labels without images, which most likely belong together but have different keys. */
    private static void requireLabelsWithImages(
            String name, ShardLabels labels, List<TarIndex.Entry> labelsAlone, List<TarIndex> indices)
            throws DataException {
        if (!labels.any() && !labelsAlone.isEmpty()) {
            throw new DataException("No image of " + name + " has a label, and " + labelsAlone.size()
                    + " label files have no image ("
                    + Names.printable(labelsAlone.get(0).name())
                    + ", ..): the endings are " + ShardMembers.endings(indices.get(0))
                    + ". Expected are files such as KEY.jpg beside KEY.cls, with the same KEY up to the last dot.");
        }
    }

    private void warnOfEqualKeys(ReadReport.Builder reported) {
        Map<String, Integer> first = new HashMap<>();
        int twice = 0;
        String example = "";
        for (int i = 0; i < keys.length; i++) {
            Integer other = first.putIfAbsent(keys[i], i);
            if (other != null && twice++ == 0) {
                example = "'" + Names.printable(keys[i]) + "' in " + shardNames.get(shardOf[other]) + " and in "
                        + shardNames.get(shardOf[i]);
            }
        }
        if (twice > 0) {
            reported.warn(twice + " images have the key of an image in another shard (" + example
                    + "). They count as different images, which are distinguished by the names of their shards.");
        }
    }

    /**
     * A digest of the names, sizes and contents of all entries; of a large data set, only the first and last bytes of each content are
     * included.
     */
    private String fingerprint(List<TarIndex> indices, List<String> classNames) throws IOException {
        Fingerprint digest = new Fingerprint();
        classNames.forEach(digest::add);
        long total = 0;
        for (FileChannel channel : open) {
            total += channel.size();
        }
        for (int s = 0; s < indices.size(); s++) {
            Path shard = ranges.get(s).file();
            for (TarIndex.Entry entry : indices.get(s).entries()) {
                digest.add(entry.name()).add(entry.size());
                if (total <= READ_WHOLE || entry.size() <= 2 * SAMPLE) {
                    digest.add(read(open.get(s), shard, entry.offset(), entry.size()));
                } else {
                    digest.add(read(open.get(s), shard, entry.offset(), SAMPLE));
                    digest.add(read(open.get(s), shard, entry.offset() + entry.size() - SAMPLE, SAMPLE));
                }
            }
        }
        return digest.hex();
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public ReadReport report() {
        return report;
    }

    @Override
    public DecodeOptions options() {
        return options;
    }

    @Override
    public EncodedImages with(DecodeOptions others) {
        return new WebDatasetImages(this, others);
    }

    @Override
    public byte[] encoded(int index) throws IOException {
        return head(index, sizes[index]);
    }

    @Override
    public byte[] head(int index, int length) throws IOException {
        int shard = shardOf[index];
        return read(open.get(shard), ranges.get(shard).file(), offsets[index], Math.min(length, sizes[index]));
    }

    @Override
    public String key(int index) {
        return shardNames.get(shardOf[index]) + "/" + keys[index];
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

    private static byte[] read(FileChannel channel, Path shard, long offset, int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new CorruptImageException(shard.toString(), "it ends within an example", null);
            }
        }
        return buffer.array();
    }
}
