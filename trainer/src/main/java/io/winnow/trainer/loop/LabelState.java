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
 * What the answers say of the items. Of several annotators, the majority counts, and the answer of an expert counts alone. An item on which
 * as many say one class as another has no label.
 */
public final class LabelState {
    private final List<String> classes;
    /** Class of each labelled item, by its row. */
    private final Map<Integer, Integer> labels = new LinkedHashMap<>();
    /** Rows with any answer. */
    private final List<Integer> answered = new ArrayList<>();

    private final List<String> disputed = new ArrayList<>();
    private final List<int[]> pairs = new ArrayList<>();
    private final Map<String, Integer> byAnnotator = new LinkedHashMap<>();

    private LabelState(List<String> classes) {
        this.classes = classes;
    }

    /** @throws UserException if an answer has a class that is not among the classes */
    static LabelState of(AnswerLog log, ItemTable items, List<String> classes) {
        LabelState state = new LabelState(classes);
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
        List<Integer> votes = new ArrayList<>();
        for (Answer answer : answers) {
            if (answer.status() == ToolAnswer.Status.LABELLED && (answer.expert() || !expert)) {
                votes.add(number(answer, numbers));
            }
        }
        if (votes.size() > 1) {
            pairs.add(new int[] {votes.get(0), votes.get(1)});
        }
        if (answers.stream().anyMatch(answer -> answer.status() == ToolAnswer.Status.BAD)) {
            return;
        }
        Map<Integer, Integer> counts = new HashMap<>();
        votes.forEach(vote -> counts.merge(vote, 1, Integer::sum));
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        List<Integer> winners = counts.keySet().stream()
                .filter(vote -> counts.get(vote) == most)
                .toList();
        if (winners.size() == 1) {
            labels.put(row, winners.get(0));
        } else if (winners.size() > 1) {
            disputed.add(id);
        }
    }

    private int number(Answer answer, Map<String, Integer> numbers) {
        String label = answer.label().orElse("");
        Integer number = numbers.get(label);
        if (number == null) {
            throw new UserException(
                    "The answer of " + answer.annotator() + " for " + answer.id() + " is the class '" + label
                            + "', which " + Project.CLASSES + " does not have"
                            + EditDistance.nearest(label, classes)
                                    .map(near -> " (the nearest is '" + near + "')")
                                    .orElse("")
                            + ". Add the class to the file again: classes that answers use cannot be removed.");
        }
        return number;
    }

    /** Returns the class of an item; empty if it has no label. */
    Optional<Integer> label(int row) {
        return Optional.ofNullable(labels.get(row));
    }

    /** Returns the classes of the labelled items by their rows. */
    Map<Integer, Integer> labels() {
        return labels;
    }

    /** Returns the rows of all items with an answer, be it a label or not. */
    List<Integer> answered() {
        return answered;
    }

    /** Returns the ids of items of which as many annotators say one class as another. */
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

    /** Returns the share of these items on which both agree. */
    OptionalDouble agreement() {
        return pairs.stream().mapToDouble(pair -> pair[0] == pair[1] ? 1 : 0).average();
    }

    /** Returns Cohen's kappa of the first two annotators of each item; empty if it is not defined. */
    Optional<Double> kappa() {
        double[][] table = new double[classes.size()][classes.size()];
        pairs.forEach(pair -> table[pair[0]][pair[1]]++);
        return pairs.isEmpty() ? Optional.empty() : Optional.ofNullable(Kappa.cohen(table, Kappa.Weights.NONE));
    }
}
