package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.CandidateLabels;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.DomainLabels;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.SoftLabels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes labels of what the records say. Mistakes are collected, and the labels of such items are unknown. */
final class LabelReader {
    /** How far the sum of given shares may be from 1; they are then divided by it. */
    static final double TOLERANCE = 0.02;

    private static final int[] NOTHING = {};

    private final LabelCells cells;
    private final Optional<LabelCells> negatives;
    private final List<Optional<String>> parts;
    private final List<ClassInfo> infos;
    private final List<String> notes;

    /**
     * Creates a reader.
     *
     * @param negatives lists of classes that the items do not have; of kind not, the class of trusted items
     * @param parts the part of the data that each item belongs to; empty if it is not given
     * @param infos what the label file says of the classes; empty if there is none
     * @param notes receives what was left out, as sentences
     */
    LabelReader(
            LabelCells cells,
            Optional<LabelCells> negatives,
            List<Optional<String>> parts,
            List<ClassInfo> infos,
            List<String> notes) {
        this.cells = cells;
        this.negatives = negatives;
        this.parts = parts;
        this.infos = infos;
        this.notes = notes;
    }

    /**
     * Returns the labels; unknown ones if the description is at fault.
     *
     * @param encoding character set of further files that the description names
     */
    Labels read(LabelDescription description, TextCharset encoding) throws IOException {
        boolean counted =
                description instanceof LabelDescription.OneClass || description instanceof LabelDescription.Soft;
        if (!counted && description.classList().stream().anyMatch(list -> list.atLeast() > 0)) {
            cells.mistake("only labels of kind class and soft can join or leave out small classes, not those of kind "
                    + description.kind() + ". Leave minimum_cases out.");
        }
        if (description instanceof LabelDescription.OneClass single) {
            return single(single);
        } else if (description instanceof LabelDescription.Soft soft) {
            return soft(soft);
        } else if (description instanceof LabelDescription.Multi multi) {
            return new StateReader(cells, negatives, parts, numbers(multi.classes()), multi).read();
        } else if (description instanceof LabelDescription.Partial partial) {
            return partial(partial);
        } else if (description instanceof LabelDescription.Not not) {
            return new ExclusionReader(cells, negatives, infos, not).read(encoding);
        } else if (description instanceof LabelDescription.Ordinal ordinal) {
            return ordinal(ordinal);
        } else if (description instanceof LabelDescription.Numbers number) {
            return numbers(number);
        } else if (description instanceof LabelDescription.Votes votes) {
            return new VoteReader(cells, infos, votes).read();
        }
        if (description instanceof LabelDescription.Bags bags) {
            Labels named = named(bags.encoding(), bags.when());
            return named instanceof ClassLabels single ? BagReader.read(cells, single, bags) : named;
        } else if (description instanceof LabelDescription.Domains domains) {
            Labels named = named(domains.encoding(), domains.when());
            return named instanceof ClassLabels single
                    ? new DomainLabels(single.classes(), single.classNames(), domains.classCount(), Optional.empty())
                    : named;
        }
        throw new IllegalStateException("There is no reader of labels of kind " + description.kind() + ".");
    }

    private ClassNumbers numbers(ClassList list) {
        List<LabelCells> all = new ArrayList<>(List.of(cells));
        negatives.ifPresent(all::add);
        noteDecimals(list);
        return ClassNumbers.of(all, list, infos, ClassNumbers.NameOf.NAME);
    }

    /** Notes that numbers of classes are written in two ways, in case somebody meant different classes by them. */
    private void noteDecimals(ClassList list) {
        Set<String> said = new TreeSet<>();
        Map<String, Integer> decimals = new TreeMap<>();
        cells.forEach((i, statements) -> statements.forEach(each -> {
            String plain = GivenNames.whole(each.name());
            said.add(each.name());
            if (!plain.equals(each.name())) {
                decimals.merge(each.name(), 1, Integer::sum);
            }
        }));
        decimals.forEach((decimal, count) -> {
            String plain = GivenNames.whole(decimal);
            boolean apart = list.names().contains(decimal) || list.rename().containsKey(decimal);
            if (said.contains(plain) && !apart) {
                notes.add("The label " + cells.name() + " is written as " + plain + " in some cells and as " + decimal
                        + " in " + count + ". Both are read as the class " + plain
                        + "; name the classes in the description if they are different ones.");
            }
        });
    }

    /** Whether a one-hot column has its class; blank cells do not. */
    private static boolean isOn(Statement statement) throws DataException {
        String value = GivenNames.whole(statement.value().orElse("1"));
        if (StateReader.contains(StateValues.USUAL.yes(), value)) {
            return true;
        }
        if (!value.isEmpty() && !StateReader.contains(StateValues.USUAL.no(), value)) {
            throw statement.error("is '" + value + "'; a column that stands for a class must have 1 or 0");
        }
        return false;
    }

    /** The names of bags or domains in a column, as classes. */
    private Labels named(Encoding encoding, Optional<Condition> when) {
        if (!(encoding instanceof Encoding.Plain)) {
            cells.unsuitable("bag or domain", "a column with its name");
            return new NoLabels(cells.size());
        }
        return single(new LabelDescription.OneClass(encoding, ClassList.ALL, when));
    }

    private Labels single(LabelDescription.OneClass description) {
        if (cells.encoding() instanceof Encoding.Parallel || cells.encoding() instanceof Encoding.Rows) {
            cells.unsuitable(description.kind(), "a column with the class, or one column for each class");
            return new NoLabels(cells.size());
        }
        ClassNumbers numbers = numbers(description.classes());
        int[] classes = new int[cells.size()];
        Arrays.fill(classes, GivenNames.NONE);
        cells.forEach((i, said) -> {
            for (Statement each : said) {
                OptionalInt number = isOn(each) ? numbers.number(each.name(), each) : OptionalInt.empty();
                if (number.isPresent() && classes[i] != GivenNames.NONE && classes[i] != number.getAsInt()) {
                    String first = numbers.names().get(classes[i]);
                    classes[i] = GivenNames.NONE;
                    throw each.error("has two classes, '" + first + "' and '" + each.name()
                            + "'; a label of kind class has one. Correct the cell, or use kind multi");
                }
                classes[i] = number.orElse(classes[i]);
            }
        });
        int[] items = new int[numbers.names().size()];
        for (int each : classes) {
            if (each != GivenNames.NONE) {
                items[each]++;
            }
        }
        SmallClasses kept = SmallClasses.of(cells.name(), description.classes(), numbers.names(), items, notes);
        return new ClassLabels(
                Arrays.stream(classes)
                        .map(each -> each == GivenNames.NONE ? each : kept.numbers()[each])
                        .toArray(),
                kept.names());
    }

    private Labels soft(LabelDescription.Soft description) {
        boolean hasValues = cells.encoding() instanceof Encoding.Parallel
                || cells.encoding() instanceof Encoding.Listed
                || cells.isColumns();
        if (!hasValues) {
            cells.unsuitable(
                    description.kind(),
                    "a dictionary of shares, a column for each class, or lists of names and confidences");
            return new NoLabels(cells.size());
        }
        ClassNumbers numbers = numbers(description.classes());
        List<Map<Integer, Double>> shares = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            shares.add(Map.of());
        }
        int[] items = new int[numbers.names().size()];
        cells.forEach((i, said) -> {
            Map<Integer, Double> own = Shares.of(said, numbers, description);
            own.keySet().forEach(k -> items[k]++);
            shares.set(i, own);
        });
        SmallClasses kept = SmallClasses.of(cells.name(), description.classes(), numbers.names(), items, notes);
        int[][] classes = new int[cells.size()][];
        double[][] weights = new double[cells.size()][];
        for (int i = 0; i < classes.length; i++) {
            Map<Integer, Double> own = new TreeMap<>();
            shares.get(i).forEach((k, share) -> {
                if (kept.numbers()[k] >= 0) {
                    own.merge(kept.numbers()[k], share, Double::sum);
                }
            });
            double sum = own.values().stream().mapToDouble(each -> each).sum();
            classes[i] = own.keySet().stream().mapToInt(each -> each).toArray();
            weights[i] = own.values().stream().mapToDouble(each -> each / sum).toArray();
        }
        return new SoftLabels(classes, weights, kept.names());
    }

    private Labels partial(LabelDescription.Partial description) {
        if (cells.encoding() instanceof Encoding.Parallel) {
            cells.unsuitable(description.kind(), "a list of the candidates, or a column for each class");
            return new NoLabels(cells.size());
        }
        ClassNumbers numbers = numbers(description.classes());
        int[][] candidates = new int[cells.size()][];
        Arrays.fill(candidates, NOTHING);
        cells.forEach((i, said) -> {
            Set<Integer> own = new TreeSet<>();
            for (Statement each : said) {
                if (isOn(each)) {
                    numbers.number(each.name(), each).ifPresent(own::add);
                }
            }
            candidates[i] = own.stream().mapToInt(each -> each).toArray();
        });
        return new CandidateLabels(candidates, numbers.names());
    }

    private Labels ordinal(LabelDescription.Ordinal description) {
        if (cells.encoding() instanceof Encoding.Parallel) {
            cells.unsuitable(description.kind(), "a column with the level, or one for each annotator");
            return new NoLabels(cells.size());
        }
        List<String> levels = description.levels();
        Map<String, Integer> numbers = new LinkedHashMap<>();
        levels.forEach(level -> numbers.put(level, numbers.size()));
        int[][] counts = new int[cells.size()][levels.size()];
        cells.forEach((i, said) -> {
            int[] own = new int[levels.size()];
            for (Statement each : said) {
                String text = cells.isColumns() ? each.value().orElse("") : each.name();
                if (text.isEmpty()) {
                    continue;
                }
                Integer level =
                        Optional.ofNullable(numbers.get(text)).orElseGet(() -> numbers.get(GivenNames.whole(text)));
                if (level == null) {
                    throw each.error("is '" + text + "', which is not a level; the levels are " + Shown.of(levels)
                            + EditDistance.nearest(text, levels)
                                    .map(near -> ". Did you mean '" + near + "'?")
                                    .orElse(". Correct the cell, or add the value to levels or to missing"));
                }
                own[level]++;
            }
            counts[i] = own;
        });
        OrdinalLabels labels = OrdinalLabels.of(counts, levels);
        boolean alone = cells.encoding() instanceof Encoding.Plain
                && Arrays.stream(labels.annotators().orElseThrow()).allMatch(count -> count <= 1);
        return alone ? new OrdinalLabels(labels.levels(), Optional.empty(), levels) : labels;
    }

    private Labels numbers(LabelDescription.Numbers description) {
        boolean plain = cells.encoding() instanceof Encoding.Plain;
        if (!plain && !cells.isColumns()) {
            cells.unsuitable(description.kind(), "a column with the number, or several");
            return new NoLabels(cells.size());
        }
        List<String> names = plain ? List.of(cells.name()) : cells.columns();
        double[][] values = new double[cells.size()][names.size()];
        for (double[] each : values) {
            Arrays.fill(each, Double.NaN);
        }
        cells.forEach((i, said) -> {
            for (int d = 0; d < said.size(); d++) {
                Statement each = said.get(d);
                String text = plain ? each.name() : each.value().orElse("");
                if (!text.isEmpty()) {
                    if (!each.numbers().isNumber(text)) {
                        throw each.error("is '" + text + "', which is not "
                                + each.numbers().description() + ". "
                                + each.numbers().advice(text) + ", or add the value to missing");
                    }
                    values[i][d] = each.numbers().parse(text);
                }
            }
        });
        return new NumberLabels(values, names, description.unit());
    }
}
