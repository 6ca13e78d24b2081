package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.models.loss.Losses;
import io.winnow.models.loss.SetMatching;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/** The loss of a head that writes sets of classes, whose order does not matter: matching, and transport between the names of classes. */
record MatchingLoss(SetHeadOptions options, Inputs inputs) implements TargetLoss {
    @Override
    public Bound bind(Labels given, NDManager manager) {
        double[] ones = new double[inputs.requireTarget().names().size()];
        Arrays.fill(ones, 1);
        return bindWeighed(given, ones, manager).orElseThrow();
    }

    /** The weights of classes are factors of the steps to which they are assigned. */
    @Override
    public Optional<Bound> bindWeighed(Labels given, double[] classWeights, NDManager manager) {
        Optional<NDArray> names = options.transport() > 0
                ? inputs.preprocessing().nameVectors(inputs.requireTarget().names(), manager)
                : Optional.empty();
        int[] ranks = options.scheme() == SetMatching.Scheme.BY_FREQUENCY
                ? ranks(given.counts())
                : IntStream.range(0, classWeights.length).toArray();
        return Optional.of((logits, states, rows, weights, progress) -> {
            int[][] classes = positives(states, ranks);
            NDManager scope = states.getManager();
            long[] assigned = SetMatching.assign(logits, classes, options.scheme());
            long steps = logits.getShape().get(1);
            NDArray own = weights.orElseGet(() -> scope.ones(new Shape(classes.length)));
            NDArray loss = SetMatching.crossEntropy(
                            scope.create(assigned, new Shape(classes.length, steps)),
                            scope.create(
                                    stepWeights(assigned, own.toFloatArray(), classWeights),
                                    new Shape(classes.length, steps)))
                    .of(logits);
            return names.map(vectors -> loss.add(
                            Losses.scaled(SetMatching.transport(logits, vectors, classes, own), options.transport())))
                    .orElse(loss);
        });
    }

    private float[] stepWeights(long[] assigned, float[] examples, double[] classes) {
        int steps = assigned.length / examples.length;
        float[] weights = new float[assigned.length];
        for (int i = 0; i < weights.length; i++) {
            boolean empty = assigned[i] == classes.length;
            weights[i] = examples[i / steps] * (float) (empty ? options.emptyWeight() : classes[(int) assigned[i]]);
        }
        return weights;
    }

    /** The places of the classes in the order of the number of examples that have them, the largest first. Equal numbers keep their order. */
    private static int[] ranks(double[] counts) {
        int[] order = IntStream.range(0, counts.length)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -counts[c]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] ranks = new int[order.length];
        for (int place = 0; place < order.length; place++) {
            ranks[order[place]] = place;
        }
        return ranks;
    }

    /** The classes of each example whose states (B, C) are positive, in the order of their ranks. */
    private static int[][] positives(NDArray states, int[] ranks) {
        float[] values = states.toFloatArray();
        int classes = Math.toIntExact(states.getShape().get(1));
        int[][] positives = new int[values.length / classes][];
        for (int i = 0; i < positives.length; i++) {
            int first = i * classes;
            positives[i] = IntStream.range(0, classes)
                    .filter(c -> values[first + c] == ClassSets.POSITIVE)
                    .boxed()
                    .sorted(Comparator.comparingInt(c -> ranks[c]))
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        return positives;
    }

    /** What the head needs, it checks itself. */
    @Override
    public Optional<String> refuses(Target target, Labels given) {
        return Optional.empty();
    }

    /** The losses of the steps of a batch are divided by the sum of their weights. */
    @Override
    public boolean averagesExamples() {
        return false;
    }
}
