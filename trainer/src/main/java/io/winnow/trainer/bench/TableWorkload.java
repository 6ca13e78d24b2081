package io.winnow.trainer.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.loss.PairLosses;
import io.winnow.models.table.TableNetOptions;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Training steps of TabSim's network, in the published size, on pairs of tables in which every cell is filled and every text differs. */
final class TableWorkload {
    private static final int WORDS = 10_000;
    private static final int PAIRS = 32;
    private static final double MARGIN = 1;

    private TableWorkload() {}

    static Workload open(BenchOptions options) {
        return open(TableNetOptions.PUBLISHED, PAIRS, options);
    }

    static Workload open(TableNetOptions size, int pairs, BenchOptions options) {
        NDManager manager = NDManager.newBaseManager(options.device());
        Layer network = size.build(WORDS, WORDS);
        network.initialize(manager);
        TrainingWorkload.Shape shape = new TrainingWorkload.Shape("tabsim", "pairs", pairs, 2 * flop(size));
        // The inputs are integer ids, so no layer takes its precision from its input: everything is computed in
        // float32.
        BenchOptions single = new BenchOptions(
                options.device(), Precision.FLOAT32, options.compiled(), options.rounds(), options.seconds());
        return new TrainingWorkload(
                shape,
                network,
                single,
                TrainingWorkload.adamW(),
                manager,
                own -> {
                    NDArray both = ids(size, 2 * pairs, 1, own).reshape(pairs, 2, size.inputLength());
                    NDArray dissimilar = dissimilar(pairs, own);
                    return (vectors, scope) -> {
                        NDArray sides = vectors.apply(both);
                        return PairLosses.contrastive(sides.get(":, 0"), sides.get(":, 1"), dissimilar, MARGIN);
                    };
                },
                same -> plain(same, size, pairs, options));
    }

    /** Returns the same training steps, written as in DJL's documentation. */
    private static Workload plain(Workload same, TableNetOptions size, int pairs, BenchOptions options) {
        return new PlainTraining(same, PlainNetworks.table(size, WORDS), TrainingWorkload.adamW(), options, own -> {
            NDArray both = ids(size, 2 * pairs, 1, own);
            NDArray dissimilar = dissimilar(pairs, own);
            return new PlainTraining.Batch(
                    both,
                    vectors -> PairLosses.contrastive(
                            vectors.get(":{}", pairs), vectors.get("{}:", pairs), dissimilar, MARGIN));
        });
    }

    private static NDArray dissimilar(int pairs, NDManager manager) {
        float[] labels = new float[pairs];
        for (int i = 0; i < pairs; i += 2) {
            labels[i] = 1;
        }
        return manager.create(labels);
    }

    private static NDArray ids(TableNetOptions size, int count, long seed, NDManager manager) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] ids = new long[count * size.inputLength()];
        Arrays.setAll(ids, i -> 1 + random.nextInt(WORDS - 1));
        return manager.create(ids, new Shape(count, size.inputLength()));
    }

    /**
     * Operations of a forward pass for one table: the LSTMs in both directions over all words, the attention over cells and rows, and the
     * linear maps of the rows and of the table.
     */
    static double flop(TableNetOptions size) {
        double cells = (double) size.rows() * size.cells();
        double words = size.captionWords() + cells * size.cellWords();
        double vector = 2.0 * size.state();
        double lstm = 2
                * (Flop.linear(words, size.embedding(), 4.0 * size.state())
                        + Flop.linear(words, size.state(), 4.0 * size.state()));
        double attention = attention(size.rows(), size.cells(), vector) + attention(1, size.rows(), size.hidden());
        double maps = Flop.linear(size.rows(), size.cells() * vector, size.hidden())
                + Flop.linear(1, (double) size.rows() * size.hidden(), size.hidden());
        return lstm + attention + maps;
    }

    /** Operations of attention within each of several groups of positions: the linear map of one operand, the scores, and the weighted sums. */
    private static double attention(double groups, double positions, double width) {
        return groups * (Flop.linear(positions, width, width) + 2 * Flop.linear(positions, positions, width));
    }
}
