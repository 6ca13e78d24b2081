package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The shares of classes that a record gives, or that follow from the confidences of annotators. */
final class Shares {
    private Shares() {}

    /**
     * Returns the shares of an item by class number, which are positive and sum to 1; empty if no class has a share.
     *
     * @throws DataException if a value is not a number, or their sum is not 1 and they are not to be normalised
     */
    static Map<Integer, Double> of(List<Statement> said, ClassNumbers numbers, LabelDescription.Soft description)
            throws DataException {
        double[] weights = description.inverseRanks() ? inverseRanks(said) : amounts(said);
        Map<Integer, Double> shares = new TreeMap<>();
        double given = 0;
        for (int i = 0; i < weights.length; i++) {
            given += weights[i];
            if (weights[i] > 0) {
                OptionalInt number = numbers.number(said.get(i).name(), said.get(i));
                if (number.isPresent()) {
                    shares.merge(number.getAsInt(), weights[i], Double::sum);
                }
            }
        }
        if (said.stream().allMatch(each -> each.value().orElse("").isEmpty())) {
            return Map.of();
        }
        boolean free = description.normalise() || description.inverseRanks();
        if (given == 0 || (!free && Math.abs(given - 1) > LabelReader.TOLERANCE)) {
            throw said.get(0)
                    .error(String.format(
                            Locale.ROOT,
                            "has shares whose sum is %.4g; it must be 1 (up to %s). Correct the record%s",
                            given,
                            LabelReader.TOLERANCE,
                            given == 0 ? "" : ", or set normalise: true to divide by the sum"));
        }
        double sum = shares.values().stream().mapToDouble(each -> each).sum();
        shares.replaceAll((k, share) -> share / sum);
        return shares;
    }

    private static double[] amounts(List<Statement> said) throws DataException {
        double[] amounts = new double[said.size()];
        for (int i = 0; i < amounts.length; i++) {
            if (said.get(i).value().isEmpty()) {
                String name = said.get(i).name();
                throw said.get(i)
                        .error("names '" + name + "' without a share; a dictionary is needed, such as {'" + name
                                + "': 1.0}");
            }
            amounts[i] = said.get(i).amount();
        }
        return amounts;
    }

    /**
     * Ranks each annotator's names by falling confidence and gives each the weight 1/rank; tied names have their mean rank
     * (data-readers.md, section 2).
     */
    private static double[] inverseRanks(List<Statement> said) throws DataException {
        double[] confidences = amounts(said);
        Map<String, List<Integer>> byAnnotator = new LinkedHashMap<>();
        for (int i = 0; i < confidences.length; i++) {
            byAnnotator
                    .computeIfAbsent(said.get(i).annotator(), name -> new ArrayList<>())
                    .add(i);
        }
        double[] weights = new double[confidences.length];
        for (List<Integer> own : byAnnotator.values()) {
            own.sort(Comparator.comparingDouble(i -> -confidences[i]));
            int first = 0;
            while (first < own.size()) {
                int end = first + 1;
                while (end < own.size() && confidences[own.get(end)] == confidences[own.get(first)]) {
                    end++;
                }
                double meanRank = (first + 1 + end) / 2.0;
                for (int place = first; place < end; place++) {
                    weights[own.get(place)] = 1 / meanRank;
                }
                first = end;
            }
        }
        return weights;
    }
}
