package io.winnow.trainer.modality;

import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.label.TrueLabels;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * The training examples that have no label.
 *
 * @param examples their indices, ascending (U)
 * @param truth true class of each if its label is withheld for an experiment, for evaluation only (U); {@link GivenNames#NONE} if it is not
 *     known
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
public record UnlabelledExamples(int[] examples, int[] truth) {
    /** There are none. */
    public static final UnlabelledExamples NONE = of(new int[0]);

    /** Examples whose classes nobody knows. */
    public static UnlabelledExamples of(int[] examples) {
        int[] truth = new int[examples.length];
        Arrays.fill(truth, GivenNames.NONE);
        return new UnlabelledExamples(examples, truth);
    }

    /** Returns these examples and others, which are different ones. */
    public UnlabelledExamples and(UnlabelledExamples others) {
        int size = examples.length;
        int[] all = IntStream.concat(Arrays.stream(examples), Arrays.stream(others.examples))
                .toArray();
        int[] order = IntStream.range(0, all.length)
                .boxed()
                .sorted((a, b) -> Integer.compare(all[a], all[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        return new UnlabelledExamples(
                Arrays.stream(order).map(i -> all[i]).toArray(),
                Arrays.stream(order)
                        .map(i -> i < size ? truth[i] : others.truth[i - size])
                        .toArray());
    }

    /**
     * Returns the data that {@link TaskData#unlabelled} describes.
     *
     * @param data the data whose labelled examples are in use
     * @param with returns data with other examples in use, given their indices and true labels
     */
    public Optional<TaskData> data(
            TaskData data, boolean withLabelled, BiFunction<int[], Optional<TrueLabels>, TaskData> with) {
        if (examples.length == 0) {
            return Optional.empty();
        }
        UnlabelledExamples used = withLabelled ? and(of(data.trainExamples())) : this;
        boolean known = Arrays.stream(truth).anyMatch(each -> each != GivenNames.NONE);
        return Optional.of(new RelabelledData(
                with.apply(used.examples, known ? Optional.of(new TrueLabels(used.truth)) : Optional.empty()),
                new NoLabels(used.examples.length),
                data.inputs()));
    }
}
