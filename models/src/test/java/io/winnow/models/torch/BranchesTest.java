package io.winnow.models.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BranchesTest {
    private final int before = Threads.ofEngine();

    @AfterEach
    void restore() {
        Threads.use(before);
    }

    private static NDArray product(int number, NDList inputs) {
        return inputs.get(0).mul(inputs.get(1));
    }

    /** The branches x x and x x, then (x x) (x x) and x (x x) of their outputs: x^4 + x^3, whose derivative at 3 is 108 + 27. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void branchesMayFollowOthers(int threads) {
        Threads.use(threads);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new float[] {3});
            x.setRequiresGradient(true);
            Branches branches = new Branches();
            try (Autograd.Recording recording = Autograd.record();
                    Branches.Opened opened = branches.open()) {
                NDList squares = Branches.of(List.of(new NDList(x, x), new NDList(x, x)), BranchesTest::product);
                NDList powers = Branches.of(
                        List.of(new NDList(squares.get(0), squares.get(1)), new NDList(x, squares.get(1))),
                        BranchesTest::product);
                NDArray loss = powers.get(0).add(powers.get(1));
                assertThat(loss.toFloatArray()).containsExactly(108);
                Autograd.backward(loss);
                branches.completeBackward();
            }
            assertThat(x.getGradient().toFloatArray()).containsExactly(135);
        }
    }

    @Test
    void isOpenUntilItIsClosed() {
        assertThat(Branches.isOpen()).isFalse();
        try (Branches.Opened opened = new Branches().open()) {
            assertThat(Branches.isOpen()).isTrue();
        }
        assertThat(Branches.isOpen()).isFalse();
    }
}
