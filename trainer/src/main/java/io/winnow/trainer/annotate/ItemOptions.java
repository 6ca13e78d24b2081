package io.winnow.trainer.annotate;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.util.List;
import java.util.Optional;

/** How items are read and shown to a language model. */
@Doc("How items are read and shown to a language model.")
public record ItemOptions(
        @Doc("Columns of the text in a file of texts, in order.") @Default("[text]")
        List<String> inputs,

        @Doc("Column of the key in a file of texts. By default, the number of the record, counted from 1.")
        Optional<String> key,

        @Doc("Largest number of characters of a text, at least 100. Longer ones are cut in the middle.")
        @Default("8000")
        int textCharacters,

        @Doc("Largest number of pixels of the longer side of an image, at least 16. Larger ones are scaled down.")
        @Default("512")
        int imagePixels) {
    private static final int LEAST_CHARACTERS = 100;
    private static final int LEAST_PIXELS = 16;

    public ItemOptions {
        new Checks()
                .that(inputs == null || !inputs.isEmpty(), "inputs", "must name at least one column")
                .atLeast("text_characters", textCharacters, LEAST_CHARACTERS)
                .atLeast("image_pixels", imagePixels, LEAST_PIXELS)
                .done();
    }
}
