package io.winnow.trainer.loop;

import io.winnow.datasets.EditDistance;
import io.winnow.datasets.inspect.Kappa;
import io.winnow.trainer.labelling.ToolAnswer;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the answers say of the items. Of several annotators, the majority counts, and the answer of an expert counts alone. An item without a
 * majority has no label.
 */
public final class LabelState {
    private final LoopTask task;
    private final List<String> classes;
    /** Label of each labelled item, by its row. */
    private final Map<Integer, int[]> labels = new LinkedHashMap<>();
    /** Rows with any answer. */
    private final List<Integer> answered = new ArrayList<>();

    private final List<String> disputed = new ArrayList<>();
    /** The first two labels of each item that several annotators labelled. */
    private final List<int[][]> pairs = new ArrayList<>();

    private final Map<String, Integer> byAnnotator = new LinkedHashMap<>();

    private LabelState(LoopTask task, List<String> classes) {
        this.task = task;
        this.classes = classes;
    }

    /** @throws UserException if an answer has a class that is not among the classes */
    static LabelState of(LoopTask task, AnswerLog log, ItemTable items, List<String> classes) {
        LabelState state = new LabelState(task, classes);
        Map<String, Integer> numbers = new HashMap<>();
        classes.forEach(name -> numbers.put(name, numbers.size()));
        log.current().forEach((id, byAnnotator) -> {
            int row = items.row(id);
            state.answered.add(row);
            byAnnotator.keySet().forEach(who -> state.byAnnotator.merge(who, 1, Integer::sum));
            state.decide(row, id, byAnnotator.values(), numbers);
        });
        return state;
    }

    private void decide(int row, String id, Collection<Answer> answers, Map<String, Integer> numbers) {
        boolean expert = answers.stream().anyMatch(Answer::expert);
        List<int[]> votes = new ArrayList<>();
        for (Answer answer : answers) {
            if (answer.status() == ToolAnswer.Status.LABELLED && (answer.expert() || !expert)) {
                votes.add(label(answer, numbers));
            }
        }
        // What a second program is asked is what the first one takes for a rare class, which says nothing of agreement
        // in general.
        boolean rechecked = Labeller.second(answers).isPresent();
        if (votes.size() > 1 && !rechecked) {
            pairs.add(new int[][] {votes.get(0), votes.get(1)});
        }
        if (votes.isEmpty() || answers.stream().anyMatch(answer -> answer.status() == ToolAnswer.Status.BAD)) {
            return;
        }
        task.majority(votes).ifPresentOrElse(label -> labels.put(row, label), () -> disputed.add(id));
    }

    private int[] label(Answer answer, Map<String, Integer> numbers) {
        for (String label : answer.labels()) {
            if (!numbers.containsKey(label)) {
                throw new UserException(
                        "The answer of " + answer.annotator() + " for " + answer.id() + " is the class '" + label
                                + "', which " + Project.CLASSES + " does not have"
                                + EditDistance.nearest(label, classes)
                                        .map(near -> " (the nearest is '" + near + "')")
                                        .orElse("")
                                + ". Add the class to the file again: classes that answers use cannot be removed.");
            }
        }
        return answer.labels().stream()
                .mapToInt(numbers::get)
                .distinct()
                .sorted()
                .toArray();
    }

    LoopTask task() {
        return task;
    }

    /** Returns the label of an item; empty if it has none. */
    Optional<int[]> label(int row) {
        return Optional.ofNullable(labels.get(row));
    }

    /** Returns the labels of the labelled items by their rows. */
    Map<Integer, int[]> labels() {
        return labels;
    }

    /** Returns the rows of all items with an answer, be it a label or not. */
    List<Integer> answered() {
        return answered;
    }

    /** Returns the ids of items without a majority. */
    List<String> disputed() {
        return disputed;
    }

    /** Returns the number of items that each annotator answered. */
    Map<String, Integer> byAnnotator() {
        return byAnnotator;
    }

    /** Returns the number of items that two annotators labelled. */
    int doublyLabelled() {
        return pairs.size();
    }

    /** Returns how far both agree on these items, on average: the share of equal classes, or F1 of sets of classes. */
    OptionalDouble agreement() {
        return pairs.stream()
                .mapToDouble(pair -> task.agreement(pair[0], pair[1]))
                .average();
    }

    /** Returns Cohen's kappa of the first two annotators of each item; empty if it is not defined. */
    Optional<Double> kappa() {
        double[][] table = task.table(classes.size());
        pairs.forEach(pair -> task.count(pair[0], pair[1], classes.size(), table));
        return pairs.isEmpty() ? Optional.empty() : Optional.ofNullable(Kappa.cohen(table, Kappa.Weights.NONE));
    }
}
