package io.winnow.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.loss.PairLosses;
import io.winnow.models.table.TableNetOptions;
import io.winnow.models.text.MiniLm;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Measures how many examples per second the encoders of table pairs process, in the forward pass and in training, and compares them with
 * the machine's rate of matrix products. This is not a test: it prints figures. It measures the CPU time of the calling thread, so the
 * figures are valid even on a busy machine. They are for one core, so run PyTorch with one thread (OMP_NUM_THREADS=1).
 */
public final class PairEncodersBenchmark {
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
    private static final int BATCH = 32;
    private static final int ROUNDS = 7;
    private static final int WARMUP = 2;
    private static final int TOKENS = 128;
    private static final int VOCABULARY = 3000;

    private PairEncodersBenchmark() {}

    public static void main(String[] arguments) {
        try (NDManager manager = NDManager.newBaseManager()) {
            double rate = productRate(manager);
            System.out.printf("products of 1024 x 1024 matrices: %.1f GFLOP/s%n", rate / 1e9);

            TableNetOptions options = TableNetOptions.PUBLISHED;
            Layer tables = options.build(VOCABULARY, VOCABULARY);
            measure(manager, "TabSim's encoder", tables, () -> tables(manager, options), 0, rate);

            Layer texts = MiniLm.OPTIONS.build(MiniLm.POOLING, Precision.FLOAT32);
            double products = 2.0 * 6 * (4.0 * 384 * 384 + 2.0 * 384 * 1536 + 2.0 * TOKENS * 384);
            measure(manager, "MiniLM, 128 tokens", texts, () -> texts(manager), products * TOKENS, rate);
        }
    }

    /** @param products floating-point operations in the matrix products of one example's forward pass; 0 if they vary by example */
    private static void measure(
            NDManager manager, String name, Layer encoder, Supplier<NDArray> inputs, double products, double rate) {
        encoder.initialize(manager);
        ParameterArena arena = ParameterArena.adopt(encoder, ParameterLayout.of(encoder), manager);
        double forward = median(() -> {
            try (NDManager scope = manager.newSubManager()) {
                NDArray x = inputs.get();
                x.attach(scope);
                run(encoder, arena, scope, x, false).toFloatArray();
            }
        });
        double step = median(() -> {
            try (NDManager scope = manager.newSubManager();
                    Autograd.Recording recording = Autograd.record()) {
                NDArray x = inputs.get();
                NDArray y = inputs.get();
                x.attach(scope);
                y.attach(scope);
                NDArray labels = scope.zeros(new Shape(BATCH));
                NDArray first = run(encoder, arena, scope, x, true);
                NDArray second = run(encoder, arena, scope, y, true);
                Autograd.zeroGradient(arena.values());
                Autograd.backward(PairLosses.contrastive(first, second, labels, 1));
                arena.gradient().close();
            }
        });
        System.out.printf(
                "%s: %.0f examples/s forward, %.1f pairs/s forward and backward (batch %d, medians of %d)%n",
                name, BATCH / forward, BATCH / step, BATCH, ROUNDS);
        if (products > 0) {
            System.out.printf(
                    "    %.0f%% and %.0f%% of the rate of plain matrix products%n",
                    100 * products * BATCH / forward / rate, 100 * 2 * 3 * products * BATCH / step / rate);
        }
        arena.close();
    }

    private static NDArray run(Layer encoder, ParameterArena arena, NDManager scope, NDArray x, boolean training) {
        return encoder.forward(arena.bind(scope), new NDList(x), training).singletonOrThrow();
    }

    /** A batch that resembles the PMC tables: 27% of the cells have words, 2.5 on average, and frequent words occur more often. */
    private static NDArray tables(NDManager manager, TableNetOptions options) {
        SplittableRandom random = new SplittableRandom(4);
        int length = options.inputLength();
        int[] ids = new int[BATCH * length];
        for (int b = 0; b < BATCH; b++) {
            for (int w = 0; w < options.captionWords(); w++) {
                ids[b * length + w] = word(random);
            }
            for (int cell = 0; cell < options.rows() * options.cells(); cell++) {
                int words = random.nextDouble() < 0.27 ? 1 + random.nextInt(4) : 0;
                for (int w = 0; w < words; w++) {
                    ids[b * length + options.captionWords() + cell * options.cellWords() + w] = word(random);
                }
            }
        }
        return manager.create(ids, new Shape(BATCH, length));
    }

    private static int word(SplittableRandom random) {
        return 1 + (int) ((VOCABULARY - 1) * Math.pow(random.nextDouble(), 3));
    }

    private static NDArray texts(NDManager manager) {
        int[] ids = new int[BATCH * 2 * TOKENS];
        SplittableRandom random = new SplittableRandom(5);
        for (int b = 0; b < BATCH; b++) {
            for (int i = 0; i < TOKENS; i++) {
                ids[b * 2 * TOKENS + i] = 1000 + random.nextInt(20_000);
            }
        }
        return manager.create(ids, new Shape(BATCH, 2, TOKENS));
    }

    private static double productRate(NDManager manager) {
        NDArray a = manager.randomNormal(new Shape(1024, 1024));
        NDArray b = manager.randomNormal(new Shape(1024, 1024));
        return 2 * Math.pow(1024, 3) / median(() -> a.dot(b).close());
    }

    /** The median CPU time of the calling thread, in seconds. */
    private static double median(Runnable work) {
        double[] seconds = new double[ROUNDS];
        for (int i = -WARMUP; i < ROUNDS; i++) {
            long begin = THREAD.getCurrentThreadCpuTime();
            work.run();
            if (i >= 0) {
                seconds[i] = (THREAD.getCurrentThreadCpuTime() - begin) / 1e9;
            }
        }
        Arrays.sort(seconds);
        return seconds[ROUNDS / 2];
    }
}
