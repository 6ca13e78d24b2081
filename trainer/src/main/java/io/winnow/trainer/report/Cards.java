package io.winnow.trainer.report;

import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.inspect.Thumbnail;
import io.winnow.trainer.page.Card;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.IntFunction;

/** Makes small previews of items. Thumbnails have at most 64 pixels a side, so that a page with hundreds of them stays small. */
final class Cards {
    /** Largest number of items that are shown for a finding. */
    static final int MOST = 24;

    private static final int SIDE = 64;
    private static final int CHARACTERS = 300;

    private Cards() {}

    /**
     * Returns cards of the first items, at most 24.
     *
     * @param caption caption of an item
     */
    static List<Card> of(ReportData data, int[] items, IntFunction<String> caption) throws IOException {
        List<Card> cards = new ArrayList<>();
        for (int i = 0; i < Math.min(MOST, items.length); i++) {
            cards.add(of(data, items[i], caption.apply(items[i])));
        }
        return cards;
    }

    static Card of(ReportData data, int item, String caption) throws IOException {
        if (data.items() instanceof ItemKind.Images images) {
            return new Card(image(images, item), null, caption);
        }
        String text = data.items() instanceof ItemKind.Texts texts
                ? String.join(" / ", texts.texts().get(item).parts())
                : String.join(
                        ", ", ((ItemKind.Rows) data.items()).values().cells().get(item));
        return new Card(null, text.length() > CHARACTERS ? text.substring(0, CHARACTERS) + " .." : text, caption);
    }

    private static String image(ItemKind.Images images, int item) throws IOException {
        try {
            return "data:image/jpeg;base64,"
                    + Base64.getEncoder()
                            .encodeToString(Thumbnail.jpeg(images.decode(item).image(), SIDE));
        } catch (CorruptImageException damaged) {
            return "";
        }
    }

    /** Returns the key and the label of an item. */
    static String caption(ReportData data, List<String> names, int item) {
        String label = GivenLabel.text(data.labels(), item);
        return names.get(item) + (label.isEmpty() ? "" : ": " + label);
    }
}
