package io.winnow.models.pretrained;

import io.winnow.models.pretrained.PickleContainer.Dictionary;
import io.winnow.models.pretrained.PickleContainer.Sequence;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What classes and functions of Python in a checkpoint mean. The list is closed: tensors and their storages, OrderedDict, and a few
 * harmless values that training scripts store beside them, which become {@link Opaque} without a look inside. See pretrained.md, section 2.
 */
final class TorchObjects {
    private static final String ORDERED_DICT = "collections.OrderedDict";
    private static final String TENSOR = "torch._utils._rebuild_tensor";
    private static final String TENSOR_2 = "torch._utils._rebuild_tensor_v2";
    private static final String PARAMETER = "torch._utils._rebuild_parameter";
    private static final String SIZE = "torch.Size";
    private static final String STORAGE_MODULE = "torch.";
    private static final Set<String> FUNCTIONS = Set.of(ORDERED_DICT, TENSOR, TENSOR_2, PARAMETER, SIZE);
    private static final Set<String> OPAQUE = Set.of(
            "torch.device",
            "argparse.Namespace",
            "numpy.core.multiarray.scalar",
            "numpy._core.multiarray.scalar",
            "numpy.dtype",
            "_codecs.encode");

    private static final int MAX_KEY = 1000;

    private final Map<String, TorchStorage> storages = new HashMap<>();

    /** A class or function, by its full name. */
    record Global(String name) {
        boolean isOpaque() {
            return OPAQUE.contains(name);
        }
    }

    /** A value that nothing looks into. */
    record Opaque(String name) {
        static final Opaque NONE = new Opaque("None");
    }

    /** The storages that tensors refer to, by key. */
    Map<String, TorchStorage> storages() {
        return storages;
    }

    Global global(PickleInput in, String module, String name) throws IOException {
        Global global = new Global(module + "." + name);
        if (!FUNCTIONS.contains(global.name()) && !global.isOpaque() && numberType(global) == null) {
            throw in.refused(
                    "it contains the Python object " + global.name().replaceAll("\\p{Cntrl}", "?")
                            + ", and only tensors and plain values are read, because anything else could run code",
                    "Load it where you trust it, and save only the parameters, with torch.save(model.state_dict(), FILE)"
                            + " or as a safetensors file.");
        }
        return global;
    }

    /** Adds an entry to a dictionary. Keys that are numbers, as in the state of an optimizer, are kept as text. */
    void put(PickleInput in, Dictionary dictionary, Object key, Object value) throws IOException {
        if (!(key instanceof String) && !(key instanceof Number) && !(key instanceof Boolean)) {
            throw in.damaged("the key of a dictionary is neither a text nor a number");
        }
        String name = key.toString();
        if (name.length() > MAX_KEY) {
            throw in.damaged("the key of a dictionary has more than " + MAX_KEY + " characters");
        }
        if (!dictionary.add(name, value)) {
            throw in.damaged("a dictionary has two entries named " + name);
        }
    }

    /** The result of a function of the list. */
    Object call(PickleInput in, Global function, List<Object> arguments) throws IOException {
        if (function.isOpaque()) {
            return new Opaque(function.name());
        }
        return switch (function.name()) {
            case ORDERED_DICT -> dictionary(in, arguments);
            case TENSOR, TENSOR_2 -> tensor(in, arguments);
            case PARAMETER -> argument(in, arguments, 0, TorchTensor.class);
            case SIZE -> argument(in, arguments, 0, Sequence.class);
            default -> throw in.damaged("its pickle calls " + function.name() + ", which is not a function");
        };
    }

    /** Python 2 gives the entries as a list of pairs; later versions add them one by one. */
    private Dictionary dictionary(PickleInput in, List<Object> arguments) throws IOException {
        Dictionary dictionary = new Dictionary();
        if (!arguments.isEmpty()) {
            for (Object item : argument(in, arguments, 0, Sequence.class).items()) {
                if (!(item instanceof Sequence pair) || pair.items().size() != 2) {
                    throw in.damaged("an entry of an OrderedDict is not a pair of key and value");
                }
                put(in, dictionary, pair.items().get(0), pair.items().get(1));
            }
        }
        return dictionary;
    }

    /** Arguments: storage, offset, sizes, strides; what follows does not matter for the values. */
    private static TorchTensor tensor(PickleInput in, List<Object> arguments) throws IOException {
        return new TorchTensor(
                argument(in, arguments, 0, TorchStorage.class),
                argument(in, arguments, 1, Long.class),
                longs(in, argument(in, arguments, 2, Sequence.class)),
                longs(in, argument(in, arguments, 3, Sequence.class)));
    }

    private static List<Long> longs(PickleInput in, Sequence sequence) throws IOException {
        if (sequence.items().size() > StoredTensor.MAX_DIMENSIONS) {
            throw in.damaged("a tensor has " + sequence.items().size() + " dimensions, but tensors have at most "
                    + StoredTensor.MAX_DIMENSIONS);
        }
        for (Object item : sequence.items()) {
            if (!(item instanceof Long)) {
                throw in.damaged("the shape of a tensor contains what is not an integer of 64 bits");
            }
        }
        return sequence.items().stream().map(Long.class::cast).toList();
    }

    /**
     * The storage with a persistent id. The id is a tuple ('storage', class, key, location, number of elements), and in the old format also
     * the view: None or a tuple (key, offset, number of elements).
     */
    TorchStorage storage(PickleInput in, Object id) throws IOException {
        List<Object> parts = id instanceof Sequence sequence ? sequence.items() : List.of();
        NumberType type = parts.size() > 1 && parts.get(1) instanceof Global global ? numberType(global) : null;
        if (type == null || !parts.get(0).equals("storage")) {
            throw in.damaged("the persistent id of a storage is not a tuple ('storage', class, key, ..)");
        }
        String key = argument(in, parts, 2, String.class);
        long count = argument(in, parts, 4, Long.class);
        TorchStorage whole = new TorchStorage(type, key, count, 0, count);
        TorchStorage known = storages.putIfAbsent(key, whole);
        if (known != null && !known.equals(whole)) {
            throw in.damaged("storage " + key + " has " + known.count() + " numbers of type " + known.type()
                    + " in one place and " + count + " of type " + type + " in another");
        }
        TorchStorage storage = whole;
        if (parts.size() > 5 && parts.get(5) instanceof Sequence view) {
            storage = new TorchStorage(
                    type,
                    key,
                    count,
                    argument(in, view.items(), 1, Long.class),
                    argument(in, view.items(), 2, Long.class));
        }
        if (count < 0 || storage.start() < 0 || storage.length() < 0 || storage.length() > count - storage.start()) {
            throw in.damaged("storage " + key + " of " + count + " numbers has a view of " + storage.length()
                    + " numbers from " + storage.start());
        }
        return storage;
    }

    private static NumberType numberType(Global storage) {
        return storage.name().startsWith(STORAGE_MODULE)
                ? NumberType.ofStorage(storage.name().substring(STORAGE_MODULE.length()))
                        .orElse(null)
                : null;
    }

    private static <T> T argument(PickleInput in, List<Object> arguments, int index, Class<T> type) throws IOException {
        if (index >= arguments.size() || !type.isInstance(arguments.get(index))) {
            throw in.damaged("an argument of a tensor, storage or OrderedDict is missing or of the wrong type");
        }
        return type.cast(arguments.get(index));
    }
}
