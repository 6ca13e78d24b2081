package io.winnow.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.GradientCheck;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SoftPromptTest {
    private static final int P = 2;
    /** Two layers of width 8, and ten places: eight for texts. */
    private static final BertOptions TINY = new BertOptions(11, 8, 2, 2, 12, 10, 2, Activation.GELU, 1e-12, 0, 0);

    private static final BertOptions MPNET =
            new BertOptions(11, 8, 2, 2, 12, 10, 0, Activation.GELU, 1e-5, 0, 0, TokenPlaces.mpnet(0));

    private static SoftPromptOptions prompt(boolean deep, SoftPromptOptions.Place place, boolean pooled) {
        return new SoftPromptOptions(P, deep, place, pooled);
    }

    private static final SoftPromptOptions FIRST = prompt(false, SoftPromptOptions.Place.BEFORE_NORM, false);
    private static final SoftPromptOptions DEEP = prompt(true, SoftPromptOptions.Place.BEFORE_NORM, false);
    private static final SoftPromptOptions AFTER = prompt(true, SoftPromptOptions.Place.AFTER_NORM, true);

    private static BertEncoder encoder(NDManager manager, BertOptions options, SoftPromptOptions prompt) {
        return initialised(manager, options.build(List.of(TextPooling.MEAN), Precision.FLOAT32, Optional.of(prompt)));
    }

    /** Random weights, of which those of the encoder do not depend on its prompt. */
    private static BertEncoder initialised(NDManager manager, BertEncoder encoder) {
        manager.getEngine().setRandomSeed(31);
        encoder.initialize(manager, DataType.FLOAT64, new Shape());
        encoder.getParameters()
                .values()
                .forEach(parameter -> parameter
                        .getArray()
                        .addi(manager.randomNormal(0, 0.3f, parameter.getArray().getShape(), DataType.FLOAT64)));
        return encoder;
    }

    /** A plain encoder with the weights of another one. */
    private static BertEncoder plain(NDManager manager, BertEncoder prompted) {
        BertEncoder plain = TINY.build(TextPooling.MEAN, Precision.FLOAT32);
        plain.initialize(manager, DataType.FLOAT64, new Shape());
        prompted.getParameters().forEach(pair -> {
            if (!SoftPrompt.owns(pair.getKey())) {
                pair.getValue()
                        .getArray()
                        .copyTo(plain.getParameters().get(pair.getKey()).getArray());
            }
        });
        return plain;
    }

    private static NDArray text(NDManager manager, int... ids) {
        return manager.create(ids, new Shape(1, 1, ids.length))
                .concat(manager.zeros(new Shape(1, 1, ids.length), DataType.INT32), 1);
    }

    private static NDArray run(BertEncoder encoder, NDArray texts) {
        return encoder.forward(new ParameterStore(texts.getManager(), false), new NDList(texts), false)
                .singletonOrThrow();
    }

    private static NDArray vectors(BertEncoder encoder) {
        return encoder.getParameters().get("prompt.vectors").getArray();
    }

    @Test
    void differentiates() {
        for (SoftPromptOptions options : List.of(FIRST, DEEP, AFTER)) {
            for (BertOptions each : List.of(TINY, MPNET)) {
                try (NDManager manager = NDManager.newBaseManager()) {
                    BertEncoder encoder = encoder(manager, each, options);
                    NDArray texts = text(manager, 1, 5, 9, 2, 0).concat(text(manager, 1, 7, 7, 3, 2), 0);
                    NDArray weights = manager.randomNormal(new Shape(2, 8), DataType.FLOAT64);
                    List<NDArray> leaves = new ArrayList<>(List.of(vectors(encoder)));
                    encoder.getParameters().values().stream()
                            .map(Parameter::getArray)
                            .limit(6)
                            .forEach(leaves::add);
                    GradientCheck.function(
                            leaves,
                            () -> encoder.forward(new ParameterStore(manager, false), new NDList(texts), true)
                                    .singletonOrThrow()
                                    .mul(weights)
                                    .sum());
                }
            }
        }
    }

    /** A prompt of words is a longer text: closed form by the encoder without a prompt. */
    @Test
    void aPromptOfWordsIsALongerText() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SoftPromptOptions pooled = prompt(false, SoftPromptOptions.Place.BEFORE_NORM, true);
            BertEncoder prompted = encoder(manager, TINY, pooled);
            prompted.startPrompt(Optional.of(manager.create(new long[] {6, 4})), text(manager, 1, 2));
            BertEncoder plain = plain(manager, prompted);
            ParameterStore store = new ParameterStore(manager, false);
            NDArray longer = text(manager, 1, 6, 4, 5, 9, 2);
            NDArray shorter = text(manager, 1, 5, 9, 2);
            assertThat(run(prompted, shorter).toDoubleArray())
                    .containsExactly(run(plain, longer).toDoubleArray(), within(1e-12));
            NDArray tokens = plain.tokens(store, longer, false);
            double[] own = tokens.get(":, :1").concat(tokens.get(":, 3:"), 1).toDoubleArray();
            assertThat(prompted.tokens(store, shorter, false).toDoubleArray()).containsExactly(own, within(1e-12));
        }
    }

    /** The vectors of deeper layers start such that, for a text without words, nothing changes. */
    @Test
    void aDeepPromptStartsAsAShallowOne() {
        for (SoftPromptOptions.Place place : SoftPromptOptions.Place.values()) {
            try (NDManager manager = NDManager.newBaseManager()) {
                BertEncoder deep = encoder(manager, TINY, prompt(true, place, true));
                BertEncoder first = encoder(manager, TINY, prompt(false, place, true));
                NDArray empty = text(manager, 1, 2);
                Optional<NDArray> words = Optional.of(manager.create(new long[] {6, 4}));
                deep.getParameters().forEach(pair -> {
                    if (!SoftPrompt.owns(pair.getKey())) {
                        pair.getValue()
                                .getArray()
                                .copyTo(first.getParameters().get(pair.getKey()).getArray());
                    }
                });
                double[] random = run(deep, empty).toDoubleArray();
                deep.startPrompt(words, empty);
                first.startPrompt(words, empty);
                double[] expected = run(first, empty).toDoubleArray();
                assertThat(run(deep, empty).toDoubleArray()).containsExactly(expected, within(1e-12));
                assertThat(random[0]).isNotCloseTo(expected[0], within(1e-6));
                assertThat(vectors(deep).getShape()).isEqualTo(new Shape(2, P, 8));
            }
        }
    }

    /** A text has the same vector alone and padded in a batch, and two texts with one prompt do not meet. */
    @Test
    void ignoresPadding() {
        for (SoftPromptOptions options : List.of(FIRST, DEEP, AFTER)) {
            for (BertOptions each : List.of(TINY, MPNET)) {
                try (NDManager manager = NDManager.newBaseManager()) {
                    BertEncoder encoder = encoder(manager, each, options);
                    NDArray together =
                            run(encoder, text(manager, 1, 5, 2, 0, 0, 0).concat(text(manager, 1, 7, 7, 3, 10, 2), 0));
                    double[] alone = run(encoder, text(manager, 1, 5, 2)).toDoubleArray();
                    assertThat(together.get(0).toDoubleArray()).containsExactly(alone, within(1e-12));
                    double[] other =
                            run(encoder, text(manager, 1, 7, 7, 3, 10, 2)).toDoubleArray();
                    assertThat(together.get(1).toDoubleArray()).containsExactly(other, within(1e-12));
                }
            }
        }
    }

    /** reference/ptec/pooling.json, case two_texts, in the order of this encoder: first token, prompt, other tokens. */
    @Test
    void poolsAsTheReference() {
        try (NDManager manager = NDManager.newBaseManager()) {
            double[][] prompts = {
                {.2092, 1.1666, 1.3476, -.018, .39, -1.1755}, {-2.0592, 1.3181, -.2118, .2136, -1.5395, -.2737}
            };
            double[][] texts = {
                {-.6777, -1.0863, .1267, -.5381, -.7741, -.0292, -1.8749, -.0978, .4533, 1.2326, -1.1779, -.4364},
                {-.636, -1.2428, -1.2089, -.9872, -.9084, -1.7988, 1.2728, -.0793, .0602, .0446, -.3297, -.1866}
            };
            double[] x = new double[36];
            for (int i = 0; i < 2; i++) {
                System.arraycopy(texts[i], 0, x, 18 * i, 3);
                System.arraycopy(prompts[i], 0, x, 18 * i + 3, 6);
                System.arraycopy(texts[i], 3, x, 18 * i + 9, 9);
            }
            NDArray hidden = manager.create(x, new Shape(2, 6, 3));
            NDArray all = manager.create(
                    new boolean[] {true, true, true, true, true, true, true, true, true, true, false, false},
                    new Shape(2, 1, 1, 6));
            NDArray seen = manager.create(
                    new boolean[] {true, true, true, true, true, true, false, false}, new Shape(2, 1, 1, 4));
            assertThat(TextPooling.MEAN.of(hidden, all).toDoubleArray())
                    .containsExactly(
                            new double[] {-.27781666666666666, -.26325, .04775, -.8672, -.59315, -.8733},
                            within(1e-12));
            NDArray own = new SoftPrompt(FIRST, 1, 3).without(hidden);
            assertThat(TextPooling.MEAN.of(own, seen).toDoubleArray())
                    .containsExactly(
                            new double[] {-.464525, -.784025, .0286, -.8116, -1.0756, -1.50385}, within(1e-12));
        }
    }

    @Test
    void refusesTextsThatLeaveNoPlaces() {
        try (NDManager manager = NDManager.newBaseManager()) {
            BertEncoder encoder = encoder(manager, TINY, FIRST);
            assertThat(run(encoder, text(manager, 1, 3, 3, 3, 3, 3, 3, 2)).getShape())
                    .isEqualTo(new Shape(1, 8));
            assertThatThrownBy(() -> run(encoder, text(manager, 1, 3, 3, 3, 3, 3, 3, 3, 2)))
                    .hasMessageContaining("9 tokens, and the prompt 2, but this encoder accepts at most 10");
        }
    }
}
