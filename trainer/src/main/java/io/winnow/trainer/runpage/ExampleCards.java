package io.winnow.trainer.runpage;

import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.page.Card;
import io.winnow.trainer.page.Page;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Examples as the page shows them: a picture or a text, and a caption. */
final class ExampleCards {
    private static final int CHARACTERS = 400;

    /** Longer side of pictures, in pixels. */
    private static final int SIDE = 96;

    /** Longer side of the pictures of which a page has very many. */
    private static final int SMALL_SIDE = 40;

    private static final int SMALL_CHARACTERS = 120;

    /** A PNG file with fewer bytes stays as it is; larger ones, such as of photographs, become JPEG files. */
    private static final int SMALL_BYTES = 1000;

    private ExampleCards() {}

    /** Returns the card of an example with what is said of it. */
    static Card of(Preview preview, String caption) throws IOException {
        return of(preview, caption, SIDE, CHARACTERS);
    }

    /** Returns a card with a smaller picture or a shorter text. */
    private static Card small(Preview preview, String caption) throws IOException {
        return of(preview, caption, SMALL_SIDE, SMALL_CHARACTERS);
    }

    /**
     * Returns small cards of the examples on a map: previews at even steps as far as there is room for them, and otherwise captions alone.
     *
     * @param captions what is said of each example (N)
     * @param room characters of JSON that the cards may have
     */
    static List<Card> onMap(TaskData data, TaskData.Part part, int[] examples, List<String> captions, int room)
            throws IOException {
        List<Card> cards = new ArrayList<>();
        int share = room / examples.length;
        int used = 0;
        for (int i = 0; i < examples.length; i++) {
            if (used > share * i) { // on average, each example may use its share
                cards.add(new Card(null, null, captions.get(i)));
                continue;
            }
            Card card = small(data.preview(part, examples[i]), captions.get(i));
            used += Stream.of(card.image(), card.text(), card.caption())
                    .filter(Objects::nonNull)
                    .mapToInt(String::length)
                    .sum();
            cards.add(card);
        }
        return cards;
    }

    private static Card of(Preview preview, String caption, int side, int characters) throws IOException {
        if (preview instanceof Preview.Picture picture && picture.png().length > SMALL_BYTES) {
            String jpeg = Base64.getEncoder().encodeToString(jpeg(picture.png(), side));
            return new Card("data:image/jpeg;base64," + jpeg, null, caption);
        }
        return Page.card(shortened(preview, characters), caption);
    }

    private static Preview shortened(Preview preview, int characters) {
        if (preview instanceof Preview.Picture) {
            return preview;
        }
        String text =
                preview instanceof Preview.Excerpt excerpt ? excerpt.text().strip() : preview.title(characters);
        int end = text.offsetByCodePoints(0, Math.min(characters, text.codePointCount(0, text.length())));
        return new Preview.Excerpt(end < text.length() ? text.substring(0, end) + "…" : text);
    }

    private static byte[] jpeg(byte[] png, int side) throws IOException {
        BufferedImage whole = ImageIO.read(new ByteArrayInputStream(png));
        double scale = Math.min(1, (double) side / Math.max(whole.getWidth(), whole.getHeight()));
        BufferedImage small = new BufferedImage(
                (int) Math.max(1, Math.round(scale * whole.getWidth())),
                (int) Math.max(1, Math.round(scale * whole.getHeight())),
                BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(whole, 0, 0, small.getWidth(), small.getHeight(), null);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(small, "jpeg", bytes);
        return bytes.toByteArray();
    }
}
