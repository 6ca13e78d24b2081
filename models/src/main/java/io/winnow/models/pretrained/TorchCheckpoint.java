package io.winnow.models.pretrained;

import io.winnow.models.pretrained.PickleContainer.Dictionary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the tensors of the object that {@code torch.save} was called with, and checks them against their storages. */
final class TorchCheckpoint {
    static final String KIND = "checkpoint of PyTorch";

    /**
     * Tensors may share a storage, and with stride 0 a number can be many elements. Published checkpoints have few of either. The limit
     * keeps a small file from filling the memory.
     */
    private static final int MOST_COPIES = 16;

    private static final int MAX_NAME = 1000;

    private final Path file;
    private final Map<String, TorchTensor> tensors = new LinkedHashMap<>();
    private final Set<String> dictionaries = new LinkedHashSet<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Set<Dictionary> visited = Collections.newSetFromMap(new IdentityHashMap<>());

    private TorchCheckpoint(Path file) {
        this.file = file;
    }

    /**
     * @param object the object of the pickle; must be a dictionary
     * @param places where the storages are, by key. All that tensors refer to are there, and are as large as they claim
     */
    static TensorFile of(Path file, Object object, Map<String, TorchStorage.Place> places) throws IOException {
        if (!(object instanceof Dictionary root)) {
            throw Faults.refused(
                    file,
                    "it is a checkpoint of PyTorch, but not of a dictionary",
                    "Save the parameters, with torch.save(model.state_dict(), FILE).");
        }
        TorchCheckpoint checkpoint = new TorchCheckpoint(file);
        checkpoint.visited.add(root);
        List<String> ignored = new ArrayList<>();
        if (!checkpoint.collect("", root, 1, ignored)) {
            throw Faults.refused(
                    file, "it contains no tensors", "Save the parameters, with torch.save(model.state_dict(), FILE).");
        }
        return new TensorFile(file, checkpoint.stored(places), checkpoint.dictionaries, checkpoint.metadata, ignored);
    }

    /**
     * Collects the tensors of a dictionary and of those inside. One that was reached before is ignored, so that a small file cannot name a
     * tensor in billions of ways.
     *
     * @param ignored receives the names of the other entries; a dictionary without tensors counts as one
     * @return whether there were any tensors
     */
    private boolean collect(String prefix, Dictionary dictionary, int depth, List<String> ignored) throws IOException {
        if (depth > PickleReader.MAX_DEPTH) {
            throw damaged("it has more than " + PickleReader.MAX_DEPTH + " dictionaries inside each other");
        }
        boolean found = false;
        for (Map.Entry<String, Object> entry : dictionary.entries().entrySet()) {
            String name = prefix + entry.getKey();
            if (name.length() > MAX_NAME) {
                throw damaged("the name of an entry has more than " + MAX_NAME + " characters");
            }
            Object value = entry.getValue();
            if (value instanceof TorchTensor tensor) {
                if (tensors.put(name, tensor) != null) {
                    throw damaged("it contains two tensors named " + name);
                }
                found = true;
            } else if (value instanceof Dictionary inner && visited.add(inner)) {
                List<String> others = new ArrayList<>();
                boolean some = collect(name + ".", inner, depth + 1, others);
                if (some) {
                    dictionaries.add(name);
                }
                ignored.addAll(some ? others : List.of(name));
                found |= some;
            } else if (depth == 1 && (value instanceof String || value instanceof Number || value instanceof Boolean)) {
                metadata.put(name, value.toString());
            } else {
                ignored.add(name);
            }
        }
        return found;
    }

    private Map<String, StoredTensor> stored(Map<String, TorchStorage.Place> places) throws IOException {
        Map<String, StoredTensor> stored = new LinkedHashMap<>();
        long size = Files.size(file);
        long left = size * MOST_COPIES;
        for (Map.Entry<String, TorchTensor> entry : tensors.entrySet()) {
            StoredTensor tensor;
            try {
                tensor = entry.getValue()
                        .at(file, places.get(entry.getValue().storage().key()));
            } catch (ArithmeticException e) {
                throw damaged("tensor " + entry.getKey() + " does not fit: " + e.getMessage());
            }
            left -= Math.min(left + 1, tensor.bytes());
            if (left < 0) {
                throw Faults.refused(
                        file,
                        "its tensors together are more than " + MOST_COPIES + " times as large as the file",
                        "Save it again with tensors that do not share or repeat their elements.");
            }
            stored.put(entry.getKey(), tensor);
        }
        return stored;
    }

    private IOException damaged(String problem) {
        return Faults.damaged(file, KIND, problem);
    }
}
