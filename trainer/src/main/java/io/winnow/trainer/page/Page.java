package io.winnow.trainer.page;

import io.winnow.trainer.model.Preview;
import io.winnow.trainer.run.Json;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Fills templates of pages. A filled page is one file that loads nothing from elsewhere. */
public final class Page {
    /** Where a template has its data, as the whole content of a script element of type {@code application/json}. */
    private static final String DATA = "\"DATA\"";
    /** Where a template has the style that pages share, in a style element. */
    private static final String STYLE = "/*STYLE*/";
    /** Where a template has the style of {@link Block}s, in a style element, and their script, in a script element. */
    private static final String BLOCK_STYLE = "/*BLOCK STYLE*/";

    private static final String BLOCKS = "/*BLOCKS*/";
    /** Where a template has Chart.js and the colours of charts, in a script element, if it draws charts. */
    private static final String CHARTS = "/*CHARTS*/";

    private static final String CHART_JS = "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

    private Page() {}

    /**
     * Fills a template.
     *
     * @param owner class beside whose package the template lies
     * @param template name of the resource
     * @param data what the page shows, as values that JSON has
     * @return the page
     */
    public static String fill(Class<?> owner, String template, Map<String, ?> data) throws IOException {
        String page = resource(owner, template).replace(STYLE, resource(Page.class, "style.css"));
        if (page.contains(CHARTS)) {
            page = page.replace(CHARTS, resource(Page.class, CHART_JS) + resource(Page.class, "charts.js"));
        }
        if (page.contains(BLOCKS)) {
            page = page.replace(BLOCK_STYLE, resource(Page.class, "blocks.css"))
                    .replace(BLOCKS, resource(Page.class, "blocks.js"));
        }
        // A class or a key may contain markup. Within a script element, only "<" could end the element.
        return page.replace(DATA, Json.line(data).replace("<", "\\u003c"));
    }

    /**
     * Returns the name of a data set for a page, which may be handed over: of a path only the last part, and other names as they are.
     *
     * @param name name of a data set: that of a catalog, such as {@code fashion-mnist/train}, or the path of a file or folder
     */
    public static String name(String name) {
        File path = new File(name); // unlike a Path, it may have any name
        boolean local = path.isAbsolute() || path.exists();
        return local && !path.getName().isEmpty() ? path.getName() : name;
    }

    /** Returns a card of an example with what is said of it. */
    public static Card card(Preview preview, String caption) {
        return new Card(
                preview instanceof Preview.Picture picture ? image(picture) : null,
                preview instanceof Preview.Excerpt excerpt ? excerpt.text() : null,
                caption);
    }

    /** Adds what a page shows of an example to its card: {@code image}, the address of a picture, or {@code text}. */
    public static void put(Map<String, Object> card, Preview preview) {
        if (preview instanceof Preview.Picture picture) {
            card.put("image", image(picture));
        } else if (preview instanceof Preview.Excerpt excerpt) {
            card.put("text", excerpt.text());
        }
    }

    /** Returns the address of a picture, which contains it; empty if there is none. */
    private static String image(Preview.Picture picture) {
        return picture.png().length == 0
                ? ""
                : "data:image/png;base64," + Base64.getEncoder().encodeToString(picture.png());
    }

    private static String resource(Class<?> owner, String name) throws IOException {
        try (InputStream stream = owner.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("The program lacks its resource " + name + ".");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
