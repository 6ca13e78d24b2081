package io.winnow.datasets.label;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The examples of a data set, to which a label file may refer.
 *
 * @param name name of the data set, for messages
 * @param folder folder that contains its files; empty if it has no files
 * @param size number of examples
 * @param key the name of each example in the data set: a path in the folder, a key in a shard, or its index
 */
public record Examples(String name, Optional<Path> folder, int size, IntFunction<String> key) {}
