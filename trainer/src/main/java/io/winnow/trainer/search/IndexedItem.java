package io.winnow.trainer.search;

import io.winnow.trainer.model.Preview;

/**
 * An item of an index.
 *
 * @param key key of the item
 * @param item what is shown of it
 */
public record IndexedItem(String key, Preview item) {}
