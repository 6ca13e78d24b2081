package io.winnow.datasets.label;

import io.winnow.datasets.random.Permutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Puts examples into bags, of which only the shares of the classes remain. */
public final class SimulatedBags {
    private SimulatedBags() {}

    /**
     * Draws bags. They are drawn once: bags that are drawn anew in each epoch would reveal the classes of their members.
     *
     * @param truth true classes (N)
     * @param size number of members of a bag; the last bag may have fewer
     * @param values values by which the examples are ordered before they are divided, so that the members of a bag have similar ones (N);
     *     empty to fill bags at random
     * @param part number of the part of the data to which the examples belong, so that each has random draws of its own
     */
    public static BagLabels draw(ClassLabels truth, int size, Optional<double[]> values, long seed, int part) {
        int[] order = Permutation.of(truth.size(), seed, LabelStreams.BAGS, part);
        if (values.isPresent()) {
            // The sort is stable, so that the order of equal values is random.
            order = Arrays.stream(order)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> values.get()[i]))
                    .mapToInt(i -> i)
                    .toArray();
        }
        int count = (truth.size() + size - 1) / size;
        int[] bags = new int[truth.size()];
        double[][] shares = new double[count][truth.classCount()];
        List<String> names = new ArrayList<>();
        for (int b = 0; b < count; b++) {
            int end = Math.min(truth.size(), (b + 1) * size);
            for (int i = b * size; i < end; i++) {
                bags[order[i]] = b;
                shares[b][truth.classes()[order[i]]] += 1.0 / (end - b * size);
            }
            names.add("bag " + (b + 1));
        }
        return new BagLabels(bags, shares, names, truth.classNames());
    }
}
