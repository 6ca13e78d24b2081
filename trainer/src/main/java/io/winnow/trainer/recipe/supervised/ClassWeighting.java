package io.winnow.trainer.recipe.supervised;

import io.winnow.datasets.label.Labels;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.config.Names;
import io.winnow.trainer.target.EffectiveNumbers;
import io.winnow.trainer.target.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Weights of classes in the loss. */
@Doc(
        "Weights of classes in the loss. If exactly one class or level is right, the loss of an example is multiplied by the weight of its"
                + " class, and the loss of a batch is divided by the sum of these weights; if an example has any number of classes, the"
                + " losses of the positives of a class are multiplied by its weight.")
public sealed interface ClassWeighting {
    /** All classes have the same weight. */
    @Kind("none")
    record None() implements ClassWeighting {
        @Override
        public double[] of(double[] counts, List<String> names) {
            double[] ones = new double[counts.length];
            Arrays.fill(ones, 1);
            return ones;
        }
    }

    /** Inverse class frequencies, {@code n / (C n_c)}: the weights of all examples have a mean of 1. */
    @Kind("inverse_frequency")
    @Doc("n / (C n_c) for a class with n_c of the n training examples in C classes.")
    record InverseFrequency() implements ClassWeighting {
        @Override
        public double[] of(double[] counts, List<String> names) {
            double all = Arrays.stream(counts).sum();
            long present = Arrays.stream(counts).filter(count -> count > 0).count();
            return Arrays.stream(counts)
                    .map(count -> count > 0 ? all / (present * count) : 1)
                    .toArray();
        }
    }

    /** The inverse of the effective number of examples (Cui et al., CVPR 2019, equation 5), {@code (1 - beta) / (1 - beta^n_c)}. */
    @Kind("effective_number")
    @Doc(
            "The inverse of the effective number of examples (Cui et al., CVPR 2019), scaled to a mean of 1 over the classes.")
    record EffectiveNumber(
            @Doc(
                    "Parameter beta of the effective number (1 - beta^n) / (1 - beta) of n examples, in [0, 1). 0 weights all classes"
                            + " equally; close to 1, weights approach the inverse class frequencies.")
            @Default("0.9999")
            double beta)
            implements ClassWeighting {
        public EffectiveNumber {
            new Checks().below("beta", beta, 0, 1).done();
        }

        @Override
        public double[] of(double[] counts, List<String> names) {
            return Arrays.stream(EffectiveNumbers.weights(counts, beta))
                    .map(weight -> weight > 0 ? weight : 1)
                    .toArray();
        }
    }

    /** The frequency of the largest class divided by that of a class (PTEC, arXiv 2309.12075, in its program). */
    @Kind("largest_frequency")
    @Doc(
            "n_max / n_c, at most a cap, for a class with n_c training examples, where the largest class has n_max; 1 for a class without"
                    + " examples. The largest class has the weight 1, all others have more.")
    record LargestFrequency(
            @Doc("Largest weight, at least 1.") @Default("100")
            double cap) implements ClassWeighting {
        public LargestFrequency {
            new Checks().atLeast("cap", cap, 1).done();
        }

        @Override
        public double[] of(double[] counts, List<String> names) {
            double largest = Arrays.stream(counts).max().orElse(0);
            return Arrays.stream(counts)
                    .map(count -> count > 0 ? Math.min(cap, largest / count) : 1)
                    .toArray();
        }
    }

    /** Given weights. */
    @Kind("given")
    @Doc("Given weights.")
    record Given(
            @Doc("Weight of each class by its name, above 0. Classes that are left out have the weight 1.")
            Map<String, Double> weights)
            implements ClassWeighting {
        public Given {
            Checks checks = new Checks().that(!weights.isEmpty(), "weights", "must have at least one class");
            weights.forEach((name, weight) -> checks.that(
                    weight != null && weight > 0, "weights", "must be positive, found " + weight + " for " + name));
            checks.done();
        }

        @Override
        public double[] of(double[] counts, List<String> names) {
            return names.stream()
                    .mapToDouble(name -> weights.getOrDefault(name, 1.0))
                    .toArray();
        }

        @Override
        public List<String> unknown(List<String> names) {
            List<String> unknown = new ArrayList<>();
            for (String name : weights.keySet()) {
                if (!names.contains(name)) {
                    unknown.add("'" + name + "'; " + Names.allowed(name, names));
                }
            }
            return unknown;
        }
    }

    /**
     * Returns the weight of each class.
     *
     * @param counts number of training examples of each class
     * @param names names of the classes
     */
    double[] of(double[] counts, List<String> names);

    /** Returns what is wrong with names of classes in this section. */
    default List<String> unknown(List<String> names) {
        return List.of();
    }

    /** Returns the weights of the classes of some labels; empty if they are not weighted. */
    default Optional<double[]> of(Labels labels, Target target) {
        return this instanceof None ? Optional.empty() : Optional.of(of(labels.counts(), target.names()));
    }
}
