package io.winnow.trainer.report;

import io.winnow.datasets.Plural;
import io.winnow.datasets.inspect.ImageStatistics;
import io.winnow.datasets.inspect.NumberSummary;
import io.winnow.datasets.inspect.NumberText;
import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Card;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Sizes, brightness, contrast, sharpness and entropy of images, and the images that are far from all others. */
final class ImagesModule implements ReportModule {
    /** An image is odd if it is farther from the quartiles than this many of their distances. */
    private static final double FAR = 3;

    private static final int SHOWN = 10;

    private static final Map<String, ToDoubleFunction<ImageStatistics>> STATISTICS = statistics();

    private static Map<String, ToDoubleFunction<ImageStatistics>> statistics() {
        Map<String, ToDoubleFunction<ImageStatistics>> all = new LinkedHashMap<>();
        all.put("width", ImageStatistics::width);
        all.put("height", ImageStatistics::height);
        all.put("aspect", ImageStatistics::aspect);
        all.put("brightness", ImageStatistics::brightness);
        all.put("contrast", ImageStatistics::contrast);
        all.put("sharpness", ImageStatistics::sharpness);
        all.put("entropy", ImageStatistics::entropy);
        return all;
    }

    /** The statistics that make an image odd; contrast and entropy follow from the content. */
    private static final List<String> ODD = List.of("width", "height", "aspect", "brightness", "sharpness");

    @Override
    public String id() {
        return "images";
    }

    @Override
    public String title() {
        return "Images";
    }

    @Override
    public Optional<String> lacks(ReportInput input) {
        return input.data().items() instanceof ItemKind.Images
                ? Optional.empty()
                : Optional.of("This part needs images.");
    }

    /** Returns the images that could be read, ascending. */
    private static int[] read(ItemFacts facts) {
        return IntStream.range(0, facts.statistics().size())
                .filter(i -> facts.statistics().get(i) != null)
                .toArray();
    }

    /** Returns each statistic of the images {@code items} by its name. */
    static Map<String, double[]> columns(ItemFacts facts, int[] items) {
        Map<String, double[]> columns = new LinkedHashMap<>();
        STATISTICS.forEach((name, statistic) -> columns.put(
                name,
                IntStream.of(items)
                        .mapToDouble(
                                i -> statistic.applyAsDouble(facts.statistics().get(i)))
                        .toArray()));
        return columns;
    }

    @Override
    public Section run(ReportInput input) throws IOException {
        ReportData data = input.data();
        int[] items = read(input.facts());
        Section section = new Section();
        Map<String, double[]> columns = columns(input.facts(), items);
        Map<String, NumberSummary> summaries = new LinkedHashMap<>();
        columns.forEach((name, values) -> NumberSummary.of(values).ifPresent(each -> summaries.put(name, each)));
        section.figure("statistics", summaries);
        section.add(Numbers.table("", summaries));
        section.say(
                "Brightness is the mean luma from 0 (black) to 1 (white), contrast its standard deviation, sharpness the"
                        + " variance of its Laplacian, and entropy that of its 256 levels in bits.");
        uniform(data, input.facts(), items, section);
        if (data.items() instanceof ItemKind.Images images && images.channels() > 1) {
            long grey = IntStream.of(items)
                    .filter(i -> input.facts().statistics().get(i).grey())
                    .count();
            section.figure("grey_in_colour", grey);
            section.say("%d of %d images have only grey pixels.", grey, items.length);
        }
        for (String name : ODD) {
            odd(data, items, name, columns.get(name), Optional.ofNullable(summaries.get(name)), section);
        }
        return section;
    }

    private static void uniform(ReportData data, ItemFacts facts, int[] items, Section section) throws IOException {
        int[] uniform = IntStream.of(items)
                .filter(i -> facts.statistics().get(i).uniform())
                .toArray();
        section.figure("uniform", uniform.length);
        if (uniform.length > 0) {
            List<String> names = data.names();
            section.add(new Block.Cards(
                    "Images of one colour", Cards.of(data, uniform, i -> Cards.caption(data, names, i))));
            section.add(new Finding(
                    "uniform",
                    Severity.WARNING,
                    Plural.of(uniform.length, "image has", "images have") + " one colour only.",
                    IntStream.of(uniform).mapToObj(names::get).toList(),
                    Map.of("images", uniform.length),
                    "Look whether their files are damaged, and remove them."));
        }
    }

    private static void odd(
            ReportData data, int[] items, String name, double[] values, Optional<NumberSummary> known, Section section)
            throws IOException {
        if (known.isEmpty()) {
            return;
        }
        NumberSummary summary = known.get();
        double range = summary.q75() - summary.q25();
        double low = Math.max(0, summary.q25() - FAR * range); // none of these numbers is negative
        double high = summary.q75() + FAR * range;
        int[] odd = IntStream.range(0, items.length)
                .filter(row -> values[row] < low || values[row] > high)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(row -> -Math.max(low - values[row], values[row] - high))
                        .thenComparing(row -> row))
                .mapToInt(row -> row)
                .toArray();
        section.figure("odd_" + name, odd.length);
        if (odd.length == 0) {
            return;
        }
        List<String> names = data.names();
        List<Card> cards = new ArrayList<>();
        for (int row : IntStream.of(odd).limit(SHOWN).toArray()) {
            cards.add(Cards.of(
                    data,
                    items[row],
                    Cards.caption(data, names, items[row]) + ", " + name + " " + NumberText.of(values[row])));
        }
        section.add(new Block.Cards("Images with the most unusual " + name, cards));
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("images", odd.length);
        numbers.put("low", low);
        numbers.put("high", high);
        section.add(new Finding(
                "odd_" + name,
                Severity.NOTE,
                Plural.of(odd.length, "image has", "images have") + " an unusual " + name + ": outside of "
                        + NumberText.of(low) + " to " + NumberText.of(high)
                        + ", which are three interquartile ranges from the quartiles.",
                IntStream.of(odd).mapToObj(row -> names.get(items[row])).toList(),
                numbers,
                "Look at them: they may be mistakes, or of a kind that deserves more examples."));
    }
}
