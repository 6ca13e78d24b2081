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
import io.winnow.models.GradientCheck;
import io.winnow.models.Reference;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares attention and logits with reference numbers, and gradients with finite differences. */
class LabelAttentionTest {
    private static final Reference REFERENCE = Reference.load(LabelAttentionTest.class, "label-attention.json");
    private static final double TOLERANCE = 1e-9;

    /** Vectors of tokens and their marks: (1, L, D + 1). */
    private static NDArray marked(NDManager manager, JsonNode inputs) {
        NDArray vectors = Reference.array(manager, inputs.get("text"));
        NDArray marks = Reference.array(manager, inputs.get("text_mask"));
        return vectors.concat(marks.reshape(-1, 1), 1).expandDims(0);
    }

    private static NDArray attention(NDArray x, NDArray labels) {
        double scale = 1 / Math.sqrt((double) labels.getShape().get(1));
        return LabelAttentionScript.attention(
                labels, LabelAttentionScript.vectors(x), LabelAttentionScript.marks(x), scale);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text_and_knowledge", "padding", "no_knowledge"})
    void attendsAsTheReference(String name) {
        JsonNode one = REFERENCE.find(name);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray labels = Reference.array(manager, one.get("inputs").get("labels"));
            NDArray x = marked(manager, one.get("inputs"));
            Reference.assertSame(attention(x, labels), one.get("outputs").get("attention_text"), TOLERANCE);
        }
    }

    /** Without knowledge, the gate of the reference is 1. */
    @Test
    void logitsAreThoseOfTheReference() {
        JsonNode one = REFERENCE.find("no_knowledge");
        JsonNode in = one.get("inputs");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = marked(manager, in);
            NDArray labels = Reference.array(manager, in.get("labels"));
            NDArray output = Reference.array(manager, in.get("w_out")).expandDims(0);
            NDArray bias = Reference.array(manager, in.get("b_out"));
            NDArray logits =
                    LabelAttentionScript.logits(attention(x, labels), output, LabelAttentionScript.vectors(x), bias);
            Reference.assertSame(logits, one.get("outputs").get("logits"), TOLERANCE);
        }
    }

    /** Marked vectors of the tokens of a text, followed by those of what is known about it. */
    private static NDArray withKnowledge(NDManager manager, JsonNode inputs) {
        NDArray vectors = Reference.array(manager, inputs.get("knowledge"));
        NDArray marks = Reference.array(manager, inputs.get("knowledge_mask"));
        NDArray knowledge = vectors.concat(marks.reshape(-1, 1), 1).expandDims(0);
        return LabelAttentionScript.joined(marked(manager, inputs), knowledge);
    }

    private static NDArray mixed(NDArray x, NDArray labels, NDArray gates) {
        double scale = 1 / Math.sqrt((double) labels.getShape().get(1));
        NDArray vectors = LabelAttentionScript.vectors(x);
        return LabelAttentionScript.mixed(
                LabelAttentionScript.attention(labels, vectors, LabelAttentionScript.ofText(x), scale),
                LabelAttentionScript.attention(labels, vectors, LabelAttentionScript.ofKnowledge(x), scale),
                gates,
                vectors,
                x);
    }

    private static NDArray gates(NDManager manager, JsonNode inputs) {
        return Reference.array(manager, inputs.get("w1")).stack(Reference.array(manager, inputs.get("w2")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text_and_knowledge", "padding", "no_knowledge"})
    void textAndKnowledgeAreMixedAsInTheReference(String name) {
        JsonNode one = REFERENCE.find(name);
        JsonNode in = one.get("inputs");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = withKnowledge(manager, in);
            NDArray labels = Reference.array(manager, in.get("labels"));
            NDArray attention = mixed(x, labels, gates(manager, in));
            NDArray vectors = LabelAttentionScript.vectors(x);
            Reference.assertSame(attention.matMul(vectors), one.get("outputs").get("mixed"), TOLERANCE);
            NDArray output = Reference.array(manager, in.get("w_out")).expandDims(0);
            NDArray bias = Reference.array(manager, in.get("b_out"));
            Reference.assertSame(
                    LabelAttentionScript.logits(attention, output, vectors, bias),
                    one.get("outputs").get("logits"),
                    TOLERANCE);
            int words = in.get("text_mask").size();
            Reference.assertSame(
                    attention.get(":, :, :" + words).sum(new int[] {2}),
                    one.get("outputs").get("gate"),
                    TOLERANCE);
        }
    }

    /** Knowledge that equals the text, with equal vectors of the gate, changes nothing. */
    @Test
    void knowledgeOfTheTextItselfIsHalfOfTheMixture() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray text = texts(manager, random(manager, 2, 5, 3));
            NDArray labels = random(manager, 4, 3);
            NDArray gate = random(manager, 1, 3);
            NDArray x = LabelAttentionScript.joined(text, text);
            double[] mixed = mixed(x, labels, gate.concat(gate, 0)).toDoubleArray();
            double[] alone = attention(text, labels).toDoubleArray();
            for (int row = 0; row < 8; row++) {
                for (int token = 0; token < 10; token++) {
                    assertThat(mixed[10 * row + token]).isEqualTo(alone[5 * row + token % 5] / 2, within(TOLERANCE));
                }
            }
        }
    }

    @Test
    void gradientsOfTheGateAreThoseOfFiniteDifferences() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = random(manager, 2, 5, 3);
            NDArray known = random(manager, 2, 5, 3);
            NDArray labels = random(manager, 4, 3);
            NDArray gates = random(manager, 2, 3);
            NDArray weights = random(manager, 2, 4, 10);
            GradientCheck.function(List.of(vectors, known, labels, gates), () -> {
                NDArray x = LabelAttentionScript.joined(texts(manager, vectors), texts(manager, known));
                return mixed(x, labels, gates).mul(weights).sum();
            });
        }
    }

    private static NDArray random(NDManager manager, long... shape) {
        return manager.randomNormal(0, 1, new Shape(shape), DataType.FLOAT64);
    }

    /** Two texts, of which one is shorter, and has a special token within. */
    private static NDArray texts(NDManager manager, NDArray vectors) {
        double[] marks = {0, 1, 1, 1, 0, 0, 1, 0, 0, 0};
        return LabelAttentionScript.withMarks(
                vectors, manager.create(marks, new Shape(2, 5, 1)).toType(DataType.FLOAT64, false));
    }

    /** @param rows number of output vectors: one for all labels, or one for each */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void gradientsAreThoseOfFiniteDifferences(int rows) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = random(manager, 2, 5, 3);
            NDArray labels = random(manager, 4, 3);
            NDArray output = random(manager, rows, 3);
            NDArray bias = random(manager, 4);
            NDArray weights = random(manager, 2, 4);
            GradientCheck.function(List.of(vectors, labels, output, bias), () -> {
                NDArray x = texts(manager, vectors);
                return LabelAttentionScript.logits(attention(x, labels), output, vectors, bias)
                        .mul(weights)
                        .sum();
            });
        }
    }

    @Test
    void specialTokensAndPaddingHaveNoWeight() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = random(manager, 2, 5, 3);
            double[] attention =
                    attention(texts(manager, vectors), random(manager, 2, 3)).toDoubleArray();
            for (int row = 0; row < 4; row++) {
                double[] own = Arrays.copyOfRange(attention, 5 * row, 5 * row + 5);
                assertThat(Arrays.stream(own).sum()).isEqualTo(1, within(TOLERANCE));
                assertThat(own[0]).isZero();
                assertThat(own[4]).isZero();
            }
            assertThat(attention[5 * 2 + 1]).isEqualTo(1, within(TOLERANCE)); // the only word of the second text
            NDArray none = LabelAttentionScript.withMarks(vectors, manager.zeros(new Shape(2, 5, 1), DataType.FLOAT64));
            assertThat(attention(none, random(manager, 2, 3)).toDoubleArray()).containsOnly(0);
            assertThat(LabelAttentionScript.meanOfWords(none).toDoubleArray()).containsOnly(0);
        }
    }

    /** Label vectors of zeros attend to all words alike, so that the head is linear on their mean. */
    @Test
    void equalAttentionIsALinearLayerOnTheMean() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = random(manager, 2, 5, 3);
            NDArray x = texts(manager, vectors);
            NDArray output = random(manager, 4, 3);
            NDArray bias = random(manager, 4);
            NDArray logits = LabelAttentionScript.logits(
                    attention(x, manager.zeros(new Shape(4, 3), DataType.FLOAT64)), output, vectors, bias);
            NDArray mean = vectors.get("0, 1:4").mean(new int[] {0});
            NDArray first = output.matMul(mean.reshape(3, 1)).reshape(4).add(bias);
            assertThat(logits.get(0).toDoubleArray()).containsExactly(first.toDoubleArray(), within(TOLERANCE));
        }
    }

    /** With one word, attention has no choice: the head of random starts gives ten times the cosines of the word and the labels. */
    @Test
    void bilinearLogitsOfOneWordAreCosines() {
        try (NDManager manager = NDManager.newBaseManager()) {
            LabelAttention head = new LabelAttention(
                    3,
                    4,
                    new LabelAttention.Form(LabelAttention.Output.BILINEAR, new LabelAttention.Words(), false),
                    0.5);
            head.initialize(manager, DataType.FLOAT64, new Shape());
            NDArray labels = random(manager, 4, 3);
            head.start(labels);
            NDArray vectors = random(manager, 2, 5, 3);
            NDArray bias = random(manager, 4);
            bias.copyTo(head.getParameters().get("bias").getArray());
            ParameterStore store = new ParameterStore(manager, false);
            double[] logits = head.forward(store, new NDList(texts(manager, vectors)), false)
                    .singletonOrThrow()
                    .get(1)
                    .toDoubleArray();
            double[] word = vectors.get("1, 1").toDoubleArray();
            for (int c = 0; c < 4; c++) {
                double[] label = labels.get(c).toDoubleArray();
                double cosine = dot(word, label) / Math.sqrt(dot(word, word) * dot(label, label));
                assertThat(logits[c] - bias.getDouble(c)).isEqualTo(10 * cosine, within(1e-6));
            }
            NDArray none = LabelAttentionScript.withMarks(vectors, manager.zeros(new Shape(2, 5, 1), DataType.FLOAT64));
            assertThat(head.forward(store, new NDList(none), false)
                            .singletonOrThrow()
                            .get(0)
                            .toDoubleArray())
                    .containsExactly(bias.toDoubleArray(), within(TOLERANCE));
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Test
    void bilinearGradientsAreThoseOfFiniteDifferences() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = random(manager, 2, 5, 3);
            NDArray labels = random(manager, 4, 3);
            NDArray projection = random(manager, 3, 3);
            NDArray bias = random(manager, 4);
            NDArray weights = random(manager, 2, 4);
            NDArray ofLabels = random(manager, 4, 4);
            GradientCheck.function(List.of(vectors, labels, projection, bias), () -> {
                NDArray x = texts(manager, vectors);
                return LabelAttentionScript.bilinear(attention(x, labels), projection, labels, vectors, bias)
                        .mul(weights)
                        .sum()
                        .add(LabelAttentionScript.bilinearOfLabels(labels, projection, bias)
                                .mul(ofLabels)
                                .sum());
            });
        }
    }
}
