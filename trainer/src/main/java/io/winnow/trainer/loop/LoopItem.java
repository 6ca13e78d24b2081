package io.winnow.trainer.loop;

import java.util.Optional;

/**
 * An item of a project.
 *
 * @param id its key: the name of a file within its folder, a key in a shard, or, for a text without a key, the beginning of its fingerprint
 * @param file path of its file; empty if it has none of its own
 * @param text its text; empty for an image
 * @param fingerprint SHA-256 (hexadecimal) of its file, its text, or its small picture
 * @param copyOf id of the first item with the same fingerprint; empty if this is the first
 */
public record LoopItem(
        String id, Optional<String> file, Optional<String> text, String fingerprint, Optional<String> copyOf) {}
