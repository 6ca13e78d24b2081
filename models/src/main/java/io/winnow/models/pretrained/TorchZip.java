package io.winnow.models.pretrained;

import io.winnow.models.torch.RawData;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The format of {@code torch.save} since PyTorch 1.6: a zip archive with a folder of any name, in which {@code data.pkl} is the pickle of the
 * object and {@code data/KEY} are the elements of a storage.
 */
final class TorchZip {
    private static final String PICKLE = "data.pkl";
    private static final int MAX_BYTE_ORDER = 16;

    private final Path file;
    private final FileChannel channel;
    private final Map<String, TorchStorage.Place> entries;

    private TorchZip(Path file, FileChannel channel, Map<String, TorchStorage.Place> entries) {
        this.file = file;
        this.channel = channel;
        this.entries = entries;
    }

    static TensorFile open(Path file) throws IOException {
        Map<String, TorchStorage.Place> entries = StoredZip.entries(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new TorchZip(file, channel, entries).open();
        }
    }

    private TensorFile open() throws IOException {
        String folder = folder();
        if (entries.containsKey(folder + "constants.pkl")
                || entries.keySet().stream().anyMatch(name -> name.startsWith(folder + "code/"))) {
            throw Faults.refused(
                    file,
                    "it is a TorchScript program, not weights",
                    "Load it with torch.jit.load in Python and save its state_dict().");
        }
        checkByteOrder(entries.get(folder + "byteorder"));
        TorchStorage.Place pickle = entries.get(folder + PICKLE);
        TorchObjects objects = new TorchObjects();
        PickleInput in = new PickleInput(file, channel, pickle.position(), pickle.position() + pickle.bytes());
        Object object = PickleReader.read(in, objects);
        Map<String, TorchStorage.Place> places = new HashMap<>();
        for (TorchStorage storage : objects.storages().values()) {
            TorchStorage.Place place = entries.get(folder + "data/" + storage.key());
            if (place == null) {
                throw Faults.damaged(file, TorchCheckpoint.KIND, "storage " + storage.key() + " is missing");
            }
            if (storage.count() > place.bytes() / storage.type().bytes()) {
                throw Faults.damaged(
                        file,
                        TorchCheckpoint.KIND,
                        "storage " + storage.key() + " should have " + storage.count() + " numbers of type "
                                + storage.type() + ", but has only " + place.bytes() + " bytes");
            }
            places.put(storage.key(), place);
        }
        return TorchCheckpoint.of(file, object, places);
    }

    /** The name of the folder with the pickle, with a slash at its end. */
    private String folder() throws IOException {
        for (String name : entries.keySet()) {
            if (name.endsWith("/" + PICKLE) && name.indexOf('/') == name.length() - PICKLE.length() - 1) {
                return name.substring(0, name.length() - PICKLE.length());
            }
        }
        throw Faults.refused(
                file,
                "it is a zip archive, but not a checkpoint of PyTorch: it contains no " + PICKLE,
                "Name a file that torch.save wrote.");
    }

    private void checkByteOrder(TorchStorage.Place place) throws IOException {
        if (place == null) {
            return;
        }
        String order = new String(
                RawData.bytes(channel, place.position(), (int) Math.min(MAX_BYTE_ORDER, place.bytes()))
                        .array(),
                StandardCharsets.UTF_8);
        if (!order.equals("little")) {
            throw Faults.refused(
                    file,
                    "the byte order of its numbers is " + order + " instead of little",
                    "Load it with PyTorch and save it again on a little-endian machine.");
        }
    }
}
