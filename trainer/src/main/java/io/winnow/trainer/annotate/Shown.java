package io.winnow.trainer.annotate;

import io.winnow.trainer.chat.Message;
import java.util.Optional;

/**
 * An item as an annotator sees it.
 *
 * @param text its text; blank for an image
 * @param png the image as a PNG file
 * @param given the label that it was given, if annotators see it
 */
public record Shown(String text, Optional<Message.Png> png, Optional<String> given) {
    public static Shown of(String text) {
        return new Shown(text, Optional.empty(), Optional.empty());
    }
}
