package io.winnow.trainer.modality.records;

import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.BagLabels;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.DomainLabels;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.LabelText;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.datasets.source.DescribedData;
import io.winnow.trainer.modality.FewShotConfig;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.SameClasses;
import io.winnow.trainer.modality.UnlabelledExamples;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Opens described records: reads and divides them, makes their labels imperfect, and creates the data sets of the parts. */
final class RecordOpening {
    private static final String THIS_RUN = "the training of this run";

    private final RecordsConfig config;
    private final RecordItems items;
    private final RecordParts parts;
    private final Optional<Inputs> trained;
    private final List<String> names;

    /** @param trained what an earlier training fixed for these data, if they are opened again */
    RecordOpening(RecordsConfig config, RecordItems items, Optional<Inputs> trained) throws IOException {
        this.config = config;
        this.items = items;
        this.trained = trained;
        parts = RecordParts.read(config, items);
        names = trained.map(Inputs::classes).orElse(List.of());
    }

    /** @param otherTest test examples that replace the configured ones */
    RecordData open(Optional<? extends Dataset<?>> otherTest) throws IOException {
        DescribedData data = parts.data();
        int[] used = parts.used();
        requireWholeBags();
        Imperfection imperfect =
                Imperfection.of(config.used(), parts.labels().select(used), data.select(used), items::similarity);
        Optional<FewShotConfig.Drawn> few = config.fewShot()
                .map(each -> each.draw(
                        Arrays.stream(imperfect.examples())
                                .mapToObj(i -> data.keys().get(used[i]))
                                .toList(),
                        PartChoice.strata(imperfect.given()),
                        items.unit()));
        Imperfection drawn = few.map(each -> imperfect.select(each.rows())).orElse(imperfect);
        String name = name(RecordsConfig.TRAIN);
        SameClasses.Again again = SameClasses.again(drawn.given(), name, items.unit(), names, THIS_RUN);
        int[] rows = IntStream.range(0, drawn.examples().length)
                .filter(row -> again.added().isEmpty() || again.labels().known(row))
                .toArray();
        Imperfection learned = drawn.select(rows);
        int[] before = Arrays.stream(imperfect.examples()).map(i -> used[i]).toArray();
        int[] remaining = Arrays.stream(learned.examples()).map(i -> used[i]).toArray();
        int[] all = readForTraining();
        int[] examples = places(remaining, all);
        UnlabelledExamples withheld = config.fewShot()
                .map(each -> each.withheld(before, remaining, parts.labels()))
                .orElse(UnlabelledExamples.NONE);
        UnlabelledExamples unlabelled = UnlabelledExamples.of(places(parts.unlabelled(), all))
                .and(new UnlabelledExamples(places(withheld.examples(), all), withheld.truth()));

        DescribedData ofAll = data.select(all).named(name);
        Labels given = again.labels().select(rows);
        Inputs inputs = trained.isPresent()
                ? trained.get()
                : new Inputs(items.fit(ofAll, examples), Targets.of(given).orElse(null));
        // Found classes are not those that examples of simulated domains have.
        Labels own = parts.labels().knownCount() == 0 || given instanceof DomainLabels
                ? new NoLabels(data.size())
                : parts.labels();
        Dataset<?> train = items.dataset(
                ofAll,
                SameClasses.again(own.select(all), name, items.unit(), names, THIS_RUN)
                        .labels());
        Optional<Dataset<?>> validation = part(RecordsConfig.VALIDATION, train);
        Dataset<?> test = otherTest.isPresent()
                ? otherTest.get()
                : part(RecordsConfig.TEST, train)
                        .orElseThrow(() -> new UserException("There are no test " + items.unit() + " in " + data.name()
                                + ". Set data.test, or data.split.shares.test above 0."));
        List<String> notes = new ArrayList<>(data.notes());
        notes.addAll(parts.notes());
        few.ifPresent(each -> notes.add(each.note()));
        notes.addAll(items.notes());
        if (trained.isEmpty()) {
            notes.addAll(items.notes(train, examples));
        }
        validation.ifPresent(others -> notes.addAll(of(RecordsConfig.VALIDATION, items.notes(others))));
        if (otherTest.isEmpty()) {
            notes.addAll(of(RecordsConfig.TEST, items.notes(test)));
        }
        return new RecordData(
                items,
                train,
                validation,
                test,
                examples,
                unlabelled,
                given,
                weights(remaining),
                learned.trueLabels().map(again::truth).or(() -> trueLabels(remaining, given)),
                learned.trueSets().map(again::truth),
                idle(train, examples, unlabelled.examples()),
                data.keys(),
                parts.split(),
                List.copyOf(notes),
                again.added(),
                inputs);
    }

    private static int[] places(int[] items, int[] all) {
        return Arrays.stream(items).map(i -> Arrays.binarySearch(all, i)).toArray();
    }

    /** All records but those of other files, so that indices and fingerprints of the training data do not depend on shares. */
    private int[] readForTraining() {
        Set<String> files = Set.of(RecordsConfig.TRAIN, RecordsConfig.UNLABELLED);
        return IntStream.range(0, parts.data().size())
                .filter(i -> config.file().isPresent()
                        || files.contains(parts.data().parts().get(i).orElse("")))
                .toArray();
    }

    /** Says which part notes are about, because all parts of one file have its name. */
    private static List<String> of(String part, List<String> notes) {
        return notes.stream().map(note -> "In the " + part + " part of " + note).toList();
    }

    private String name(String part) {
        return Optional.ofNullable(config.paths().get(part))
                .map(Path::toString)
                .orElse(parts.data().name());
    }

    /** The examples of a part; empty if there are none. */
    private Optional<Dataset<?>> part(String part, Dataset<?> train) throws IOException {
        int[] own = parts.members(part);
        return own.length == 0
                ? Optional.empty()
                : Optional.of(known(
                        items,
                        parts.data().select(own).named(name(part)),
                        labels(part, own),
                        train.labels().classNames(),
                        train.name()));
    }

    private Labels labels(String part, int[] own) {
        Labels labels = parts.labels().select(own);
        if (part.equals(RecordsConfig.VALIDATION)) {
            return Imperfection.validation(config.used(), labels, parts.data().select(own));
        }
        if (part.equals(RecordsConfig.TEST) && config.judge().isPresent()) {
            return judged(labels, judge().select(own));
        }
        return part.equals(RecordsConfig.TEST) ? Imperfection.test(config.used(), labels) : labels;
    }

    /** The classes of all examples, by which those of the test part are judged. */
    private ClassLabels judge() {
        return (ClassLabels) parts.data().labels().get(config.judge().orElseThrow());
    }

    /** The labels by which test examples are judged. */
    private static Labels judged(Labels labels, ClassLabels truth) {
        if (!(labels instanceof DomainLabels domains)) {
            return truth;
        }
        // Where either is unknown, nothing can be judged.
        int[] known = IntStream.range(0, truth.size())
                .map(i -> truth.known(i) ? domains.domains()[i] : GivenNames.NONE)
                .toArray();
        return new DomainLabels(
                known,
                domains.domainNames(),
                domains.classCount(),
                Optional.of(new DomainLabels.Truth(new TrueLabels(truth.classes()), truth.classNames())));
    }

    /** The true classes of the training examples in use, if they are all known beside labels that do not say them. */
    private Optional<TrueLabels> trueLabels(int[] used, Labels given) {
        if (config.judge().isEmpty() || given instanceof DomainLabels) {
            return Optional.empty();
        }
        ClassLabels truth = judge().select(used);
        if (truth.knownCount() < used.length) {
            return Optional.empty();
        }
        Labels same = SameClasses.of(truth, parts.data().name(), items.unit(), given.classNames(), THIS_RUN)
                .orElse(truth);
        return same instanceof ClassLabels single ? Optional.of(new TrueLabels(single.classes())) : Optional.empty();
    }

    /**
     * Requires that the members of a bag are all used for the same, since its shares are those of all of them.
     *
     * @throws UserException if some are not
     */
    private void requireWholeBags() {
        if (!(parts.labels() instanceof BagLabels bags)) {
            return;
        }
        int[] place = new int[bags.size()];
        for (int i : parts.used()) {
            place[i] = 1;
        }
        for (int i : parts.members(RecordsConfig.VALIDATION)) {
            place[i] = 2;
        }
        for (int i : parts.members(RecordsConfig.TEST)) {
            place[i] = 3;
        }
        int[][] members = bags.members();
        for (int b = 0; b < members.length; b++) {
            for (int member : members[b]) {
                if (place[member] != place[members[b][0]]) {
                    throw new UserException(
                            "The members of the bag '" + bags.bagNames().get(b)
                                    + "' are not all used for the same: "
                                    + parts.data().keys().get(members[b][0])
                                    + " and " + parts.data().keys().get(member)
                                    + " are in different parts of the data, or one of them is not used, but the shares are"
                                    + " those of all members. Divide whole bags: name the column of the bag in data.group, and"
                                    + " leave data.limit and data.keys out.");
                }
            }
        }
    }

    /**
     * Creates a data set of the examples that have a label, or of all of them if none has one.
     *
     * @param names class names of the training, whose numbers the labels get; empty to keep them
     * @param owner what the names belong to, for messages
     */
    static Dataset<?> known(RecordItems items, DescribedData data, Labels labels, List<String> names, String owner)
            throws IOException {
        int[] known = IntStream.range(0, data.size()).filter(labels::known).toArray();
        return known.length == 0
                ? items.dataset(data, new NoLabels(data.size()))
                : renumbered(items, data.select(known), labels.select(known), names, owner);
    }

    private static Dataset<?> renumbered(
            RecordItems items, DescribedData data, Labels labels, List<String> names, String owner) throws IOException {
        return items.dataset(
                data,
                SameClasses.of(labels, data.name(), items.unit(), names, owner).orElse(labels));
    }

    private Optional<float[]> weights(int[] examples) {
        if (config.weight().isEmpty()) {
            return Optional.empty();
        }
        float[] weights = new float[examples.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) parts.data().weights()[examples[i]];
        }
        return Optional.of(weights);
    }

    private static Map<Integer, String> idle(Dataset<?> train, int[] examples, int[] unlabelled) {
        Map<Integer, String> labels = new LinkedHashMap<>();
        for (int i = 0; i < train.size(); i++) {
            if (Arrays.binarySearch(examples, i) < 0) {
                labels.put(i, Arrays.binarySearch(unlabelled, i) < 0 ? LabelText.of(train.labels(), i) : "");
            }
        }
        return labels;
    }
}
