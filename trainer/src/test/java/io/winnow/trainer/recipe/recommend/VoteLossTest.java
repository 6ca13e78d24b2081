package io.winnow.trainer.recipe.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.recipe.recommend.VoteLoss.Nbpo.Gradient;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reference numbers come from an independent implementation in float64 (specs/nbpo.md, section 7). */
class VoteLossTest {
    private static final Map<String, VoteLoss> LOSSES = Map.of(
            "bpo", new VoteLoss.Bpo(0.05, 1),
            "nbpo", new VoteLoss.Nbpo(0.05, 1, 5, Gradient.SURROGATE),
            "original", new VoteLoss.Nbpo(0.05, 1, 5, Gradient.LOG_LIKELIHOOD),
            "surrogate_only", new VoteLoss.Nbpo(0.05, 1, 5, Gradient.LIKELIHOOD));

    @Test
    void coefficientsAreThoseOfTheReference() throws IOException {
        int compared = 0;
        for (JsonNode each : Vectors.cases("01_pair.json")) {
            double x = each.get("inputs").get("x").asDouble();
            double g = each.get("inputs").get("g").asDouble();
            boolean voted = each.get("inputs").get("observed").asInt() == 1;
            for (Map.Entry<String, VoteLoss> loss : LOSSES.entrySet()) {
                JsonNode expected = each.get("outputs").get(loss.getKey());
                double[] found = new double[2];
                loss.getValue().coefficients(voted, x, g, found);
                double ofX = (expected.isArray() ? expected.get(0) : expected).asDouble();
                assertThat(found[0])
                        .as("%s %s", each.get("name"), loss.getKey())
                        .isCloseTo(ofX, within(1e-12 + 1e-10 * Math.abs(ofX)));
                if (expected.isArray()) {
                    double ofG = expected.get(1).asDouble();
                    assertThat(found[1]).isCloseTo(ofG, within(1e-12 + 1e-10 * Math.abs(ofG)));
                }
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(40);
    }

    /** With g far below 0, no liked item goes unvoted. */
    @Test
    void withoutNoiseEachVariantIsBpo() {
        for (boolean voted : new boolean[] {true, false}) {
            double[] bpo = new double[2];
            LOSSES.get("bpo").coefficients(voted, 0.7, 0, bpo);
            double[] nbpo = new double[2];
            LOSSES.get("nbpo").coefficients(voted, 0.7, -50, nbpo);
            double[] original = new double[2];
            LOSSES.get("original").coefficients(voted, 0.7, -50, original);
            assertThat(nbpo[0]).isCloseTo(bpo[0], within(1e-12));
            assertThat(original[0]).isCloseTo(bpo[0], within(1e-12));
        }
    }

    @Test
    void aDecayThatTakesAwayMoreThanThereIsIsRefused() {
        assertThatThrownBy(() -> new VoteLoss.Nbpo(0.3, 1, 5, Gradient.SURROGATE))
                .hasMessageContaining("learning_rate: times decay must be below 1");
    }
}
