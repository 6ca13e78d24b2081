package io.winnow;

/**
 * The vector of an item.
 *
 * @param key key of the item: its file, or its place in a file
 * @param vector the vector (D)
 */
@SuppressWarnings("ArrayRecordComponent") // a vector; never compared
public record Embedding(String key, float[] vector) {}
