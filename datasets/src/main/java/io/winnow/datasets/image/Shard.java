package io.winnow.datasets.image;

import java.nio.file.Path;

/**
 * A file that holds many examples, those numbered from {@code begin} up to and without {@code end}.
 *
 * @param begin first example
 * @param end after the last one
 */
public record Shard(Path file, int begin, int end) {}
