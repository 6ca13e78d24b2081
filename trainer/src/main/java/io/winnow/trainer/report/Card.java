package io.winnow.trainer.report;

/**
 * What a page shows of an item.
 *
 * @param image the picture as a data URI; null if the item is no image
 * @param text the beginning of the item; null if it is an image
 * @param caption what is said of it
 */
public record Card(String image, String text, String caption) {}
