package io.winnow.trainer.filter;

import io.winnow.datasets.random.EvenSpacing;
import io.winnow.trainer.page.Page;
import io.winnow.trainer.pool.Pool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Chooses the examples that a page shows of each filter: the best, the worst, and those next to its threshold. */
final class ContactSheets {
    private static final int SHOWN = 12;

    private final Filtered filtered;
    private final List<Map<String, Object>> sheets = new ArrayList<>();
    /** Cards by example, since one may be on several sheets. */
    private final Map<Integer, Map<String, Object>> cards = new LinkedHashMap<>();

    private ContactSheets(Filtered filtered) {
        this.filtered = filtered;
    }

    /** Returns the sheets as values that JSON has, and the cards that they show by the numbers of their examples. */
    static Map<String, Object> of(Filtered filtered) {
        ContactSheets made = new ContactSheets(filtered);
        boolean[] kept = filtered.kept();
        made.add("", "Kept", "all filters keep them", spaced(kept, true));
        made.add("", "Dropped", "at least one filter drops them", spaced(kept, false));
        filtered.results().forEach(made::add);
        return Map.of("sheets", made.sheets, "cards", made.cards);
    }

    private void add(FilterResult result) {
        String name = result.name();
        if (result.scoring().isEmpty()) {
            if (result.count() < result.kept().length) {
                add(name, "Dropped by " + name, "spread evenly over the pool", spaced(result.kept(), false));
            }
            if (!name.equals(PoolCheck.NAME)) {
                add(name, "Kept by " + name, "spread evenly over the pool", spaced(result.kept(), true));
            }
            return;
        }
        int[] order = result.scoring().get().order();
        add(name, "Best by " + name, "best first", Arrays.copyOf(order, Math.min(SHOWN, order.length)));
        if (result.scoring().get().threshold().isPresent()) {
            int[] in = Arrays.stream(order).filter(i -> result.kept()[i]).toArray();
            int[] out = Arrays.stream(order).filter(i -> !result.kept()[i]).toArray();
            add(
                    name,
                    "Just kept by " + name,
                    "the last ones before the threshold",
                    Arrays.copyOfRange(in, Math.max(0, in.length - SHOWN), in.length));
            add(
                    name,
                    "Just dropped by " + name,
                    "the first ones behind the threshold",
                    Arrays.copyOf(out, Math.min(SHOWN, out.length)));
        }
        int[] worst = Arrays.copyOfRange(order, Math.max(0, order.length - SHOWN), order.length);
        add(
                name,
                "Worst by " + name,
                "worst first",
                IntStream.range(0, worst.length)
                        .map(i -> worst[worst.length - 1 - i])
                        .toArray());
    }

    private static int[] spaced(boolean[] kept, boolean which) {
        int[] all =
                IntStream.range(0, kept.length).filter(i -> kept[i] == which).toArray();
        return Arrays.stream(EvenSpacing.of(all.length, SHOWN)).map(i -> all[i]).toArray();
    }

    private void add(String filter, String title, String which, int[] examples) {
        if (examples.length > 0) {
            sheets.add(Map.of("filter", filter, "title", title, "which", which, "examples", examples));
            for (int example : examples) {
                cards.computeIfAbsent(example, this::card);
            }
        }
    }

    private Map<String, Object> card(int example) {
        Pool pool = filtered.pool();
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("key", pool.keys().get(example));
        card.put("kept", filtered.kept()[example]);
        pool.images()
                .ifPresent(images ->
                        card.put("caption", pool.captions().get(example).orElse("")));
        pool.classes().get(example).ifPresent(label -> card.put("class", label));
        Map<String, String> verdicts = new LinkedHashMap<>();
        for (FilterResult result : filtered.results()) {
            List<String> reasons = result.reasons().get(example);
            String value = result.values().get(example);
            if (!reasons.isEmpty() || (!value.isEmpty() && !result.name().equals(PoolCheck.NAME))) {
                verdicts.put(
                        result.name(),
                        String.join(", ", reasons) + (value.isEmpty() ? "" : (reasons.isEmpty() ? "" : ": ") + value));
            }
        }
        card.put("verdicts", verdicts);
        Page.put(card, pool.preview(example));
        return card;
    }
}
