package io.winnow.models.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.Reference;
import io.winnow.models.loss.ExclusionLossesTest;
import org.junit.jupiter.api.Test;

/** Compares estimates and decoding with shared/reference/complementary, through a linear layer that changes nothing. */
class ExclusionHeadTest {
    private static final int CASES = 5;

    private static double[][] rows(JsonNode matrix) {
        double[][] rows = new double[matrix.size()][];
        for (int k = 0; k < rows.length; k++) {
            rows[k] = Reference.flat(matrix.get(k));
        }
        return rows;
    }

    private static NDArray output(JsonNode each, boolean mixes, boolean training, NDManager manager) {
        NDArray logits = Reference.array(manager, each.get("logits"));
        int classes = (int) logits.getShape().get(1);
        ExclusionHead head = new ExclusionHead(classes, classes, mixes, false);
        head.initialize(manager);
        manager.eye(classes).copyTo(head.getParameters().get("linear.weight").getArray());
        manager.zeros(new Shape(classes))
                .copyTo(head.getParameters().get("linear.bias").getArray());
        head.start(rows(each.get("transition")), manager);
        return head.forward(
                        new ParameterStore(manager, false),
                        new NDList(logits.toType(DataType.FLOAT32, false)),
                        training)
                .singletonOrThrow();
    }

    @Test
    void theNearestRowOfTheMatrixIsMostProbable() {
        Reference reference = Reference.load(ExclusionLossesTest.class, "complementary.json");
        for (int n = 0; n < CASES; n++) {
            try (NDManager manager = NDManager.newBaseManager()) {
                for (boolean mixes : new boolean[] {false, true}) {
                    double[] expected = Reference.flat(
                            reference.at(n).get("expected").get(mixes ? "cpe_f_decoded" : "cpe_i_decoded"));
                    long[] found = output(reference.at(n), mixes, false, manager)
                            .argMax(1)
                            .toLongArray();
                    for (int i = 0; i < found.length; i++) {
                        assertThat((double) found[i]).isEqualTo(expected[i]);
                    }
                }
            }
        }
    }

    /** The mean of minus the estimate of the excluded class is CPE-I, or forward correction. Zeros of Q are 1e-6 in the head. */
    @Test
    void trainingSeesLogarithmsOfEstimates() {
        Reference reference = Reference.load(ExclusionLossesTest.class, "complementary.json");
        for (int n = 0; n < CASES; n++) {
            JsonNode each = reference.at(n);
            try (NDManager manager = NDManager.newBaseManager()) {
                for (String loss : new String[] {"cpe_i", "forward"}) {
                    NDArray estimates = output(each, loss.equals("forward"), true, manager);
                    double sum = 0;
                    for (int i = 0; i < each.get("complementary").size(); i++) {
                        sum -= estimates.getFloat(
                                i, each.get("complementary").get(i).asInt());
                    }
                    assertThat(sum / each.get("complementary").size())
                            .isCloseTo(
                                    each.get("expected")
                                            .get("losses")
                                            .get(loss)
                                            .get("loss")
                                            .asDouble(),
                                    within(1e-4));
                }
            }
        }
    }
}
