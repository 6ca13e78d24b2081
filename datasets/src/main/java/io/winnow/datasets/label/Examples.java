package io.winnow.datasets.label;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The examples of a data set, as a label file may name them.
 *
 * @param name of the data set, for messages
 * @param folder in which its files lie, where it has files
 * @param size number of examples
 * @param key what the data set calls an example: a path in the folder, a key in a shard, or its number
 */
public record Examples(String name, Optional<Path> folder, int size, IntFunction<String> key) {}
