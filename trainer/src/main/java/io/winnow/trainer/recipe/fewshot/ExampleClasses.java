package io.winnow.trainer.recipe.fewshot;

import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.target.Target;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The classes of the training examples in use.
 *
 * @param examples indices of the examples in the training data (N), ascending
 * @param sets classes of each example (N)
 * @param count number of classes
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record ExampleClasses(int[] examples, List<BitSet> sets, int count) {
    static ExampleClasses of(TaskData data) {
        Target target = data.inputs().requireTarget();
        Target.ClassShares shares = target.classShares(data.trainLabels()).orElseThrow();
        int[] examples = data.trainExamples();
        return new ExampleClasses(
                examples,
                IntStream.range(0, examples.length)
                        .mapToObj(i -> {
                            double[] own = shares.of(i);
                            BitSet set = new BitSet();
                            IntStream.range(0, own.length)
                                    .filter(k -> own[k] > 0)
                                    .forEach(set::set);
                            return set;
                        })
                        .toList(),
                target.names().size());
    }

    /** Number of examples. */
    int size() {
        return sets.size();
    }

    /** Whether two examples, which are given by their positions, have a common class. */
    boolean meet(int a, int b) {
        return sets.get(a).intersects(sets.get(b));
    }

    /** Returns the position of the example with an index in the training data. */
    int position(int example) {
        return Arrays.binarySearch(examples, example);
    }
}
