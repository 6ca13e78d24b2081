package io.winnow.models.pretrained;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The index of a checkpoint that consists of several files, such as {@code model.safetensors.index.json}. Its {@code weight_map} says for
 * each array which file beside the index contains it. The {@code total_size} in its metadata is not read: published indexes disagree about
 * what it counts.
 */
final class ShardIndex {
    private static final int MAX_BYTES = 100_000_000;

    private ShardIndex() {}

    /** Opens an index and all files that it names. Arrays of these files that it does not mention are ignored. */
    static TensorFile open(Path index) throws IOException {
        Map<String, TensorFile> shards = new LinkedHashMap<>();
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : weightMap(index).properties()) {
            String name = entry.getKey();
            String shard = entry.getValue().asText();
            if (!shards.containsKey(shard)) {
                shards.put(shard, open(index, name, entry.getValue()));
            }
            StoredTensor tensor = shards.get(shard).tensors().get(name);
            if (tensor == null) {
                throw damaged(index, "array " + name + " should be in " + shard + ", which does not contain it");
            }
            tensors.put(name, tensor);
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        List<String> ignored = new ArrayList<>();
        shards.forEach((name, shard) -> {
            metadata.putAll(shard.metadata());
            ignored.addAll(shard.ignored());
            shard.tensors().keySet().stream()
                    .filter(array -> !tensors.containsKey(array))
                    .forEach(ignored::add);
        });
        return new TensorFile(index, tensors, Set.of(), metadata, ignored);
    }

    private static TensorFile open(Path index, String array, JsonNode name) throws IOException {
        String shard = name.asText();
        // Only a name without folders: the file may be a symbolic link, as in the cache of HuggingFace's libraries.
        if (!name.isTextual()
                || shard.isEmpty()
                || shard.matches("\\.+")
                || shard.chars().anyMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ')) {
            throw damaged(
                    index, "array " + array + " should be in " + name + ", which is not the name of a file beside it");
        }
        Path file = index.resolveSibling(shard);
        if (!Files.isRegularFile(file)) {
            throw Faults.refused(
                    index,
                    "array " + array + " should be in " + shard + ", but there is no such file",
                    "Put all files of the checkpoint into the folder of the index.");
        }
        return WeightFiles.openShard(file);
    }

    private static JsonNode weightMap(Path index) throws IOException {
        if (Files.size(index) > MAX_BYTES) {
            throw damaged(index, "it has " + Files.size(index) + " bytes, but an index has at most " + MAX_BYTES);
        }
        JsonNode map;
        try {
            map = SafeTensorsHeader.JSON.readTree(Files.readAllBytes(index)).path("weight_map");
        } catch (JsonProcessingException e) {
            throw damaged(index, "it is not valid JSON: " + e.getOriginalMessage());
        }
        if (!map.isObject()) {
            throw damaged(index, "it has no object weight_map, which maps the names of arrays to files");
        }
        return map;
    }

    private static IOException damaged(Path index, String problem) {
        return Faults.damaged(index, "index of weights", problem);
    }
}
