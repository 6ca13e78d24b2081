package io.winnow.trainer.report;

import io.winnow.datasets.Plural;
import io.winnow.datasets.duplicate.NearTexts;
import io.winnow.datasets.inspect.LanguageGuess;
import io.winnow.datasets.inspect.NumberSummary;
import io.winnow.datasets.inspect.NumberText;
import io.winnow.datasets.inspect.TokenCounter;
import io.winnow.trainer.page.Block;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lengths of texts, texts that are cut, their languages, and texts that contain the name of their class. */
final class TextsModule implements ReportModule {
    /** Names of fewer letters occur by chance. */
    private static final int SHORTEST_NAME = 4;
    /** From this share on, the names of the classes alone tell the labels of many texts. */
    private static final double MANY = 0.05;
    /** Below this share, texts in other languages are rather a mistake than a part of the data. */
    private static final double FEW = 0.05;

    @Override
    public String id() {
        return "texts";
    }

    @Override
    public String title() {
        return "Texts";
    }

    @Override
    public Optional<String> lacks(ReportInput input) {
        return input.data().items() instanceof ItemKind.Texts
                ? Optional.empty()
                : Optional.of("This part needs texts.");
    }

    /** Returns the lengths of the texts {@code items} in words and in characters. */
    static Map<String, double[]> columns(ItemFacts facts, int[] items) {
        Map<String, double[]> columns = new LinkedHashMap<>();
        columns.put("words", lengths(facts, items, text -> text.split(" ").length));
        columns.put("characters", lengths(facts, items, String::length));
        return columns;
    }

    private interface Length {
        int of(String text);
    }

    private static double[] lengths(ItemFacts facts, int[] items, Length length) {
        return IntStream.of(items)
                .mapToDouble(i -> length.of(facts.contents().get(i)))
                .toArray();
    }

    @Override
    public Section run(ReportInput input) throws IOException {
        ReportData data = input.data();
        ItemKind.Texts texts = (ItemKind.Texts) data.items();
        Section section = new Section();
        Map<String, NumberSummary> summaries = new LinkedHashMap<>();
        columns(input.facts(), IntStream.range(0, data.size()).toArray())
                .forEach((name, values) -> NumberSummary.of(values).ifPresent(each -> summaries.put(name, each)));
        Optional<double[]> tokens = Optional.empty();
        if (data.tokens().isPresent()) {
            tokens = Optional.of(Arrays.stream(data.tokens().get().lengths().of(texts.texts()))
                    .asDoubleStream()
                    .toArray());
            NumberSummary.of(tokens.get()).ifPresent(each -> summaries.put("tokens", each));
        }
        section.figure("lengths", summaries).add(Numbers.table("Lengths", summaries));
        if (tokens.isPresent()) {
            cut(data, data.tokens().get(), tokens.get(), section);
        }
        languages(data, input.facts(), section);
        namesOfClasses(data, input.facts(), section);
        return section;
    }

    private static void cut(ReportData data, TokenCounter counter, double[] tokens, Section section)
            throws IOException {
        int[] cut = IntStream.range(0, tokens.length)
                .filter(i -> tokens[i] > counter.limit())
                .toArray();
        section.figure("cut", cut.length).figure("token_limit", counter.limit());
        section.say("%d texts have more than %d tokens, which is what the encoder takes.", cut.length, counter.limit());
        if (cut.length > 0) {
            List<String> names = data.names();
            section.add(new Finding(
                    "cut_text",
                    Severity.NOTE,
                    Plural.of(cut.length, "text is", "texts are") + " cut to " + counter.limit() + " tokens.",
                    IntStream.of(cut).mapToObj(names::get).toList(),
                    Map.of("texts", cut.length, "limit", counter.limit()),
                    "If what decides the label may stand at their end, split them or raise the limit."));
        }
    }

    /** Texts of few other languages among those of one are often a mistake of the collection. */
    private static void languages(ReportData data, ItemFacts facts, Section section) throws IOException {
        Map<String, List<Integer>> found = new TreeMap<>();
        int guessed = 0;
        for (int i = 0; i < data.size(); i++) {
            Optional<String> language = LanguageGuess.of(facts.contents().get(i));
            if (language.isPresent()) {
                guessed++;
                found.computeIfAbsent(language.get(), each -> new ArrayList<>()).add(i);
            }
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        found.entrySet().stream()
                .sorted(Comparator.comparingInt(each -> -each.getValue().size()))
                .forEach(each -> counts.put(each.getKey(), each.getValue().size()));
        section.figure("languages", counts);
        if (guessed == 0) {
            return;
        }
        section.say(
                "By their frequent words, %d of %d texts seem to be in a known language: %s. This is a rough guess; short texts"
                        + " and other languages are left out.",
                guessed,
                data.size(),
                counts.entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", ")));
        String main = counts.keySet().iterator().next();
        int[] others = found.entrySet().stream()
                .filter(each -> !each.getKey().equals(main))
                .flatMap(each -> each.getValue().stream())
                .mapToInt(each -> each)
                .sorted()
                .toArray();
        if (others.length > 0 && others.length < FEW * guessed) {
            List<String> names = data.names();
            section.add(new Block.Cards(
                    "Texts that seem to be in another language than " + main,
                    Cards.of(data, IntStream.of(others).limit(6).toArray(), i -> Cards.caption(data, names, i))));
            section.add(new Finding(
                    "other_language",
                    Severity.NOTE,
                    Plural.of(others.length, "text seems", "texts seem") + " to be in another language than " + main
                            + ", by frequent words.",
                    IntStream.of(others).mapToObj(names::get).toList(),
                    Map.of("texts", others.length, "main", main),
                    "Look at them: an encoder of one language judges texts of another by chance."));
        }
    }

    private static void namesOfClasses(ReportData data, ItemFacts facts, Section section) throws IOException {
        List<String> classNames = data.labels().classNames();
        List<String> wanted = classNames.stream()
                .map(name -> NearTexts.normalized(name.replace('_', ' ')).toLowerCase(Locale.ROOT))
                .toList();
        int[][] classes = data.classes();
        List<Integer> found = new ArrayList<>();
        int labelled = 0;
        for (int i = 0; i < data.size(); i++) {
            labelled += classes[i].length > 0 ? 1 : 0;
            String text = " " + facts.contents().get(i).replaceAll("[^\\p{L}\\p{N}]+", " ") + " ";
            boolean named = Arrays.stream(classes[i])
                    .mapToObj(wanted::get)
                    .anyMatch(name -> name.length() >= SHORTEST_NAME && text.contains(" " + name + " "));
            if (named) {
                found.add(i);
            }
        }
        section.figure("class_named", found.size());
        if (labelled == 0) {
            return;
        }
        double share = (double) found.size() / labelled;
        section.say("%d of %d labelled texts contain the name of their class.", found.size(), labelled);
        if (share >= MANY) {
            List<String> names = data.names();
            int[] items = found.stream().mapToInt(each -> each).toArray();
            section.add(new Block.Cards(
                    "Texts that contain the name of their class",
                    Cards.of(data, IntStream.of(items).limit(6).toArray(), i -> Cards.caption(data, names, i))));
            section.add(new Finding(
                    "class_named",
                    Severity.NOTE,
                    NumberText.percent(share) + " of the labelled texts contain the name of their class.",
                    found.stream().map(names::get).toList(),
                    Map.of("texts", found.size(), "share", share),
                    "If labels were given by such words, texts without them will be misjudged."));
        }
    }
}
