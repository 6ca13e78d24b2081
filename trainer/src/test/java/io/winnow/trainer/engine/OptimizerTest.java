package io.winnow.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Compares each optimizer with the formulas of its paper, written out for a single parameter. */
class OptimizerTest {
    private static final float[] GRADIENTS = {0.5f, -1.5f, 0.25f, 3f, -0.125f};
    private static final double RATE = 0.1;

    /** The formula that updates a single parameter. */
    private interface Path {
        double next(double p, double g, double decay, int step);
    }

    private static void assertFollows(OptimizerOptions options, double decay, Path[] paths) {
        try (NDManager manager = NDManager.newBaseManager();
                Regression model = new Regression(manager, Long.MAX_VALUE)) {
            ParameterArena arena = model.parameters();
            double[] expected = new double[5];
            float[] start = model.values();
            for (int i = 0; i < 5; i++) {
                expected[i] = start[i];
            }
            try (Optimizer optimizer = new Optimizer(options, arena)) {
                for (int step = 1; step <= 5; step++) {
                    float[] gradient = new float[5];
                    for (int i = 0; i < 5; i++) {
                        gradient[i] = GRADIENTS[(i + step) % 5];
                    }
                    try (NDArray g = manager.create(gradient)) {
                        optimizer.step(g, 1);
                    }
                    for (ParameterLayout.Segment segment : arena.layout().segments()) {
                        for (int i = (int) segment.begin(); i < segment.end(); i++) {
                            expected[i] = paths[i].next(expected[i], gradient[i], segment.decays() ? decay : 0, step);
                        }
                    }
                }
            }
            float[] values = model.values();
            for (int i = 0; i < 5; i++) {
                assertThat(values[i]).isCloseTo((float) expected[i], within(2e-6f));
            }
            assertThat(arena.layout().segments()).anyMatch(ParameterLayout.Segment::decays);
            assertThat(arena.layout().segments()).anyMatch(segment -> !segment.decays());
        }
    }

    private static Path[] five(java.util.function.Supplier<Path> path) {
        Path[] paths = new Path[5];
        Arrays.setAll(paths, i -> path.get());
        return paths;
    }

    private static Path sgd(boolean nesterov) {
        double[] v = new double[1];
        return (p, g, decay, step) -> {
            double d = g + decay * p;
            v[0] = 0.9 * v[0] + d;
            return p - RATE * (nesterov ? d + 0.9 * v[0] : v[0]);
        };
    }

    @Test
    void sgd() {
        assertFollows(new OptimizerOptions.Sgd(RATE, 0.9, false, 0.05), 0.05, five(() -> sgd(false)));
    }

    @Test
    void nesterov() {
        assertFollows(new OptimizerOptions.Sgd(RATE, 0.9, true, 0.05), 0.05, five(() -> sgd(true)));
    }

    @Test
    void adamW() {
        assertFollows(new OptimizerOptions.AdamW(RATE, 0.9, 0.99, 1e-8, 0.2), 0.2, five(() -> {
            double[] m = new double[1];
            double[] v = new double[1];
            return (p, g, decay, step) -> {
                m[0] = 0.9 * m[0] + 0.1 * g;
                v[0] = 0.99 * v[0] + 0.01 * g * g;
                double mean = m[0] / (1 - Math.pow(0.9, step));
                double square = v[0] / (1 - Math.pow(0.99, step));
                return p - RATE * decay * p - RATE * mean / (Math.sqrt(square) + 1e-8);
            };
        }));
    }

    @Test
    void rmsProp() {
        assertFollows(new OptimizerOptions.RmsProp(RATE, 0.95, 1e-3, 0.5, 0.1), 0.1, five(() -> {
            double[] s = new double[1];
            double[] v = new double[1];
            return (p, g, decay, step) -> {
                double d = g + decay * p;
                s[0] = 0.95 * s[0] + 0.05 * d * d;
                v[0] = 0.5 * v[0] + d / (Math.sqrt(s[0]) + 1e-3);
                return p - RATE * v[0];
            };
        }));
    }

    /** Three steps of the RMSprop of Keras with epsilon outside the root; reference values from tabsim, 03_siamese_head. */
    @Test
    void rmsPropOfTheReference() {
        float[][] gradients = {
            {0.1f, -0.02f, 0, 3, 1e-6f}, {0.05f, 0.04f, 0, -1, 1e-6f}, {0, -0.01f, 1e-9f, 0.5f, -1e-6f}
        };
        double[][] expected = {
            {0.4968377323398, -0.2968377723390411, 0, 1.2468377226731648, 1.9975974692664795},
            {0.4953633171260643, -0.2996948947881664, 0, 1.2478860073999967, 1.9957314142978457},
            {0.4953633171260643, -0.29896245173379765, -9.9684769081674e-06, 1.2473417570290082, 1.9973428189085463}
        };
        try (NDManager manager = NDManager.newBaseManager();
                Regression model = new Regression(manager, Long.MAX_VALUE);
                Optimizer optimizer =
                        new Optimizer(new OptimizerOptions.RmsProp(1e-3, 0.9, 1e-7, 0, 0), model.parameters())) {
            model.parameters().values().set(new float[] {0.5f, -0.3f, 0, 1.25f, 2});
            for (int step = 0; step < gradients.length; step++) {
                try (NDArray g = manager.create(gradients[step])) {
                    optimizer.step(g, 1);
                }
                float[] values = model.values();
                for (int i = 0; i < values.length; i++) {
                    assertThat((double) values[i]).isCloseTo(expected[step][i], within(5e-7));
                }
            }
        }
    }

    /** A segment that is not trained in the first two steps then takes the steps of a new optimizer. */
    @Test
    void segmentsThatAreSkippedStartLater() {
        OptimizerOptions options = new OptimizerOptions.AdamW(RATE, 0.9, 0.99, 1e-8, 0.2);
        try (NDManager manager = NDManager.newBaseManager();
                Regression late = new Regression(manager, Long.MAX_VALUE);
                Regression fresh = new Regression(manager, Long.MAX_VALUE);
                Optimizer optimizer = new Optimizer(options, late.parameters());
                Optimizer expected = new Optimizer(options, fresh.parameters());
                NDArray gradient = manager.create(GRADIENTS)) {
            float[] start = late.values();
            for (int step = 0; step < 5; step++) {
                boolean all = step >= 2;
                optimizer.step(gradient, 1, segment -> all || segment.decays());
                if (all) {
                    expected.step(gradient, 1);
                } else {
                    assertThat(late.values()[4]).isEqualTo(start[4]);
                }
            }
            // The last parameter, the bias, does not decay.
            assertThat(late.values()[4]).isEqualTo(fresh.values()[4]).isNotEqualTo(start[4]);
            assertThat(late.values()[0]).isNotEqualTo(fresh.values()[0]);
        }
    }
}
