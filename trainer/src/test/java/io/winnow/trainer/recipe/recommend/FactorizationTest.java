package io.winnow.trainer.recipe.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.recipe.recommend.VoteLoss.Nbpo.Gradient;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Reference numbers come from an independent implementation in float64 (specs/nbpo.md, section 7). */
class FactorizationTest {
    @Test
    void aBatchGivesTheMatricesOfTheReference() throws IOException {
        for (JsonNode each : Vectors.cases("02_update.json")) {
            JsonNode in = each.get("inputs");
            double eta = in.get("eta").asDouble();
            Factorization factors = factors(in, loss(in, eta));
            factors.step(
                    Vectors.integers(in.get("users")),
                    Vectors.integers(in.get("positives")),
                    Vectors.integers(in.get("negatives")),
                    eta);
            factors.settle(eta);
            JsonNode out = each.get("outputs");
            assertThat(factors.users().values())
                    .as("%s", each.get("name"))
                    .containsExactly(Vectors.matrix(out.get("U")), within(1e-12));
            assertThat(factors.items().values()).containsExactly(Vectors.matrix(out.get("V")), within(1e-12));
            if (factors.loss().hasNoise()) {
                assertThat(factors.userNoise().values()).containsExactly(Vectors.matrix(out.get("P")), within(1e-12));
                assertThat(factors.itemNoise().values()).containsExactly(Vectors.matrix(out.get("Q")), within(1e-12));
            }
        }
    }

    /** Rows that no batch uses are caught up with later: the result is that of a decay of all rows in each batch. */
    @Test
    void unusedRowsDecayInEachBatch() {
        VoteLoss loss = new VoteLoss.Bpo(0.1, 1);
        Factorization factors = Factorization.random(loss, 3, 2, 2, 1, 5);
        double[] before = factors.users().values().clone();
        for (int batch = 0; batch < 3; batch++) {
            factors.step(new int[] {0}, new int[] {0}, new int[] {1}, 0.1);
        }
        factors.step(new int[] {2}, new int[] {0}, new int[] {-1}, 0.1);
        factors.settle(0.1);
        assertThat(factors.users().values()[2]).isCloseTo(before[2] * Math.pow(0.9, 4), within(1e-15));
    }

    /** A user who chose one of two items scores it higher than the other. */
    @Test
    void theChosenItemRisesAboveTheOther() {
        for (VoteLoss loss : new VoteLoss[] {
            new VoteLoss.Bpr(0.1, 0), new VoteLoss.Bpo(0.1, 0), new VoteLoss.Nbpo(0.1, 0, 0, Gradient.SURROGATE)
        }) {
            Factorization factors = Factorization.random(loss, 1, 2, 1, 1, 3);
            for (int batch = 0; batch < 10; batch++) {
                factors.step(new int[] {0}, new int[] {1}, new int[] {0, 0, 0, 0}, 0.1);
            }
            double[] scores = Factors.of(factors).of(0);
            assertThat(scores[1]).as(loss.kind()).isGreaterThan(scores[0]);
        }
    }

    @Test
    void otherItemsAreDrawnUniformlyAmongThoseThatWereNotChosen() {
        VoteBatches batches = new VoteBatches(new int[][] {{1, 2, 5}, {0, 1, 2, 3, 4, 5, 6}}, 7, 2);
        int[] drawn = new int[7];
        int[] votes = new int[2];
        int[] none = {0};
        for (int epoch = 1; epoch <= 2000; epoch++) {
            batches.epoch(4, 9, epoch, (voters, chosen, others) -> {
                for (int i = 0; i < others.length; i++) {
                    votes[voters[i / 2]]++;
                    if (voters[i / 2] == 1) {
                        none[0] += others[i] == -1 ? 1 : 0;
                    } else {
                        drawn[others[i]]++;
                    }
                }
            });
        }
        assertThat(votes).containsExactly(2 * 3 * 2000, 2 * 7 * 2000);
        assertThat(none[0]).isEqualTo(votes[1]);
        assertThat(drawn[1] + drawn[2] + drawn[5]).isZero();
        // 12,000 draws among 4 items: 3,000 each, with a standard deviation of 47.
        assertThat(Arrays.stream(new int[] {0, 3, 4, 6}).map(item -> drawn[item]))
                .allSatisfy(count -> assertThat(count).isBetween(2800, 3200));
    }

    private static VoteLoss loss(JsonNode in, double eta) {
        double lambda = in.get("lam").asDouble();
        double flip = in.get("lam_flip").asDouble();
        return switch (in.get("method").asText()) {
            case "bpr" -> new VoteLoss.Bpr(eta, lambda);
            case "bpo" -> new VoteLoss.Bpo(eta, lambda);
            case "nbpo" -> new VoteLoss.Nbpo(eta, lambda, flip, Gradient.SURROGATE);
            default -> new VoteLoss.Nbpo(eta, lambda, flip, Gradient.LOG_LIKELIHOOD);
        };
    }

    private static Factorization factors(JsonNode in, VoteLoss loss) {
        return new Factorization(loss, matrix(in, "U"), matrix(in, "V"), matrix(in, "P"), matrix(in, "Q"));
    }

    private static FactorMatrix matrix(JsonNode in, String name) {
        return new FactorMatrix(
                Vectors.matrix(in.get(name)), in.get(name).get(0).size());
    }
}
