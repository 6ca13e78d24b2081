package io.winnow.models.pretrained;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A checkpoint that has been opened, but whose arrays have not been read. It holds no resources: {@link #read} opens the files again.
 *
 * @param path the file that was opened, for error messages
 * @param tensors the arrays by name, in the order of the file. An array inside nested dictionaries of a PyTorch checkpoint has the name of
 *     its path, such as {@code state_dict.conv1.weight}
 * @param dictionaries the names of the nested dictionaries that contain arrays, such as {@code state_dict}; empty for safetensors
 * @param metadata free text by key. For a PyTorch checkpoint, these are the texts, numbers and truth values that are stored beside the
 *     arrays, such as {@code arch} or {@code epoch}
 * @param ignored the names of entries that are not arrays or, after {@link #unwrapped}, are outside of the chosen dictionary
 */
public record TensorFile(
        Path path,
        Map<String, StoredTensor> tensors,
        Set<String> dictionaries,
        Map<String, String> metadata,
        List<String> ignored) {
    public TensorFile {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        dictionaries = Collections.unmodifiableSet(new LinkedHashSet<>(dictionaries));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        ignored = List.copyOf(ignored);
    }

    /**
     * Opens a checkpoint and checks everything in it that does not depend on the values of its arrays. What a file is, is told by its
     * content and not by its name. No code from the file is run.
     *
     * @param path a safetensors file; the index of a checkpoint in several files ({@code *.index.json}); a file that PyTorch's {@code
     *     torch.save} wrote, in today's format or in the one of before PyTorch 1.6; or a folder that contains such a file under the name
     *     that HuggingFace's libraries give it
     * @throws IOException if there is no such file, or if it is damaged or contains anything but arrays and plain values; the message
     *     names the file and the problem
     */
    public static TensorFile open(Path path) throws IOException {
        return WeightFiles.open(path);
    }

    /** Whether a folder contains a checkpoint under one of the names that {@link #open} looks for. */
    public static boolean isIn(Path folder) {
        return WeightFiles.areIn(folder);
    }

    /** The name of the file in messages. */
    public String source() {
        return path.toString();
    }

    /**
     * Removes what surrounds the parameters of a model in published checkpoints, outermost first and as often as it occurs. If there is a
     * dictionary {@code state_dict}, {@code model_state_dict}, {@code model} or {@code teacher} (the first of these), only its arrays
     * remain, and the rest is ignored. The prefixes {@code module.}, {@code _orig_mod.}, {@code model.} and {@code backbone.} are removed
     * from the names that have them, unless two arrays would then have the same name. See pretrained.md, section 1.
     *
     * @param ownPrefixes further prefixes, which only the family of the model has, such as {@code bert.}
     */
    public TensorFile unwrapped(String... ownPrefixes) {
        TensorFile inner = this;
        String wrapper = TensorNames.wrapper(dictionaries);
        while (!wrapper.isEmpty()) {
            inner = inner.inside(wrapper);
            wrapper = TensorNames.wrapper(inner.dictionaries);
        }
        return new TensorFile(
                path,
                TensorNames.withoutPrefixes(inner.tensors, List.of(ownPrefixes)),
                inner.dictionaries,
                metadata,
                inner.ignored);
    }

    private TensorFile inside(String dictionary) {
        String prefix = dictionary + ".";
        Map<String, StoredTensor> inside = new LinkedHashMap<>();
        Set<String> others = new LinkedHashSet<>();
        for (String name : ignored) {
            others.add(name.startsWith(prefix) ? name.substring(prefix.length()) : outermost(name));
        }
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                inside.put(name.substring(prefix.length()), tensor);
            } else {
                others.add(outermost(name));
            }
        });
        Set<String> nested = new LinkedHashSet<>();
        for (String name : dictionaries) {
            if (name.startsWith(prefix)) {
                nested.add(name.substring(prefix.length()));
            }
        }
        return new TensorFile(path, inside, nested, metadata, List.copyOf(others));
    }

    /** The outermost of the dictionaries that contain an entry, or the entry's own name if none does. */
    private String outermost(String name) {
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            if (dictionaries.contains(name.substring(0, dot))) {
                return name.substring(0, dot);
            }
        }
        return name;
    }

    /** Keeps the arrays whose names satisfy the condition. The others are not read. */
    public TensorFile only(Predicate<String> names) {
        Map<String, StoredTensor> kept = new LinkedHashMap<>(tensors);
        kept.keySet().removeIf(names.negate());
        return new TensorFile(path, kept, dictionaries, metadata, ignored);
    }

    /**
     * Reads the arrays, one after the other, so that memory holds each element once. Floating-point arrays of every type become float32:
     * narrower numbers keep their values, and float64 is rounded. Integers and truth values stay what they are, in the type {@link
     * NumberType#exact()}.
     *
     * @param manager manager to which the arrays are attached, and whose device they are created on
     * @throws IOException if the file has changed or cannot be read
     */
    public PretrainedWeights read(NDManager manager) throws IOException {
        return new PretrainedWeights(source(), TensorReader.read(tensors, NumberType::forModels, manager));
    }
}
