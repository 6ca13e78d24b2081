package io.winnow.models.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.Branches;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.models.torch.Threads;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An LSTM whose directions are computed in two streams has the output and the gradients of one that computes them one after the other. */
class LstmBranchesTest {
    private static final int IDS = 30;

    private final int before = Threads.ofEngine();

    @AfterEach
    void restore() {
        Threads.use(before);
    }

    /** The output of the second of two passes of different texts, and the gradient of both. */
    private static List<float[]> results(boolean divided, int threads) {
        Threads.use(threads);
        try (NDManager manager = NDManager.newBaseManager()) {
            Engine.getInstance().setRandomSeed(3);
            BidirectionalLstm lstm = new BidirectionalLstm(IDS, 8, 5);
            lstm.initialize(manager);
            ParameterArena parameters = ParameterArena.adopt(lstm, ParameterLayout.of(lstm), manager);
            Branches branches = new Branches();
            float[] output = new float[0];
            for (int pass = 0; pass < 2; pass++) {
                int[] ids = IntStream.range(0, 60)
                        .map(i -> i % 7 == 0 ? 0 : 1 + (11 * i + i * i) % (IDS - 1))
                        .toArray();
                try (NDManager scope = manager.newSubManager();
                        Autograd.Recording recording = Autograd.record()) {
                    NDArray x = scope.create(ids).reshape(20 - 8 * pass, 3 + 2 * pass);
                    NDArray y;
                    if (divided) {
                        try (Branches.Opened opened = branches.open()) {
                            y = lstm.forward(branches.of(parameters.bind(scope)), x, true);
                        }
                    } else {
                        y = lstm.forward(parameters.bind(scope), x, true);
                    }
                    output = y.toFloatArray();
                    NDArray loss = y.mul(y).sum();
                    Autograd.backward(loss);
                    branches.completeBackward();
                }
            }
            try (NDArray gradient = parameters.gradient()) {
                return List.of(output, gradient.toFloatArray());
            }
        }
    }

    @Test
    void outputAndGradientsAreThoseOfOneStreamBitForBit() {
        List<float[]> one = results(false, 1);
        List<float[]> two = results(true, 2);
        assertThat(two.get(0)).isEqualTo(one.get(0));
        float[] gradient = one.get(1);
        assertThat(two.get(1)).isEqualTo(gradient);
        assertThat(IntStream.range(0, gradient.length).filter(i -> gradient[i] != 0))
                .hasSizeGreaterThan(200);
    }
}
