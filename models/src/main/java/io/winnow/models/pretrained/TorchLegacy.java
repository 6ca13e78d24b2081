package io.winnow.models.pretrained;

import io.winnow.models.pretrained.PickleContainer.Dictionary;
import io.winnow.models.pretrained.PickleContainer.Sequence;
import io.winnow.models.torch.RawData;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The format of {@code torch.save} before PyTorch 1.6: five pickles in a row (a magic number, the version, the byte order, the object, the
 * keys of the storages), then for each key the number of elements (8 bytes, little-endian) and the elements.
 */
final class TorchLegacy {
    /** The pickle of the integer 119547037146038801333356. */
    private static final String MAGIC = "80028a0a6cfc9c46f9206aa850192e";

    private static final long VERSION = 1001;

    private final Path file;
    private final FileChannel channel;

    private TorchLegacy(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static TensorFile open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new TorchLegacy(file, channel).open();
        }
    }

    private TensorFile open() throws IOException {
        byte[] start = RawData.bytes(channel, 0, (int) Math.min(MAGIC.length() / 2, channel.size()))
                .array();
        if (!HexFormat.of().formatHex(start).equals(MAGIC)) {
            throw Faults.refused(
                    file,
                    "it is a pickle, but not one of torch.save: it does not begin with PyTorch's magic number",
                    "Save the parameters with torch.save(model.state_dict(), FILE), or get an intact copy.");
        }
        PickleInput in = new PickleInput(file, channel, start.length, channel.size());
        TorchObjects objects = new TorchObjects();
        Object version = PickleReader.read(in, objects);
        if (!version.equals(VERSION)) {
            throw in.damaged("its version is " + version + " instead of " + VERSION);
        }
        Object littleEndian = PickleReader.read(in, objects) instanceof Dictionary system
                ? system.entries().get("little_endian")
                : null;
        if (!Boolean.TRUE.equals(littleEndian)) {
            throw Faults.refused(
                    file,
                    "it does not say that its numbers are little-endian",
                    "Load it with PyTorch and save it again.");
        }
        Object object = PickleReader.read(in, objects);
        if (!(PickleReader.read(in, objects) instanceof Sequence keys)) {
            throw in.damaged("its object is not followed by the list of storages");
        }
        return TorchCheckpoint.of(file, object, places(in.position(), keys.items(), objects.storages()));
    }

    private Map<String, TorchStorage.Place> places(long position, List<Object> keys, Map<String, TorchStorage> storages)
            throws IOException {
        Map<String, TorchStorage.Place> places = new HashMap<>();
        for (Object key : keys) {
            TorchStorage storage = key instanceof String name ? storages.get(name) : null;
            if (storage == null || places.containsKey(storage.key())) {
                throw damaged("its list of storages contains one that no tensor uses, or contains one twice");
            }
            long left = channel.size() - position - Long.BYTES;
            if (left < 0) {
                throw damaged("it is truncated before storage " + storage.key());
            }
            long count = RawData.bytes(channel, position, Long.BYTES).getLong();
            if (count != storage.count()) {
                throw damaged("storage " + storage.key() + " has " + count + " numbers, but its tensors need "
                        + storage.count());
            }
            if (count > left / storage.type().bytes()) {
                throw damaged("it is truncated: storage " + storage.key() + " of " + count + " numbers of type "
                        + storage.type() + " is longer than the rest of the file, " + left + " bytes");
            }
            position += Long.BYTES;
            places.put(
                    storage.key(),
                    new TorchStorage.Place(position, count * storage.type().bytes()));
            position += count * storage.type().bytes();
        }
        for (String key : storages.keySet()) {
            if (!places.containsKey(key)) {
                throw damaged("storage " + key + " is missing");
            }
        }
        if (position < channel.size()) {
            throw damaged("it has " + (channel.size() - position) + " bytes after the end of the last storage");
        }
        return places;
    }

    private IOException damaged(String problem) {
        return Faults.damaged(file, TorchCheckpoint.KIND, problem);
    }
}
