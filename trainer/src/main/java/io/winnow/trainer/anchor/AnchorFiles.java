package io.winnow.trainer.anchor;

import io.winnow.trainer.page.Page;
import io.winnow.trainer.pool.Pool;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.TableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Writes anchors: a table that can be used as a label file, and a page with a contact sheet of each class. */
public final class AnchorFiles {
    private static final int SHOWN = 18;
    private static final int SHOWN_FAR = 6;

    private AnchorFiles() {}

    /** What is known of the anchors of a class: numbers of its examples and anchors, and the share of its texts that its own definition fits best. */
    public record OfClass(String name, int examples, int anchors, double nearest, double cosine) {}

    /** Returns the numbers of each class. {@code cosine} is the mean of the anchors; NaN if there is none. */
    public static List<OfClass> summary(PoolAnchors found) {
        List<OfClass> classes = new ArrayList<>();
        for (int k = 0; k < found.names().size(); k++) {
            int[] members = members(found, k);
            int own = k;
            long told = Arrays.stream(members)
                    .filter(i -> found.anchors().nearest()[i] >= 0)
                    .count();
            long fits = Arrays.stream(members)
                    .filter(i -> found.anchors().nearest()[i] == own)
                    .count();
            int[] anchors = found.anchors().ofClass().get(k);
            classes.add(new OfClass(
                    found.names().get(k),
                    members.length,
                    anchors.length,
                    (double) fits / Math.max(1, told),
                    Arrays.stream(anchors)
                            .mapToDouble(i -> found.anchors().cosine()[i])
                            .average()
                            .orElse(Double.NaN)));
        }
        return classes;
    }

    private static int[] members(PoolAnchors found, int k) {
        return IntStream.range(0, found.classes().length)
                .filter(i -> found.classes()[i] == k)
                .toArray();
    }

    /**
     * Writes both files.
     *
     * @param table file of the table (.csv or .jsonl)
     * @param page file of the page
     */
    public static void write(PoolAnchors found, Path table, Path page) throws IOException {
        List<List<Object>> rows = new ArrayList<>();
        List<Map<String, Object>> classes = new ArrayList<>();
        List<OfClass> summary = summary(found);
        for (int k = 0; k < found.names().size(); k++) {
            int[] anchors = found.anchors().ofClass().get(k);
            for (int i : anchors) {
                rows.add(List.of(
                        found.pool().keys().get(i),
                        found.names().get(k),
                        found.anchors().distance()[i],
                        found.anchors().cosine()[i],
                        found.names().get(found.anchors().nearest()[i])));
            }
            int[] far = Arrays.stream(members(found, k))
                    .filter(i -> found.anchors().nearest()[i] >= 0)
                    .boxed()
                    .sorted(Comparator.comparingDouble(
                                    (Integer i) -> found.anchors().cosine()[i])
                            .thenComparing(found.pool().keys()::get))
                    .limit(SHOWN_FAR)
                    .mapToInt(i -> i)
                    .toArray();
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("name", found.names().get(k));
            shown.put("examples", summary.get(k).examples());
            shown.put("anchors", anchors.length);
            shown.put("nearest", summary.get(k).nearest());
            shown.put("near", cards(found, Arrays.copyOf(anchors, Math.min(SHOWN, anchors.length))));
            shown.put("far", cards(found, far));
            classes.add(shown);
        }
        TableFile.write(table, List.of("key", "label", "distance", "cosine", "nearest"), rows);
        AtomicFiles.write(
                page,
                Page.fill(
                        AnchorFiles.class,
                        "page.html",
                        Map.of(
                                "pool",
                                found.pool().name(),
                                "unit",
                                found.pool().unit(),
                                "notes",
                                found.notes(),
                                "classes",
                                classes)));
    }

    private static List<Map<String, Object>> cards(PoolAnchors found, int[] examples) {
        List<Map<String, Object>> cards = new ArrayList<>();
        Pool pool = found.pool();
        for (int i : examples) {
            Map<String, Object> card = new LinkedHashMap<>();
            card.put("key", pool.keys().get(i));
            if (pool.images().isPresent()) {
                card.put("caption", pool.captions().get(i).orElse(""));
            }
            card.put("cosine", found.anchors().cosine()[i]);
            card.put("nearest", found.names().get(found.anchors().nearest()[i]));
            Page.put(card, pool.preview(i));
            cards.add(card);
        }
        return cards;
    }
}
