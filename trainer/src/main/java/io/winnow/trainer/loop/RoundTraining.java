package io.winnow.trainer.loop;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.inspect.Kappa;
import io.winnow.datasets.label.LabelText;
import io.winnow.datasets.random.EvenSpacing;
import io.winnow.trainer.evaluate.ClassificationReport;
import io.winnow.trainer.evaluate.Proportion;
import io.winnow.trainer.labelling.LabellingItem;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.Strategies;
import io.winnow.trainer.select.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Trains a classifier on all answers so far, and writes into the folder of the last round: its report, its predictions for all items, and the
 * labels as a file that trainings read ({@code labels.file}).
 */
public final class RoundTraining {
    static final String PREDICTIONS = "predictions.csv";
    static final String LABELS = "labels.csv";
    /** Number of items on which successive models are compared. */
    private static final int COMPARED = 2000;
    /** Number of rounds whose random items tell how many of the rare class are left. */
    private static final int RECENT = 3;

    private final Project project;
    private final ItemTable items;
    private final List<String> classes;
    private final AnswerLog answers;
    private final LabelState state;
    private final OptionalInt positive;
    private final Set<String> test;
    private final List<LoopRound> rounds;

    public RoundTraining(Project project) throws IOException {
        this.project = project;
        items = project.items();
        classes = project.classes();
        positive = project.positive(classes);
        answers = project.answers();
        state = LabelState.of(LoopTask.of(project.config()), answers, items, classes);
        test = project.testItems();
        rounds = project.rounds();
    }

    /** Whether there are different labels, so that a classifier can be fitted. */
    public boolean isPossible() {
        return Training.of(state, items, test).isEnough();
    }

    /**
     * Trains.
     *
     * @param vectors vectors of all items (N, D), of unit length
     * @throws UserException if no round was answered, or all answers are of one class
     */
    public RoundReport run(Vectors vectors, NDManager manager) throws IOException {
        Training training = Training.of(state, items, test);
        if (training.size() == 0) {
            throw new UserException(
                    "No item outside of the test sample has a label yet. Choose items with `winnow loop select`,"
                            + " and read their answers with `winnow loop import`.");
        }
        if (!training.isEnough()) {
            throw new UserException(
                    "All " + training.size() + " labels are the same ("
                            + (training.labels().get(0).length == 0
                                    ? "no class"
                                    : names(training.labels().get(0)))
                            + "), so there is nothing to tell apart. Label more items first: without a model, they are chosen to be"
                            + " as different as possible. If you know items of other classes, answer for them with `winnow loop import`.");
        }
        if (rounds.isEmpty()) {
            throw new UserException("There is no round yet, into whose folder the results are written. Choose one with"
                    + " `winnow loop select`.");
        }
        Vectors probabilities = training.probabilities(vectors, classes.size(), manager);
        LoopRound last = rounds.get(rounds.size() - 1);
        RoundReport report = report(training, probabilities, last);
        writePredictions(probabilities, last.folder());
        writeLabels(last.folder());
        if (project.config().boxes()) {
            ProjectObjects.write(answers, items, test, classes, last.folder());
        }
        if (positive.isPresent()) {
            new FoundPositives(
                            project,
                            items,
                            state,
                            answers,
                            FoundPositives.places(rounds),
                            probabilities,
                            positive.getAsInt())
                    .write(last.folder(), report);
        }
        report.write(last.folder());
        return report;
    }

    private RoundReport report(Training training, Vectors probabilities, LoopRound last) throws IOException {
        int[] tested = state.labels().keySet().stream()
                .filter(row -> test.contains(items.get(row).id()))
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        int[][] truth =
                IntStream.of(tested).mapToObj(row -> state.labels().get(row)).toArray(int[][]::new);
        Optional<TestScores> scores = tested.length == 0
                ? Optional.empty()
                : Optional.of(new TestScores(state.task(), probabilities.select(tested), truth));
        int[] counts = new int[classes.size()];
        training.labels().forEach(label -> IntStream.of(label).forEach(k -> counts[k]++));
        Map<String, Integer> byClass = new LinkedHashMap<>();
        for (int k = 0; k < counts.length; k++) {
            byClass.put(classes.get(k), counts[k]);
        }
        Set<Integer> asked = new HashSet<>(state.answered());
        rounds.forEach(round -> round.items().forEach(each -> asked.add(items.row(each.id()))));
        return new RoundReport(
                last.number(),
                state.answered().size(),
                training.size(),
                byClass,
                scores.map(TestScores::accuracy),
                scores.filter(each -> project.config().several()).map(TestScores::microF1),
                scores.filter(each -> !project.config().several()).map(each -> calibrationError(each, counts)),
                scores.map(TestScores::classMean),
                scores.isEmpty() || positive.isEmpty()
                        ? Optional.empty()
                        : Optional.of(rare(scores.get(), positive.getAsInt())),
                kappa(probabilities, last.number()),
                agreement(each -> !each.blind() && !each.guesses().isEmpty()),
                agreement(each -> each.blind() && !each.guesses().isEmpty()),
                positive.isEmpty() ? Optional.empty() : randomShare(positive.getAsInt()),
                positive.isEmpty() ? Optional.empty() : rareShare(truth, positive.getAsInt()),
                (int) IntStream.of(items.originals())
                        .filter(row -> !asked.contains(row))
                        .count());
    }

    private double calibrationError(TestScores scores, int[] counts) {
        int[] truth = Arrays.stream(scores.truth()).mapToInt(label -> label[0]).toArray();
        return ClassificationReport.of(scores.probabilities().values(), truth, counts, classes)
                .calibrationError();
    }

    private static RoundReport.Rare rare(TestScores scores, int positive) {
        int count = (int) Arrays.stream(scores.truth())
                .filter(label -> LoopTask.has(label, positive))
                .count();
        return count == 0
                ? new RoundReport.Rare(Optional.empty(), Optional.empty(), 0)
                : new RoundReport.Rare(
                        Optional.of(scores.f1Interval(positive)),
                        Optional.of(scores.averagePrecision(positive)),
                        count);
    }

    /** Returns the share of the answers to some of the items that agree with the guess. */
    private Optional<Proportion> agreement(Predicate<LoopRound.Selected> which) {
        if (project.config().boxes()) {
            return Optional.empty(); // people see proposed boxes there, and not the guesses
        }
        int right = 0;
        int all = 0;
        for (LoopRound round : rounds) {
            for (LoopRound.Selected each : round.items()) {
                Optional<int[]> label = state.label(items.row(each.id()));
                if (which.test(each) && label.isPresent()) {
                    all++;
                    right += names(label.get()).equals(LabellingItem.names(each.guesses())) ? 1 : 0;
                }
            }
        }
        return all == 0 ? Optional.empty() : Optional.of(Proportion.of(right, all));
    }

    /** Returns the share of a class among the random items of the last rounds. */
    private Optional<Proportion> randomShare(int positive) {
        List<int[]> labels = randomItems().stream()
                .flatMap(each -> state.label(items.row(each.id())).stream())
                .toList();
        int hits = (int)
                labels.stream().filter(label -> LoopTask.has(label, positive)).count();
        return labels.isEmpty() ? Optional.empty() : Optional.of(Proportion.exact(hits, labels.size()));
    }

    private List<LoopRound.Selected> randomItems() {
        return rounds.subList(Math.max(0, rounds.size() - RECENT), rounds.size()).stream()
                .flatMap(round -> round.items().stream())
                .filter(each -> each.strategy().equals(Strategies.random().key()))
                .toList();
    }

    /** Returns the share of a class by the labels of the test items; if there are none, by the random items of the last rounds. */
    private Optional<RareShare> rareShare(int[][] truth, int positive) {
        LabellerConfig labeller = project.config().labeller();
        int hits = (int) Arrays.stream(truth)
                .filter(label -> LoopTask.has(label, positive))
                .count();
        return truth.length > 0
                ? Optional.of(
                        RareShare.of(Proportion.exact(hits, truth.length), true, test.size() - truth.length, labeller))
                : randomShare(positive)
                        .map(sample -> RareShare.of(sample, false, randomItems().size() - sample.size(), labeller));
    }

    /** Returns Cohen's kappa of this model and the one of the last round before that was trained. */
    private Optional<Double> kappa(Vectors probabilities, int number) throws IOException {
        for (int before = number - 1; before >= 0; before--) {
            Path file = project.roundFolder(before).resolve(PREDICTIONS);
            if (Files.exists(file)) {
                Map<String, int[]> guesses = predictions(file);
                double[][] table = state.task().table(classes.size());
                int[] originals = items.originals();
                for (int place : EvenSpacing.of(originals.length, COMPARED)) {
                    int row = originals[place];
                    int[] then = guesses.get(items.get(row).id());
                    if (then != null) {
                        state.task().count(then, state.task().guess(probabilities, row), classes.size(), table);
                    }
                }
                return Optional.ofNullable(Kappa.cohen(table, Kappa.Weights.NONE));
            }
        }
        return Optional.empty();
    }

    /** Returns the guesses of a file by item, without those that have a class that is no longer there. */
    private Map<String, int[]> predictions(Path file) throws IOException {
        RecordFile records = RecordFile.read(file, RecordOptions.of("file of predictions"));
        Map<String, int[]> guesses = new HashMap<>();
        for (FileRecord row : records.rows()) {
            int[] guess = LabellingItem.guesses(row.find("guess"), row.find("p")).stream()
                    .mapToInt(each -> classes.indexOf(each.label()))
                    .sorted()
                    .toArray();
            if (guess.length == 0 || guess[0] >= 0) {
                guesses.put(row.get("id"), guess);
            }
        }
        return guesses;
    }

    private void writePredictions(Vectors probabilities, Path folder) throws IOException {
        List<List<Object>> lines = new ArrayList<>();
        for (int row = 0; row < items.size(); row++) {
            List<LabellingItem.Guess> guesses = state.task().guesses(probabilities, row, classes);
            lines.add(List.of(items.get(row).id(), LabellingItem.names(guesses), LabellingItem.probabilities(guesses)));
        }
        TableFile.write(folder.resolve(PREDICTIONS), List.of("id", "guess", "p"), lines);
    }

    private void writeLabels(Path folder) throws IOException {
        boolean texts = IntStream.range(0, items.size())
                .allMatch(row -> items.get(row).text().isPresent());
        List<List<Object>> lines = new ArrayList<>();
        new TreeMap<>(state.labels()).forEach((row, label) -> {
            LoopItem item = items.get(row);
            if (!test.contains(item.id())) {
                List<Object> line = new ArrayList<>(List.of(item.id(), names(label)));
                item.text().filter(text -> texts).ifPresent(line::add);
                lines.add(line);
            }
        });
        TableFile.write(
                folder.resolve(LABELS), texts ? List.of("key", "label", "text") : List.of("key", "label"), lines);
    }

    /** Returns the names of a label as the text of a cell. */
    private String names(int[] label) {
        return LabelText.joined(IntStream.of(label).mapToObj(classes::get).toList());
    }
}
