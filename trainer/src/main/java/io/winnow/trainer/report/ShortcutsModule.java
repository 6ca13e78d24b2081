package io.winnow.trainer.report;

import io.winnow.datasets.inspect.EffectSize;
import io.winnow.datasets.inspect.NumberText;
import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.page.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Classes that can be recognised without looking at the content: by brightness, size or length. Models take such shortcuts, and fail where
 * they do not hold.
 */
final class ShortcutsModule implements ReportModule {
    private static final double LARGE = 0.8;
    private static final int ENOUGH = 30;
    private static final int FOLDS = 5;
    private static final int DEPTH = 3;
    /** A tree on this many items is as good as one on all. */
    private static final int MOST_ITEMS = 20_000;

    @Override
    public String id() {
        return "shortcuts";
    }

    @Override
    public String title() {
        return "Shortcuts: what gives classes away";
    }

    @Override
    public Optional<String> lacks(ReportInput input) {
        return input.data().items() instanceof ItemKind.Rows
                        || input.data().labels().classNames().size() < 2
                ? Optional.of("This part needs images or texts with at least two classes.")
                : Optional.empty();
    }

    @Override
    public Section run(ReportInput input) {
        ReportData data = input.data();
        int[][] classes = data.classes();
        int[] items = IntStream.of(data.learned())
                .filter(i -> classes[i].length > 0 && input.facts().contents().get(i) != null)
                .toArray();
        Map<String, double[]> columns = data.items() instanceof ItemKind.Images
                ? ImagesModule.columns(input.facts(), items)
                : TextsModule.columns(input.facts(), items);
        Section section = new Section();
        int[][] own = IntStream.of(items).mapToObj(i -> classes[i]).toArray(int[][]::new);
        sizes(data, columns, own, section);
        tree(input, columns, own, section);
        return section;
    }

    private static void sizes(ReportData data, Map<String, double[]> columns, int[][] classes, Section section) {
        List<String> names = data.labels().classNames();
        List<List<String>> rows = new ArrayList<>();
        Map<String, Map<String, Double>> effects = new LinkedHashMap<>();
        for (int k = 0; k < names.size(); k++) {
            boolean[] member = ReportData.members(classes, k);
            int size = (int)
                    IntStream.range(0, member.length).filter(i -> member[i]).count();
            if (size < ENOUGH || size == member.length) {
                continue;
            }
            Map<String, Double> ofClass = new LinkedHashMap<>();
            columns.forEach((column, values) -> ofClass.put(column, EffectSize.of(values, member)));
            effects.put(names.get(k), ofClass);
            List<String> row = new ArrayList<>(List.of(names.get(k)));
            ofClass.values().forEach(d -> row.add(NumberText.of(d)));
            rows.add(row);
            Map<String, Double> large = new LinkedHashMap<>();
            ofClass.forEach((column, d) -> {
                if (Math.abs(d) > LARGE) {
                    large.put(column, d);
                }
            });
            if (!large.isEmpty()) {
                section.add(finding(names.get(k), large, size));
            }
        }
        section.figure("effect_sizes", effects);
        List<String> header = new ArrayList<>(List.of("class"));
        header.addAll(columns.keySet());
        section.add(new Block.Table(
                "Difference of the mean of each class from that of the others, in standard deviations (Cohen's d)",
                header,
                rows));
    }

    private static Finding finding(String name, Map<String, Double> large, int size) {
        Map<String, Object> numbers = new LinkedHashMap<>(large);
        numbers.put("class", name);
        numbers.put("items", size);
        String effects = large.entrySet().stream()
                .map(each -> each.getKey() + " (" + NumberText.of(each.getValue()) + ")")
                .collect(Collectors.joining(", "));
        return new Finding(
                "shortcut",
                large.values().stream().anyMatch(d -> Math.abs(d) > 2 * LARGE) ? Severity.WARNING : Severity.NOTE,
                "The class " + name
                        + " can be recognised without its content: its mean differs from that of the others by"
                        + " more than 0.8 standard deviations in " + effects + ".",
                List.of(),
                numbers,
                "Find out whether that is so wherever the model will be used. If not, change it by augmentation or collect"
                        + " other items.");
    }

    private static void tree(ReportInput input, Map<String, double[]> columns, int[][] classes, Section section) {
        int[] single = IntStream.range(0, classes.length)
                .filter(i -> classes[i].length == 1)
                .toArray();
        if (single.length < FOLDS) {
            return;
        }
        int[] order = Arrays.stream(
                        Permutation.of(single.length, input.options().seed()))
                .limit(MOST_ITEMS)
                .map(i -> single[i])
                .toArray();
        int count = input.data().labels().classNames().size();
        int[] given = Arrays.stream(classes)
                .mapToInt(each -> each.length == 1 ? each[0] : -1)
                .toArray();
        double[][] values = columns.values().toArray(double[][]::new);
        int right = 0;
        int majority = 0;
        for (int fold = 0; fold < FOLDS; fold++) {
            int held = fold;
            int[] rest = IntStream.range(0, order.length)
                    .filter(i -> i % FOLDS != held)
                    .map(i -> order[i])
                    .toArray();
            StatisticsTree tree = new StatisticsTree(values, given, count, rest, DEPTH);
            int[] counts = new int[count];
            IntStream.of(rest).forEach(row -> counts[given[row]]++);
            int most = StatisticsTree.largest(counts);
            for (int i = fold; i < order.length; i += FOLDS) {
                right += tree.predict(order[i]) == given[order[i]] ? 1 : 0;
                majority += most == given[order[i]] ? 1 : 0;
            }
        }
        double accuracy = (double) right / order.length;
        double baseline = (double) majority / order.length;
        section.figure("tree_accuracy", accuracy)
                .figure("majority_accuracy", baseline)
                .figure("tree_items", order.length);
        section.say(
                "A tree of %d comparisons of these numbers alone is right for %s of %d held-out items (five folds, of %d, seed"
                        + " %d); always naming the largest class is right for %s.",
                DEPTH,
                NumberText.percent(accuracy),
                order.length,
                single.length,
                input.options().seed(),
                NumberText.percent(baseline));
    }
}
