package io.winnow.trainer.runpage;

import io.winnow.trainer.model.Preview;
import io.winnow.trainer.page.Card;
import io.winnow.trainer.page.Page;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
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
    static Card small(Preview preview, String caption) throws IOException {
        return of(preview, caption, SMALL_SIDE, SMALL_CHARACTERS);
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
