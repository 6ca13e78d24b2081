package io.winnow.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Autograd;
import org.junit.jupiter.api.Test;

class CandidateLossesTest {
    @Test
    void sharesOfCandidatesAreEqual() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray candidates = manager.create(new float[] {1, 0, 1, 0, 1, 0}, new Shape(2, 3));
            assertThat(CandidateLosses.shares(candidates).toFloatArray()).containsExactly(0.5f, 0, 0.5f, 0, 1, 0);
        }
    }

    /** The shares before are returned, those of the batch are replaced by p / (sum of p over the candidates), and the others stay. */
    @Test
    void renewedSharesAreThePredictionAmongCandidates() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray shares = manager.create(new float[] {0.5f, 0.5f, 0, 0, 0.5f, 0.5f, 1, 0, 0}, new Shape(3, 3));
            NDArray logits = manager.create(
                    new float[] {(float) Math.log(0.2), (float) Math.log(0.6), (float) Math.log(0.2)}, new Shape(1, 3));
            NDArray candidates = manager.create(new float[] {0, 1, 1}, new Shape(1, 3));
            NDArray before = CandidateLosses.renewed(shares, manager.create(new long[] {1}), candidates, logits);
            assertThat(before.toFloatArray()).containsExactly(0, 0.5f, 0.5f);
            assertThat(shares.toFloatArray())
                    .containsExactly(new float[] {0.5f, 0.5f, 0, 0, 0.75f, 0.25f, 1, 0, 0}, within(1e-6f));
        }
    }

    /** With the shares of the same prediction, the gradient of progressive identification is that of the likelihood of the set. */
    @Test
    void progressiveIdentificationIsAStepOfExpectationMaximisation() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray candidates = manager.create(new float[] {1, 0, 1, 1, 1, 0, 0, 1}, new Shape(2, 4));
            float[] values = {0.3f, -1, 2, 0.1f, 0.5f, -0.2f, 0.7f, 1.5f};
            NDArray z = manager.create(values, new Shape(2, 4));
            NDArray shares = manager.zeros(new Shape(2, 4));
            NDArray rows = manager.create(new long[] {0, 1});
            CandidateLosses.renewed(shares, rows, candidates, z);
            NDArray own = CandidateLosses.renewed(shares, rows, candidates, z);
            NDArray ones = manager.ones(new Shape(2));
            z.setRequiresGradient(true);
            try (Autograd.Recording recording = Autograd.record()) {
                Autograd.backward(Losses.crossEntropy(z, own, ones));
            }
            float[] progressive = z.getGradient().toFloatArray();
            NDArray again = manager.create(values, new Shape(2, 4));
            again.setRequiresGradient(true);
            try (Autograd.Recording recording = Autograd.record()) {
                Autograd.backward(Losses.candidates(again, candidates, ones));
            }
            assertThat(progressive).containsExactly(again.getGradient().toFloatArray(), within(1e-6f));
        }
    }
}
