package io.winnow.models.layer;

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
import io.winnow.models.text.BertEncoder;
import io.winnow.models.text.BertOptions;
import io.winnow.models.text.TextPooling;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.models.vision.ResNetOptions;
import io.winnow.models.vision.VitOptions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LowRankAdapterTest {
    private static final LowRankOptions ALL = new LowRankOptions(2, 6, 0, EnumSet.allOf(LowRankOptions.Target.class));

    private static Layer vit() {
        return new VitOptions(8, 4, 12, 2, 3, VitOptions.Pooling.CLASS_TOKEN, 0).build(2);
    }

    private static Layer bert() {
        return new BertOptions(20, 12, 2, 2, 16, 12, 2, Activation.GELU, 1e-12, 0, 0)
                .build(TextPooling.MEAN, Precision.FLOAT32);
    }

    private static NDArray input(boolean texts, NDManager manager) {
        return texts
                ? manager.create(new int[] {2, 3, 4, 5, 0, 0, 1, 1, 7, 8, 9, 0, 0, 0, 0, 0}, new Shape(2, 2, 4))
                : manager.randomNormal(new Shape(3, 2, 8, 8));
    }

    private static float[] run(Layer network, ParameterArena arena, NDArray x) {
        return network.forward(arena.bind(x.getManager()), new NDList(x), true)
                .singletonOrThrow()
                .toFloatArray();
    }

    /** At first the network computes exactly what it did. With random B, it computes what the merged weights give without adapters. */
    @Test
    void updatesStartAtZeroAndCanBeMerged() {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (Supplier<Layer> maker : List.<Supplier<Layer>>of(LowRankAdapterTest::vit, LowRankAdapterTest::bert)) {
                Layer plain = maker.get();
                boolean texts = plain instanceof BertEncoder;
                plain.initialize(manager);
                ParameterArena base = ParameterArena.adopt(plain, ParameterLayout.of(plain), manager);
                NDArray x = input(texts, manager);
                float[] before = run(plain, base, x);

                Layer adapted = maker.get();
                assertThat(LowRankAdapter.adapt(adapted, ALL)).hasSize(2 * 6);
                adapted.initialize(manager);
                ParameterArena arena = ParameterArena.adopt(adapted, ParameterLayout.of(adapted), manager);
                Map<String, NDArray> all = arena.named(manager);
                all.putAll(base.named(manager));
                arena.load(all);
                assertThat(run(adapted, arena, x)).containsExactly(before);

                all.forEach((name, array) -> {
                    if (LowRankAdapter.owns(name) && name.endsWith(".b")) {
                        all.put(name, manager.randomNormal(0, 0.1f, array.getShape(), DataType.FLOAT32));
                    }
                });
                arena.load(all);
                float[] trained = run(adapted, arena, x);
                assertThat(trained).isNotEqualTo(before);
                Map<String, NDArray> merged = LowRankAdapter.merged(arena.named(manager));
                assertThat(merged.keySet())
                        .containsExactlyInAnyOrderElementsOf(base.named(manager).keySet());
                base.load(merged);
                float[] after = run(plain, base, x);
                for (int i = 0; i < after.length; i++) {
                    assertThat(after[i]).isCloseTo(trained[i], within(2e-6f));
                }
            }
        }
    }

    /** Central differences of the whole network, with adapters whose B is not zero. */
    @Test
    void theGradientsOfAdaptersAreExact() {
        try (NDManager manager = NDManager.newBaseManager()) {
            manager.getEngine().setRandomSeed(12);
            Layer encoder = vit();
            LowRankAdapter.adapt(encoder, new LowRankOptions(2, 1, 0, Set.of(LowRankOptions.Target.VALUE)));
            encoder.initialize(manager, DataType.FLOAT64, new Shape(3, 2, 8, 8));
            encoder.getParameters().values().stream()
                    .filter(Parameter::requiresGradient)
                    .map(Parameter::getArray)
                    .forEach(array -> array.addi(manager.randomNormal(0, 0.3f, array.getShape(), DataType.FLOAT64)));
            GradientCheck.block(encoder, manager.randomNormal(new Shape(3, 2, 8, 8), DataType.FLOAT64), true);
        }
    }

    /**
     * For the sum over examples of u . y, where y = W x + s B A x in the adapted rows, the gradient of B is s u x' A' and that of A is s B' u
     * x'.
     */
    @Test
    void theGradientsOfOneMapHaveAClosedForm() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Dense dense = Dense.standard(5, 6);
            dense.adapt(
                    new LowRankOptions(2, 3, 0, Set.of(LowRankOptions.Target.VALUE)),
                    LowRankOptions.Target.VALUE,
                    1,
                    2);
            dense.initialize(manager, DataType.FLOAT64, new Shape());
            NDArray a = dense.getParameters().get("lora_value.a").getArray();
            NDArray b = dense.getParameters().get("lora_value.b").getArray();
            b.addi(manager.randomNormal(b.getShape(), DataType.FLOAT64));
            a.setRequiresGradient(true);
            b.setRequiresGradient(true);
            NDArray x = manager.randomNormal(new Shape(7, 5), DataType.FLOAT64);
            NDArray u = manager.randomNormal(new Shape(7, 6), DataType.FLOAT64);
            try (Autograd.Recording recording = Autograd.record()) {
                NDArray y = dense.forward(new ParameterStore(manager, false), new NDList(x), true)
                        .singletonOrThrow();
                Autograd.backward(y.mul(u).sum());
            }
            NDArray rows = u.get(":, 3:").transpose(); // (3, 7)
            NDArray ofB = rows.dot(x).dot(a.stopGradient().transpose()).mul(1.5);
            NDArray ofA = b.stopGradient().transpose().dot(rows).dot(x).mul(1.5);
            close(b.getGradient(), ofB);
            close(a.getGradient(), ofA);
        }
    }

    private static void close(NDArray found, NDArray expected) {
        assertThat(found.toDoubleArray()).containsExactly(expected.toDoubleArray(), within(1e-10));
    }

    @Test
    void networksWithoutTransformerLayersHaveNoAdapters() {
        assertThat(LowRankAdapter.adapt(new ResNetOptions(8, 4, false).build(3), ALL))
                .isEmpty();
        assertThatThrownBy(() -> new LowRankOptions(0, 1, 0, Set.of())).hasMessageContaining("rank 0");
    }
}
