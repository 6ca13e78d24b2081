package io.winnow.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.Reference;
import io.winnow.models.torch.Autograd;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Reference numbers come from an independent implementation in float64 (specs/capro.md). */
class PrototypesTest {
    private static JsonNode named(String resource, String name) {
        JsonNode cases = Reference.load(PrototypesTest.class, resource).get("cases");
        return StreamSupport.stream(cases.spliterator(), false)
                .filter(each -> each.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static int[] ints(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    private static NDArray oneHot(NDManager manager, int[] labels, int classes) {
        double[] values = new double[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
            values[i * classes + labels[i]] = 1;
        }
        return manager.create(values, new Shape(labels.length, classes));
    }

    @Test
    void firstPrototypesAreThoseOfTheReference() {
        JsonNode each = named("prototypes.json", "initial");
        double[] vectors = Reference.flat(each.at("/inputs/features"));
        float[] single = new float[vectors.length];
        for (int i = 0; i < single.length; i++) {
            single[i] = (float) vectors[i];
        }
        float[] found = Prototypes.means(
                single,
                4,
                ints(each.at("/inputs/labels")),
                each.at("/inputs/classes").asInt());
        double[] expected = Reference.flat(each.at("/outputs/prototypes"));
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i]).isCloseTo(expected[i], within(1e-6));
        }
    }

    @Test
    void movedPrototypesAreThoseOfTheReference() {
        for (String name : new String[] {"moved_0.999", "moved_0.5"}) {
            JsonNode each = named("prototypes.json", name);
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray prototypes = Reference.array(manager, each.at("/inputs/prototypes"));
                Prototypes.move(
                        prototypes,
                        Reference.array(manager, each.at("/inputs/features")),
                        oneHot(manager, ints(each.at("/inputs/labels")), (int)
                                prototypes.getShape().get(0)),
                        each.at("/inputs/m").asDouble());
                Reference.assertSame(prototypes, each.at("/outputs/prototypes"), 1e-10);
            }
        }
    }

    /** With momentum 1 nothing moves, and examples that do not count move nothing. */
    @Test
    void prototypesStayWithoutMembersOrWithMomentumOne() {
        try (NDManager manager = NDManager.newBaseManager()) {
            double[] values = {0.6, 0.8, 0, 0};
            NDArray z = manager.create(new double[] {1, 0}, new Shape(1, 2));
            NDArray prototypes = manager.create(values, new Shape(2, 2));
            Prototypes.move(prototypes, z, oneHot(manager, new int[] {0}, 2), 1);
            assertThat(prototypes.toDoubleArray()).containsExactly(values, within(1e-12));
            Prototypes.move(prototypes, z, manager.create(new double[] {0, 0}, new Shape(1, 2)), 0.5);
            assertThat(prototypes.toDoubleArray()).containsExactly(values, within(1e-12));
        }
    }

    @Test
    void scoresAreThoseOfTheReference() {
        JsonNode each = named("web_labels.json", "correction_0.6");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray found = Prototypes.scores(
                    Reference.array(manager, each.at("/inputs/logits")),
                    Reference.array(manager, each.at("/inputs/z")),
                    Reference.array(manager, each.at("/inputs/prototypes")),
                    each.at("/inputs/alpha").asDouble(),
                    each.at("/inputs/tau").asDouble());
            Reference.assertSame(found, each.at("/outputs/scores"), 1e-10);
        }
    }

    /** A prototype of 0 has the cosine 0, which would beat that of an opposite one. */
    @Test
    void classesWithoutAPrototypeHaveNoScore() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(new double[] {1, 0}, new Shape(1, 2));
            NDArray prototypes = manager.create(new double[] {-1, 0, 0, 0, 0, 1}, new Shape(3, 2));
            NDArray logits = manager.zeros(new Shape(1, 3)).toType(z.getDataType(), false);
            double[] alone = Prototypes.scores(logits, z, prototypes, 0, 1).toDoubleArray();
            double odds = Math.exp(-1);
            assertThat(alone).containsExactly(new double[] {odds / (1 + odds), 0, 1 / (1 + odds)}, within(1e-12));
        }
    }

    /** With the whole share, the classifier alone decides; without any, the prototypes do. */
    @Test
    void theShareOfTheClassifierMayBeAllOrNothing() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(new double[] {0.6, 0.8}, new Shape(1, 2));
            NDArray prototypes = manager.create(new double[] {1, 0, 0, 1}, new Shape(2, 2));
            NDArray logits = manager.create(new double[] {3, 1}, new Shape(1, 2));
            double classifier = 1 / (1 + Math.exp(1 - 3));
            double cosines = 1 / (1 + Math.exp((0.8 - 0.6) / 0.1));
            assertThat(Prototypes.scores(logits, z, prototypes, 1, 0.1).toDoubleArray())
                    .containsExactly(new double[] {classifier, 1 - classifier}, within(1e-12));
            assertThat(Prototypes.scores(logits, z, prototypes, 0, 0.1).toDoubleArray())
                    .containsExactly(new double[] {cosines, 1 - cosines}, within(1e-12));
        }
    }

    /** Of a single key, the collective target is its score, however far it is; of several, the target sums to 1. */
    @Test
    void collectiveTargetsAreMeansOfTheScoresOfKeys() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(new double[] {0.6, 0.8, -1, 0}, new Shape(2, 2));
            NDArray keys = manager.create(new double[] {1, 0, 0, 1, 0.8, -0.6}, new Shape(3, 2));
            NDArray scores = manager.create(new double[] {0.7, 0.3, 0.1, 0.9, 0.5, 0.5}, new Shape(3, 2));
            for (NDArray one : List.of(
                    Prototypes.collective(z, keys.get("0:1"), scores.get("0:1"), 0.1),
                    Prototypes.collectiveClipped(z, keys.get("0:1"), scores.get("0:1")))) {
                assertThat(one.toDoubleArray()).containsExactly(new double[] {0.7, 0.3, 0.7, 0.3}, within(1e-9));
            }
            for (NDArray all : List.of(
                    Prototypes.collective(z, keys, scores, 0.1), Prototypes.collectiveClipped(z, keys, scores))) {
                assertThat(all.sum(new int[] {1}).toDoubleArray()).containsExactly(new double[] {1, 1}, within(1e-9));
            }
        }
    }

    @Test
    void collectiveTargetsAreThoseOfTheReference() {
        for (String name : new String[] {"collective_softmax", "collective_code"}) {
            JsonNode each = named("web_labels.json", name);
            double temperature = each.at("/inputs/tau").asDouble();
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray z = Reference.array(manager, each.at("/inputs/z"));
                NDArray keys = Reference.array(manager, each.at("/inputs/keys"));
                NDArray logits = keys.matMul(
                        Reference.array(manager, each.at("/inputs/aux_weight")).transpose());
                NDArray scores = Prototypes.scores(
                        logits,
                        keys,
                        Reference.array(manager, each.at("/inputs/prototypes")),
                        each.at("/inputs/alpha").asDouble(),
                        temperature);
                Reference.assertSame(scores, each.at("/outputs/soft"), 1e-10);
                NDArray found = name.equals("collective_softmax")
                        ? Prototypes.collective(z, keys, scores, temperature)
                        : Prototypes.collectiveClipped(z, keys, scores);
                Reference.assertSame(found, each.at("/outputs/target"), 1e-10);
            }
        }
    }

    /** Cross-entropy with targets that are mixed with those of collective bootstrapping is the mixture of both cross-entropies. */
    @Test
    void mixedTargetsGiveTheLossAndGradientOfTheReference() {
        JsonNode each = named("web_labels.json", "mixed_cross_entropy");
        double beta = each.at("/inputs/beta").asDouble();
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = Reference.array(manager, each.at("/inputs/logits"));
            int[] labels = ints(each.at("/inputs/labels"));
            NDArray targets = oneHot(manager, labels, 4)
                    .mul(1 - beta)
                    .add(Reference.array(manager, each.at("/inputs/target")).mul(beta));
            logits.setRequiresGradient(true);
            try (Autograd.Recording recording = Autograd.record()) {
                NDArray loss = Losses.crossEntropy(
                        logits, targets, manager.ones(new Shape(labels.length)).toType(targets.getDataType(), false));
                assertThat(loss.getDouble()).isCloseTo(each.at("/outputs/loss").asDouble(), within(1e-10));
                Autograd.backward(loss);
            }
            Reference.assertSame(logits.getGradient(), each.at("/outputs/gradient"), 1e-8);
        }
    }

    /** Of examples whose class has a prototype, the loss is the cross-entropy of the cosines; others weigh nothing. */
    @Test
    void attractionIsTheCrossEntropyOfCosinesOfClassesWithAPrototype() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(new double[] {1, 0, 0.6, 0.8, 0, 1}, new Shape(3, 2));
            NDArray prototypes = manager.create(new double[] {1, 0, 0, 1, 0, 0}, new Shape(3, 2));
            NDArray weights = manager.create(new double[] {1, 1, 1});
            NDArray loss = Prototypes.attraction(z, prototypes, oneHot(manager, new int[] {0, 0, 2}, 3), weights, 0.5);
            double first = Math.log(1 + Math.exp(-1 / 0.5));
            double second = Math.log(1 + Math.exp((0.8 - 0.6) / 0.5));
            assertThat(loss.getDouble()).isCloseTo((first + second) / 2, within(1e-10));
            NDArray none = Prototypes.attraction(z, prototypes, oneHot(manager, new int[] {2, 2, 2}, 3), weights, 0.5);
            assertThat(none.getDouble()).isZero();
        }
    }

    /** The gradient is (softmax - target) times the prototypes over the temperature and the number of examples; prototypes and weights get none. */
    @Test
    void theGradientOfTheAttractionIsItsClosedForm() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray z = manager.create(new double[] {0.6, 0.8}, new Shape(1, 2));
            z.setRequiresGradient(true);
            NDArray prototypes = manager.create(new double[] {1, 0, 0, 1}, new Shape(2, 2));
            double temperature = 0.5;
            try (Autograd.Recording recording = Autograd.record()) {
                Autograd.backward(Prototypes.attraction(
                        z,
                        prototypes,
                        oneHot(manager, new int[] {0}, 2),
                        manager.create(new double[] {1}),
                        temperature));
            }
            double other = 1 / (1 + Math.exp((0.6 - 0.8) / temperature));
            assertThat(z.getGradient().toDoubleArray())
                    .containsExactly(new double[] {-other / temperature, other / temperature}, within(1e-10));
        }
    }
}
