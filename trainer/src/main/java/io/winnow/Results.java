package io.winnow;

import java.util.List;
import java.util.Map;

/**
 * What a model computed for the items of some inputs.
 *
 * @param <T> what it computed for an item
 * @param items the results, in the order of the items
 * @param unreadable why an item could not be read, by its key
 */
public record Results<T>(List<T> items, Map<String, String> unreadable) {}
