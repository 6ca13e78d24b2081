package io.winnow.trainer.modality.records;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.inspect.Contents;
import io.winnow.datasets.label.CandidateLabels;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.DomainLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.split.Duplicates;
import io.winnow.datasets.split.Groups;
import io.winnow.datasets.split.Leaks;
import io.winnow.datasets.split.Parts;
import io.winnow.datasets.split.Split;
import io.winnow.datasets.split.SplitReport;
import io.winnow.datasets.split.Splitter;
import io.winnow.datasets.split.Strata;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Divides described examples into training, validation and test examples: as the files or a column say, by folds, or by shares
 * (data-readers.md, section 5).
 */
final class PartChoice {
    private static final Map<String, String> PART_NAMES = Map.of(
            "train", RecordsConfig.TRAIN,
            "training", RecordsConfig.TRAIN,
            "validation", RecordsConfig.VALIDATION,
            "val", RecordsConfig.VALIDATION,
            "valid", RecordsConfig.VALIDATION,
            "dev", RecordsConfig.VALIDATION,
            "test", RecordsConfig.TEST,
            "testing", RecordsConfig.TEST);

    private static final List<String> PARTS =
            List.of(RecordsConfig.TRAIN, RecordsConfig.VALIDATION, RecordsConfig.TEST);

    private final RecordsConfig config;
    private final DescribedData data;
    private final Labels strata;
    private final String unit;
    private final List<String> notes = new ArrayList<>();

    /** @param strata label whose classes keep their shares */
    PartChoice(RecordsConfig config, DescribedData data, Labels strata, String unit) {
        this.config = config;
        this.data = data;
        this.strata = strata;
        this.unit = unit;
    }

    /** Returns notes for the user on the division, one sentence each. */
    List<String> notes() {
        return notes;
    }

    /**
     * Divides the examples. Every example is in one of the parts train, validation and test, or in none; a part without examples is left out.
     *
     * @param usable the examples that are divided by shares or folds, ascending; the others go where their group goes, or remain in the
     *     training part
     * @throws UserException if a given division lacks test examples or leaks, or if there are too few groups
     */
    Split choose(int[] usable) throws IOException {
        try {
            String[] parts = given();
            int[] divided = Arrays.stream(usable)
                    .filter(i -> RecordsConfig.TRAIN.equals(parts[i]))
                    .toArray();
            if (config.split().foldColumn().isPresent()) {
                byFoldColumn(parts);
            } else if (config.split().folds().isPresent()) {
                byFolds(parts, divided);
            }
            byShares(parts, divided);
            List<String> used = PARTS.stream()
                    .filter(part -> Arrays.asList(parts).contains(part))
                    .toList();
            Split split =
                    new Split(used, Arrays.stream(parts).mapToInt(used::indexOf).toArray());
            boolean given = config.split().column().isPresent()
                    || config.split().foldColumn().isPresent()
                    || config.file().isEmpty();
            if (given) {
                check(split);
            }
            return split;
        } catch (DataException e) {
            throw new UserException("The " + unit + " of " + data.name() + " cannot be divided. " + e.getMessage(), e);
        }
    }

    /** The part of each example as the files, or the column, say; null if they name another one. Without either, all are for training. */
    private String[] given() {
        String[] parts = new String[data.size()];
        if (config.split().column().isEmpty() && config.file().isPresent()) {
            Arrays.fill(parts, RecordsConfig.TRAIN);
            return parts;
        }
        Set<String> others = new TreeSet<>();
        for (int i = 0; i < parts.length; i++) {
            String name = data.parts().get(i).orElse("");
            // No column says the parts then, so that this is the name of the file's key.
            parts[i] = config.unlabelled().isPresent() && name.equals(RecordsConfig.UNLABELLED)
                    ? RecordsConfig.TRAIN
                    : PART_NAMES.get(name.toLowerCase(Locale.ROOT));
            if (parts[i] == null && !name.isEmpty()) {
                others.add(name);
            }
        }
        if (config.split().column().isPresent()) {
            String column = config.split().column().get();
            if (!others.isEmpty()) {
                notes.add("The column " + column + " has other values than train, validation and test ("
                        + Shown.of(List.copyOf(others)) + "), whose " + unit + " are not used.");
            }
            for (String part : List.of(RecordsConfig.TRAIN, RecordsConfig.TEST)) {
                if (!Arrays.asList(parts).contains(part)) {
                    throw new UserException("No record of " + data.name() + " has the value " + part + " in the column "
                            + column + ", which data.split.column names; its values are "
                            + Shown.of(List.copyOf(new TreeSet<>(data.parts().stream()
                                    .map(each -> each.orElse("(blank)"))
                                    .toList())))
                            + ". Name another column, or leave it out to divide the " + unit + " by shares.");
                }
            }
        }
        return parts;
    }

    private void byFoldColumn(String[] parts) {
        String fold = config.split().fold().orElseThrow();
        boolean found = false;
        for (int i = 0; i < parts.length; i++) {
            String own = data.folds().get(i).orElse("");
            if (RecordsConfig.TRAIN.equals(parts[i])) {
                boolean chosen = own.equals(fold);
                found |= chosen;
                boolean tested = chosen != config.split().trainOnFold();
                parts[i] = tested ? RecordsConfig.TEST : own.isEmpty() ? null : RecordsConfig.TRAIN;
            }
        }
        if (!found) {
            throw new UserException("No record of " + data.name() + " is in the fold " + fold + "; the folds are "
                    + Shown.of(List.copyOf(new TreeSet<>(
                            data.folds().stream().flatMap(Optional::stream).toList())))
                    + ". Set data.split.fold to one of them.");
        }
    }

    private void byFolds(String[] parts, int[] divided) throws IOException {
        int fold = Integer.parseInt(config.split().fold().orElseThrow());
        boolean trained = config.split().trainOnFold();
        divide(
                parts,
                divided,
                Parts.folds(config.split().folds().orElseThrow()),
                (split, f) -> (f == fold) == trained ? RecordsConfig.TRAIN : RecordsConfig.TEST);
    }

    /** Divides what is left for training: test examples are held out if nothing else gives some, and validation examples likewise. */
    private void byShares(String[] parts, int[] usable) throws IOException {
        SplitConfig.Shares shares = config.split().shares();
        int[] divided = Arrays.stream(usable)
                .filter(i -> RecordsConfig.TRAIN.equals(parts[i]))
                .toArray();
        Map<String, Double> wanted = new LinkedHashMap<>();
        wanted.put(RecordsConfig.TRAIN, shares.train());
        if (shares.validation() > 0
                && config.validation().isEmpty()
                && !Arrays.asList(parts).contains(RecordsConfig.VALIDATION)) {
            wanted.put(RecordsConfig.VALIDATION, shares.validation());
        }
        if (shares.test() > 0
                && config.test().isEmpty()
                && !Arrays.asList(parts).contains(RecordsConfig.TEST)) {
            wanted.put(RecordsConfig.TEST, shares.test());
        }
        if (wanted.size() < 2) {
            return;
        }
        double sum = wanted.values().stream().mapToDouble(Double::doubleValue).sum();
        Split split = divide(
                parts,
                divided,
                new Parts(
                        List.copyOf(wanted.keySet()),
                        wanted.values().stream()
                                .mapToDouble(share -> share / sum)
                                .toArray()),
                (each, part) -> each.parts().get(part));
        List<String> taken = new ArrayList<>();
        int[] sizes = split.sizes();
        for (int p = 1; p < sizes.length; p++) {
            String verb = p > 1 ? "" : sizes[p] == 1 ? " is held out" : " are held out";
            taken.add(sizes[p] + verb + " for " + split.parts().get(p));
        }
        notes.add("Of the " + divided.length + " " + unit + " of " + data.name() + ", " + String.join(" and ", taken)
                + ", as data.split says.");
    }

    /**
     * Divides examples of the training part. Its other examples, such as those without a label, connect groups as well, and an example whose
     * group is not a training group goes with it: a method that learns without labels must not see it either.
     *
     * @param parts part of each example, which is changed
     * @param divided the examples to divide, ascending
     * @param name name of the part of an example by the division and its number there
     */
    private Split divide(String[] parts, int[] divided, Parts wanted, BiFunction<Split, Integer, String> name)
            throws IOException {
        int[] whole = IntStream.range(0, parts.length)
                .filter(i -> RecordsConfig.TRAIN.equals(parts[i]))
                .toArray();
        DescribedData all = data.select(whole);
        Groups ofAll = groups(all).joined(Duplicates.of(Contents.of(all.content())));
        int[] places =
                Arrays.stream(divided).map(i -> Arrays.binarySearch(whole, i)).toArray();
        Groups groups = ofAll.select(places);
        Strata classes = strata(strata.select(divided));
        Split split = Splitter.split(
                data.select(divided).keys(),
                groups,
                classes,
                wanted,
                config.split().seed());
        String[] ofGroup = new String[ofAll.count()];
        for (int i = 0; i < divided.length; i++) {
            ofGroup[ofAll.of()[places[i]]] = name.apply(split, split.of()[i]);
        }
        int followers = 0;
        for (int i = 0; i < whole.length; i++) {
            String part = ofGroup[ofAll.of()[i]];
            parts[whole[i]] = part == null ? RecordsConfig.TRAIN : part;
            followers +=
                    part == null || part.equals(RecordsConfig.TRAIN) || Arrays.binarySearch(places, i) >= 0 ? 0 : 1;
        }
        if (followers > 0) {
            notes.add(Plural.of(followers, "record without a label belongs", "records without a label belong")
                    + " to a group of held-out " + unit + ", or " + (followers == 1 ? "is a copy" : "are copies")
                    + " of one, and " + (followers == 1 ? "is" : "are") + " not used.");
        }
        notes.addAll(SplitReport.of(split, wanted, groups, classes).warnings());
        return split;
    }

    /** Returns the classes of examples, by which they are divided or drawn. */
    static Strata strata(Labels labels) {
        if (labels instanceof ClassLabels single) {
            return Strata.classes(single.classes(), single.classNames());
        } else if (labels instanceof OrdinalLabels ordinal) {
            return Strata.classes(ordinal.levels(), ordinal.classNames());
        } else if (labels instanceof ClassSets multi) {
            return new Strata(multi.positives(), multi.classNames());
        } else if (labels instanceof CandidateLabels candidates) {
            return new Strata(candidates.candidates(), candidates.classNames());
        } else if (labels instanceof DomainLabels domains) {
            return Strata.classes(domains.domains(), domains.domainNames());
        } else if (labels instanceof SoftLabels soft) {
            return Strata.mostProbable(
                    IntStream.range(0, soft.size()).mapToObj(soft::distribution).toArray(double[][]::new),
                    soft.classNames());
        } else if (labels instanceof VoteLabels votes) {
            return Strata.mostProbable(
                    IntStream.range(0, votes.size())
                            .mapToObj(votes::distribution)
                            .toArray(double[][]::new),
                    votes.classNames());
        }
        return Strata.none(labels.size());
    }

    static Groups groups(DescribedData data) {
        int columns = data.groups().isEmpty() ? 0 : data.groups().get(0).size();
        String[][] values = new String[columns][data.size()];
        for (int i = 0; i < data.size(); i++) {
            for (int c = 0; c < columns; c++) {
                String value = data.groups().get(i).get(c);
                values[c][i] = value.isEmpty() ? null : value;
            }
        }
        return Groups.of(data.size(), values);
    }

    /** A given division must not have examples of one group in two parts; equal contents are noted. */
    private void check(Split split) throws IOException {
        Groups groups = groups(data);
        Duplicates none = new Duplicates(List.of());
        Duplicates copies = Duplicates.of(Contents.of(data.content()));
        for (String part : List.of(RecordsConfig.VALIDATION, RecordsConfig.TEST)) {
            if (!split.parts().contains(part)) {
                continue;
            }
            if (!config.split().allowLeaks()) {
                Leaks.of(split, RecordsConfig.TRAIN, part, groups, none).requireNone(data.keys());
            }
            int repeated = Leaks.of(split, RecordsConfig.TRAIN, part, Groups.single(data.size()), copies)
                    .testItemsWithCopies();
            if (repeated > 0) {
                notes.add(repeated + " of the " + split.items(part).length + " " + part + " " + unit
                        + (repeated == 1 ? " has" : " have") + " the same content as training " + unit
                        + ", which makes results look better than they are.");
            }
        }
    }
}
