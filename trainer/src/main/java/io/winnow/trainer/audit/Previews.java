package io.winnow.trainer.audit;

import io.winnow.trainer.model.Preview;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Puts examples into pages that open without a network. */
final class Previews {
    private static final String DATA = "\"DATA\"";

    private Previews() {}

    /** Adds what a page shows of an example to its card: {@code image}, the address of a picture, or {@code text}. */
    static void put(Map<String, Object> card, Preview preview) {
        if (preview instanceof Preview.Picture picture) {
            card.put(
                    "image",
                    picture.png().length == 0
                            ? ""
                            : "data:image/png;base64," + Base64.getEncoder().encodeToString(picture.png()));
        } else if (preview instanceof Preview.Excerpt excerpt) {
            card.put("text", excerpt.text());
        }
    }

    /**
     * Returns a page.
     *
     * @param template name of its resource, which has {@code "DATA"} where the content goes
     */
    static String page(String template, Map<String, Object> content) throws IOException {
        try (InputStream stream = Previews.class.getResourceAsStream(template)) {
            // A class or a key may contain markup. Within a script element, only "<" could end the element.
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .replace(DATA, Json.line(content).replace("<", "\\u003c"));
        }
    }
}
