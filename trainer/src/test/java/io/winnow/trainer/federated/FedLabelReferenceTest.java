package io.winnow.trainer.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Agreement with vectors in double precision that another implementation has computed, in NumPy. */
class FedLabelReferenceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode read(String file) throws IOException {
        return JSON.readTree(FedLabelReferenceTest.class.getResourceAsStream(file));
    }

    private static <T> T as(JsonNode node, Class<T> type) throws IOException {
        return JSON.treeToValue(node, type);
    }

    private static void requireClose(double[] found, double[] expected) {
        assertThat(found).containsExactly(expected, within(1e-12));
    }

    @Test
    void divisions() throws IOException {
        for (JsonNode each : read("partition.json")) {
            List<int[]> order = Arrays.asList(as(each.get("class_order"), int[][].class));
            assertThat(ClientSplit.divide(as(each.get("client_class"), double[][].class), order))
                    .containsExactly(as(each.get("expected"), int[][].class));
        }
    }

    @Test
    void choicesAndLosses() throws IOException {
        for (JsonNode each : read("selection-and-losses.json")) {
            double[][] local = as(each.get("local_logits"), double[][].class);
            double[][] global = as(each.get("global_logits"), double[][].class);
            ExpertChoice.Score score =
                    ExpertChoice.Score.valueOf(each.get("score").asText().toUpperCase(Locale.ROOT));
            List<ExpertChoice> chosen =
                    ExpertChoice.of(local, global, each.get("threshold").asDouble(), score);
            JsonNode expected = each.get("expected");
            assertThat(chosen.stream().mapToInt(ExpertChoice::example))
                    .containsExactly(as(expected.get("chosen"), Integer[].class));
            assertThat(chosen.stream().mapToInt(ExpertChoice::label))
                    .containsExactly(as(expected.get("labels"), Integer[].class));
            assertThat(chosen.stream().map(ExpertChoice::local))
                    .containsExactly(as(expected.get("from_local"), Boolean[].class));
            assertThat(chosen.stream().map(ExpertChoice::agree))
                    .containsExactly(as(expected.get("agree"), Boolean[].class));
            requireClose(
                    chosen.stream().mapToDouble(ExpertChoice::ratio).toArray(),
                    as(expected.get("ratio"), double[].class));
            PseudoLabelLoss loss = PseudoLabelLoss.of(
                    chosen,
                    as(each.get("strong_logits"), double[][].class),
                    as(each.get("plain_logits"), double[][].class),
                    local,
                    global,
                    PseudoLabelLoss.Target.LOCAL,
                    each.get("consistency_weight").asDouble());
            assertThat(loss.crossEntropy())
                    .isCloseTo(expected.get("cross_entropy").asDouble(), within(1e-12));
            assertThat(loss.consistency()).isCloseTo(expected.get("consistency").asDouble(), within(1e-12));
            double[][] strong = as(expected.get("strong_gradient"), double[][].class);
            double[][] plain = as(expected.get("plain_gradient"), double[][].class);
            assertThat(loss.strongGradient()).hasNumberOfRows(strong.length);
            for (int i = 0; i < strong.length; i++) {
                requireClose(loss.strongGradient()[i], strong[i]);
                requireClose(loss.plainGradient()[i], plain[i]);
            }
        }
    }

    @Test
    void means() throws IOException {
        for (JsonNode each : read("aggregation.json")) {
            List<double[]> supervised = Arrays.asList(as(each.get("supervised"), double[][].class));
            List<double[]> unsupervised = Arrays.asList(as(each.get("unsupervised"), double[][].class));
            JsonNode expected = each.get("expected");
            requireClose(
                    FederatedMeans.weighted(supervised, as(each.get("examples"), long[].class)),
                    as(expected.get("fedavg"), double[].class));
            requireClose(
                    FederatedMeans.fedLabel(supervised, unsupervised, as(each.get("pseudo_labels"), long[].class)),
                    as(expected.get("fedlabel"), double[].class));
        }
    }

    @Test
    void theOtherExpertIsTheTargetByChoice() {
        double[][] local = {{3, 0}};
        double[][] global = {{1, 0}};
        double[][] learner = {{0.2, 0.1}};
        List<ExpertChoice> chosen = ExpertChoice.of(local, global, 0.5, ExpertChoice.Score.VARIANCE);
        assertThat(chosen.get(0).local()).isTrue();
        double[] other = PseudoLabelLoss.of(chosen, learner, learner, local, global, PseudoLabelLoss.Target.OTHER, 1)
                .plainGradient()[0];
        double ratio = chosen.get(0).ratio();
        double q = 1 / (1 + Math.exp(-0.1));
        double p = 1 / (1 + Math.exp(-1));
        requireClose(other, new double[] {ratio * (q - p), ratio * (p - q)});
    }
}
