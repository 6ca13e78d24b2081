package io.winnow.datasets.example;

import java.nio.file.Path;

/**
 * A file that contains many examples: those from {@code begin} (inclusive) to {@code end} (exclusive).
 *
 * @param file the file
 * @param begin index of the first example
 * @param end index after the last example
 */
public record Shard(Path file, int begin, int end) {}
