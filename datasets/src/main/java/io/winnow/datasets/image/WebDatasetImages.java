package io.winnow.datasets.image;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.example.Shard;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images in WebDataset shards: uncompressed tar archives in which {@code KEY.jpg} (or another ending of {@link ImageFormat}) is stored
 * beside {@code KEY.cls} (a class number), {@code KEY.json} (with a field {@code "label"}: a number, or a list of numbers) or neither.
 * {@link ShardMembers} defines how files form examples. Shards are indexed by their headers and read in random order without being
 * unpacked.
 */
final class WebDatasetImages implements ImageFiles {
    private static final Logger LOG = LoggerFactory.getLogger(WebDatasetImages.class);

    /** The examples of one shard: their keys, and where their images and captions are in the shard. */
    @SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
    private record Part(Shard shard, String[] keys, long[] offsets, int[] sizes, ShardCaption[] captions) {
        static Part of(Path shard, int begin, List<ShardMembers.Member> examples) {
            return new Part(
                    new Shard(shard, begin, begin + examples.size()),
                    examples.stream().map(ShardMembers.Member::key).toArray(String[]::new),
                    examples.stream()
                            .mapToLong(example -> example.image().offset())
                            .toArray(),
                    examples.stream()
                            .mapToInt(example -> example.image().size())
                            .toArray(),
                    examples.stream().map(ShardCaption::of).toArray(ShardCaption[]::new));
        }
    }

    private final List<String> shardNames;
    private final List<FileChannel> open = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private final int[] shardOf;
    private final Labels labels;
    private final ReadReport report;

    /**
     * Indexes the shards.
     *
     * @param name name of the data set, for messages
     * @param shards shards in the order in which examples are numbered
     * @param classNames names of the classes; empty if they have no names
     * @param cutShards whether a truncated shard is read up to its last complete example, with a warning
     * @param reported what was skipped so far, to which the entries that are skipped here are added
     * @throws DataException if a shard is damaged or contains no image, a key has two images or labels, a label cannot be read, or only
     *     some of the images have labels
     */
    WebDatasetImages(
            String name, List<Path> shards, List<String> classNames, boolean cutShards, ReadReport.Builder reported)
            throws IOException {
        shardNames = shardNames(shards);
        try {
            List<TarIndex.Entry> labelsAlone = new ArrayList<>();
            ShardLabels read = new ShardLabels(classNames);
            String endings = "";
            int count = 0;
            for (int s = 0; s < shards.size(); s++) {
                Path shard = shards.get(s);
                FileChannel channel = FileChannel.open(shard, StandardOpenOption.READ);
                open.add(channel);
                Archives.requireTar(shard);
                TarIndex index = TarIndex.of(shard);
                if (index.cut() != null && !cutShards) {
                    CorruptImageException error = index.cut().error();
                    throw new CorruptImageException(
                            error.example(),
                            error.reason()
                                    + ". Copy or download it again, or read only its whole entries with data.max_corrupt"
                                    + " above 0",
                            error);
                }
                endings = s == 0 ? ShardMembers.endings(index) : endings;
                ShardMembers found = ShardMembers.of(shard, index, reported);
                labelsAlone.addAll(found.labelsWithoutImage());
                List<ShardMembers.Member> examples = found.examples();
                for (ShardMembers.Member example : examples) {
                    read.add(
                            shard + "/" + example.key(),
                            example,
                            entry -> ImageFiles.read(channel, shard, entry.size(), entry.offset()));
                }
                parts.add(Part.of(shard, count, examples));
                count += examples.size();
                if (index.cut() != null) {
                    LOG.warn(
                            "{}; its {} whole images are read.",
                            index.cut().error().getMessage(),
                            examples.size());
                }
            }
            requireLabelsWithImages(name, read, labelsAlone, endings);
            shardOf = new int[count];
            for (int s = 0; s < parts.size(); s++) {
                Shard shard = parts.get(s).shard;
                Arrays.fill(shardOf, shard.begin(), shard.end(), s);
            }
            warnOfEqualKeys(reported);
            labels = read.labels(name);
            if (labels instanceof NoLabels) {
                warnOfFolders(name, reported);
            }
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

    /**
     * The names of the shards, which keep keys unique: file names, or paths below the folder that contains all shards if shards in
     * different folders have the same name.
     */
    private static List<String> shardNames(List<Path> shards) {
        List<String> names =
                shards.stream().map(shard -> shard.getFileName().toString()).toList();
        if (new HashSet<>(names).size() == names.size()) {
            return names;
        }
        List<Path> whole =
                shards.stream().map(shard -> shard.toAbsolutePath().normalize()).toList();
        Path common = whole.get(0).getParent();
        for (Path shard : whole) {
            while (!shard.startsWith(common)) {
                common = common.getParent();
            }
        }
        return whole.stream().map(common::relativize).map(Path::toString).toList();
    }

    /** Rejects images without labels beside labels without images, which most likely belong together but have different keys. */
    private static void requireLabelsWithImages(
            String name, ShardLabels labels, List<TarIndex.Entry> labelsAlone, String endings) throws DataException {
        if (!labels.any() && !labelsAlone.isEmpty()) {
            throw new DataException("No image of " + name + " has a label, and " + labelsAlone.size()
                    + " label files have no image ("
                    + Shown.printable(labelsAlone.get(0).name())
                    + ", ..): the endings are " + endings
                    + ". Expected are files such as KEY.jpg beside KEY.cls, with the same KEY up to the last dot.");
        }
    }

    private void warnOfEqualKeys(ReadReport.Builder reported) {
        Map<String, Integer> first = new HashMap<>();
        int twice = 0;
        String example = "";
        for (int i = 0; i < shardOf.length; i++) {
            String key = ownKey(i);
            Integer other = first.putIfAbsent(key, i);
            if (other != null && twice++ == 0) {
                example = "'" + Shown.printable(key) + "' in " + shardNames.get(shardOf[other]) + " and in "
                        + shardNames.get(shardOf[i]);
            }
        }
        if (twice > 0) {
            reported.warn(twice + " images have the key of an image in another shard (" + example
                    + "). They count as different images, which are distinguished by the names of their shards.");
        }
    }

    /** Says that the folders of an archive are not classes, if it looks as if they were: a packed folder of class folders. */
    private void warnOfFolders(String name, ReadReport.Builder reported) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < shardOf.length; i++) {
            String key = ownKey(i);
            counts.merge(key.substring(0, Math.max(0, key.lastIndexOf('/'))), 1, Integer::sum);
        }
        if (counts.size() > 1 && !counts.containsKey("") && Collections.min(counts.values()) > 1) {
            reported.warn("The images of " + name + " are in " + counts.size() + " folders of the archive ("
                    + counts.keySet().stream().limit(3).map(Shown::printable).collect(Collectors.joining(", "))
                    + (counts.size() > 3 ? ", .." : "")
                    + "), but have no labels: those of an archive are in files KEY.cls or KEY.json beside KEY.jpg. If the"
                    + " folders are the classes, unpack the archive, and give the folder that contains them.");
        }
    }

    @Override
    public Labels labels() {
        return labels;
    }

    @Override
    public ReadReport report() {
        return report;
    }

    /** The key of an example within its shard. */
    private String ownKey(int index) {
        Part part = parts.get(shardOf[index]);
        return part.keys[index - part.shard.begin()];
    }

    @Override
    public String key(int index) {
        return shardNames.get(shardOf[index]) + "/" + ownKey(index);
    }

    @Override
    public long bytes(int index) {
        Part part = parts.get(shardOf[index]);
        return part.sizes[index - part.shard.begin()];
    }

    @Override
    public byte[] content(int index) throws IOException {
        return read(index, (int) bytes(index), 0);
    }

    @Override
    public Optional<String> caption(int index) throws IOException {
        Part part = parts.get(shardOf[index]);
        ShardCaption caption = part.captions[index - part.shard.begin()];
        if (caption == null || (caption.mayBeLabel() && !(labels instanceof NoLabels))) {
            return Optional.empty();
        }
        return caption.text(
                key(index),
                ImageFiles.read(open.get(shardOf[index]), part.shard.file(), caption.size(), caption.offset()));
    }

    @Override
    public byte[] read(int index, int length, long... offsets) throws IOException {
        Part part = parts.get(shardOf[index]);
        long begin = part.offsets[index - part.shard.begin()];
        long[] inShard = Arrays.stream(offsets).map(offset -> begin + offset).toArray();
        return ImageFiles.read(open.get(shardOf[index]), part.shard.file(), length, inShard);
    }

    @Override
    public List<Shard> shards() {
        return parts.stream().map(Part::shard).toList();
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : open) {
            channel.close();
        }
    }
}
