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
import io.winnow.models.head.LabelAttention.Form;
import io.winnow.models.head.LabelAttention.Output;
import io.winnow.models.head.LabelAttention.Phrases;
import io.winnow.models.torch.Autograd;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares attention to phrases and the loss of the label vectors with reference numbers, and gradients with finite differences. */
class PhraseAttentionTest {
    private static final Reference ATTENTION = Reference.load(PhraseAttentionTest.class, "phrase-attention.json");
    private static final Reference LABELS = Reference.load(PhraseAttentionTest.class, "label-regulariser.json");
    private static final double TOLERANCE = 1e-9;

    /** The reference has one attention for all labels. Its filters are (positions, labels in, labels out). */
    @ParameterizedTest
    @ValueSource(strings = {"phrases_of_three", "single_words", "padding", "one_word"})
    void attendsAsTheReference(String name) {
        JsonNode one = ATTENTION.find(name);
        JsonNode in = one.get("inputs");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = Reference.array(manager, in.get("words")).expandDims(0);
            NDArray words = Reference.array(manager, in.get("mask")).reshape(1, 1, -1);
            NDArray labels = Reference.array(manager, in.get("labels"));
            NDArray everywhere = manager.ones(words.getShape(), DataType.FLOAT64); // the reference masks cosines later
            NDArray cosines = LabelAttentionScript.cosines(labels, vectors, everywhere);
            Reference.assertSame(cosines.transpose(0, 2, 1), one.get("outputs").get("compatibility"), TOLERANCE);
            NDArray filter = Reference.array(manager, in.get("window_weights")).transpose(2, 1, 0);
            NDArray attention = LabelAttentionScript.sharedAttentionToPhrases(
                    phrases(
                            labels,
                            vectors,
                            words,
                            filter,
                            Reference.array(manager, in.get("window_bias")),
                            (int) filter.getShape().get(2) / 2),
                    words);
            Reference.assertSame(attention, one.get("outputs").get("attention"), TOLERANCE);
            NDArray logits = LabelAttentionScript.logits(
                    attention,
                    Reference.array(manager, in.get("out_weights")).transpose(),
                    vectors,
                    Reference.array(manager, in.get("out_bias")));
            Reference.assertSame(logits, one.get("outputs").get("logits"), TOLERANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3_labels", "1_labels"})
    void theLossOfLabelsIsThatOfTheReference(String name) {
        JsonNode one = LABELS.find(name);
        JsonNode in = one.get("inputs");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = LabelAttentionScript.ofLabels(
                    Reference.array(manager, in.get("labels")),
                    Reference.array(manager, in.get("out_weights")).transpose(),
                    Reference.array(manager, in.get("out_bias")));
            JsonNode out = one.get("outputs");
            Reference.assertSame(LabelAttentionScript.toldApart(logits), out.get("softmax"), TOLERANCE);
            Reference.assertSame(LabelAttentionScript.toldByThemselves(logits), out.get("binary"), TOLERANCE);
        }
    }

    private static NDArray random(NDManager manager, long... shape) {
        return manager.randomNormal(0, 1, new Shape(shape), DataType.FLOAT64);
    }

    /** Two texts with words marked by 1, of which one is shorter. */
    private static NDArray words(NDManager manager) {
        return manager.create(new double[] {0, 1, 1, 1, 0, 0, 1, 1, 0, 0}, new Shape(2, 1, 5));
    }

    /** @param shared whether the attention is one for all labels */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsAreThoseOfFiniteDifferences(boolean shared) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = random(manager, 2, 5, 3);
            NDArray labels = random(manager, 4, 3);
            NDArray filter = random(manager, 4, 4, 3);
            NDArray bias = random(manager, 4);
            NDArray weights = random(manager, 2, shared ? 1 : 4, 5);
            NDArray words = words(manager);
            GradientCheck.function(
                    List.of(vectors, labels, filter, bias),
                    () -> (shared
                                    ? LabelAttentionScript.sharedAttentionToPhrases(
                                            phrases(labels, vectors, words, filter, bias, 1), words)
                                    : LabelAttentionScript.attentionToPhrases(
                                            phrases(labels, vectors, words, filter, bias, 1), words))
                            .mul(weights)
                            .sum());
        }
    }

    /** Of two labels with the same vector and the same filter, the first one has the whole gradient of the attention that all share. */
    @Test
    void ofEqualLabelsTheFirstOneCounts() {
        try (NDManager manager = NDManager.newBaseManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray vectors = manager.create(new double[] {1, 0, .6, .8, .8, .6}, new Shape(1, 3, 2));
            NDArray words = manager.ones(new Shape(1, 1, 3), DataType.FLOAT64);
            NDArray labels = manager.create(new double[] {1, .5, 1, .5, -1, -1}, new Shape(3, 2));
            labels.setRequiresGradient(true);
            NDArray filter = manager.eye(3).toType(DataType.FLOAT64, false).expandDims(2);
            NDArray bias = manager.zeros(new Shape(3), DataType.FLOAT64);
            NDArray weights = manager.create(new double[] {1, 2, 4}, new Shape(1, 1, 3));
            Autograd.backward(LabelAttentionScript.sharedAttentionToPhrases(
                            phrases(labels, vectors, words, filter, bias, 0), words)
                    .mul(weights)
                    .sum());
            double[] gradient = labels.getGradient().toDoubleArray();
            assertThat(gradient[0]).isNotZero();
            assertThat(Arrays.copyOfRange(gradient, 2, 6)).containsOnly(0);
        }
    }

    /** With a window of one word and the identity as the filter, each label has the softmax of its own positive cosines. */
    @Test
    void theIdentityFilterKeepsTheCosines() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray vectors = random(manager, 1, 3, 4);
            NDArray labels = random(manager, 2, 4);
            NDArray words = manager.ones(new Shape(1, 1, 3), DataType.FLOAT64);
            NDArray filter = manager.eye(2).toType(DataType.FLOAT64, false).expandDims(2);
            NDArray bias = manager.zeros(new Shape(2), DataType.FLOAT64);
            double[] cosines =
                    LabelAttentionScript.cosines(labels, vectors, words).toDoubleArray();
            double[] attention = LabelAttentionScript.attentionToPhrases(
                            phrases(labels, vectors, words, filter, bias, 0), words)
                    .toDoubleArray();
            for (int label = 0; label < 2; label++) {
                double[] weights = Arrays.stream(cosines, 3 * label, 3 * label + 3)
                        .map(cosine -> Math.exp(Math.max(0, cosine)))
                        .toArray();
                double sum = Arrays.stream(weights).sum();
                for (int word = 0; word < 3; word++) {
                    assertThat(attention[3 * label + word]).isEqualTo(weights[word] / sum, within(TOLERANCE));
                }
            }
            double[] longer = LabelAttentionScript.attentionToPhrases(
                            phrases(labels.mul(2), vectors.mul(2), words, filter, bias, 0), words)
                    .toDoubleArray();
            assertThat(longer).containsExactly(attention, within(TOLERANCE));
        }
    }

    /** The whole head: its attention explains its logits, and words that are not there weigh nothing. */
    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "false,true", "true,true"})
    void attentionExplainsTheLogits(boolean shared, boolean knowledge) {
        try (NDManager manager = NDManager.newBaseManager()) {
            LabelAttention head =
                    new LabelAttention(3, 4, new Form(Output.OWN, new Phrases(3, shared), knowledge), 0.5);
            head.initialize(manager);
            NDArray x = manager.randomNormal(new Shape(2, 5, 3))
                    .concat(manager.create(new float[] {0, 1, 1, 2, 2, 1, 1, 0, 0, 0}, new Shape(2, 5, 1)), 2);
            ParameterStore store = new ParameterStore(manager, false);
            NDArray attention = head.attention(store, x);
            assertThat(attention.getShape()).isEqualTo(new Shape(2, 4, 5));
            assertThat(attention.get("0, :, 0").toFloatArray()).containsOnly(0);
            assertThat(attention.get("1, :, 2:").toFloatArray()).containsOnly(0);
            NDArray looked = attention.matMul(x.get("..., :3"));
            NDArray output = head.getParameters().get("output").getArray().expandDims(0);
            NDArray expected = looked.mul(output).sum(new int[] {2});
            float[] logits =
                    head.forward(store, new NDList(x), false).singletonOrThrow().toFloatArray();
            assertThat(logits).containsExactly(expected.toFloatArray(), within(1e-5f));
        }
    }

    /** Returns the scores of phrases (B, C, L), whose filter reaches {@code side} words to either side. */
    private static NDArray phrases(
            NDArray labels, NDArray vectors, NDArray words, NDArray filter, NDArray bias, int side) {
        return LabelAttentionScript.convolution(
                LabelAttentionScript.cosines(labels, vectors, words), filter, bias, side);
    }
}
