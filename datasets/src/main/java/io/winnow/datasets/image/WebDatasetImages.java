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
 * Images in WebDataset shards: uncompressed tar archives in which {@code KEY.jpg} (or another ending of {@link ImageFormat}) stands beside
 * {@code KEY.cls} (a class number), {@code KEY.json} (with a field {@code "label"}: number, or list of numbers) or neither. {@link
 * ShardMembers} says how files become examples. Shards are indexed by their headers and read at random; nothing is unpacked.
 */
public final class WebDatasetImages implements EncodedImages {
    private static final Logger LOG = LoggerFactory.getLogger(WebDatasetImages.class);
    /** Shards of no more bytes than this together are read whole for the fingerprint. */
    private static final long READ_WHOLE = 128L << 20;
    /** Of each end of an entry of larger sets; they lie beside headers, which are read anyway. */
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
     * @param shards in the order in which examples are numbered
     * @param cutShards whether a shard that is cut short is read up to its last whole example, with a warning
     * @throws DataException for a damaged shard, one without an image, two images or labels of one key, a label that cannot be read, or a
     *     set in which only some images have labels
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

    /** Indexes the shards, none of which may be cut short. */
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

    /** File names; whole paths where shards of several folders have the same name, so that keys stay distinct. */
    private static List<String> shardNames(List<Path> shards) {
        List<String> names =
                shards.stream().map(shard -> shard.getFileName().toString()).toList();
        return new HashSet<>(names).size() == names.size()
                ? names
                : shards.stream().map(Path::toString).toList();
    }

    /** Images of which none has a label, beside labels of which none has an image, are most likely meant for one another. */
    private static void requireLabelsWithImages(
            String name, ShardLabels labels, List<TarIndex.Entry> labelsAlone, List<TarIndex> indices)
            throws DataException {
        if (!labels.any() && !labelsAlone.isEmpty()) {
            throw new DataException("No image of " + name + " has a label, and " + labelsAlone.size()
                    + " label files have no image ("
                    + Names.printable(labelsAlone.get(0).name())
                    + ", ..): endings are " + ShardMembers.endings(indices.get(0))
                    + ". Expected is KEY.jpg beside KEY.cls, with the same KEY up to the last dot.");
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
                    + "). They count as different images, told apart by the names of their shards.");
        }
    }

    /** Names, sizes and contents of all entries; of large sets the first and the last bytes of each content. */
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
