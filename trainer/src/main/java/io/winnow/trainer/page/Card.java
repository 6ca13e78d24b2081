package io.winnow.trainer.page;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a page shows of an example.
 *
 * @param image the picture as a data URI; null if there is none
 * @param text the beginning of the example; null if it is shown otherwise
 * @param caption what is said of it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Card(String image, String text, String caption) {}
