package io.winnow.trainer.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.engine.LiveArrays;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointedGraphTest {
    /** Returns the output of a pass, the gradient with respect to all parameters, and the running statistics after the pass. */
    private static List<float[]> step(
            CheckpointedGraph graph, CompiledGraph compiled, ParameterArena parameters, NDArray batch, boolean again) {
        parameters.zeroGradient();
        try (NDManager scope = parameters.values().getManager().newSubManager();
                Autograd.Recording recording = Autograd.record()) {
            NDArray x = batch.duplicate();
            x.attach(scope);
            ParameterStore store = parameters.bind(scope);
            NDList tensors = compiled.tensors(store, x.getDevice());
            Function<NDArray, NDArray> pass =
                    in -> again ? graph.forward(tensors, in, 7) : graph.run(tensors, in, 7, new HashMap<>());
            NDArray y = pass.apply(x);
            // Two passes in one step, with different weights in the loss.
            NDArray loss = y.square().mean().add(pass.apply(x).mul(3).sin().mean());
            Autograd.backward(loss);
            graph.completeBackward();
            try (NDArray gradient = parameters.gradient()) {
                return List.of(
                        y.toFloatArray(),
                        gradient.toFloatArray(),
                        parameters.statistics().toFloatArray());
            }
        }
    }

    /** Includes dropout, which must draw the same numbers when recomputed, and running statistics, which must be updated only once. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("io.winnow.trainer.compiled.NetworkPassTest#networks")
    void gradientsEqualThoseWithoutCheckpointing(String name, Layer network) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Engine.getInstance().setRandomSeed(1);
            network.initialize(manager);
            NDArray x = NetworkPassTest.input(manager, name, 6, 7);
            try (ParameterArena arena = ParameterArena.adopt(network, ParameterLayout.of(network), manager);
                    NDManager scope = manager.newSubManager();
                    Trial trial = new Trial(network, arena.bind(scope), scope, 1)) {
                CompiledGraph compiled = CompiledGraph.of(network, trial.fresh(scope), x, manager);
                CheckpointedGraph graph = compiled.checkpointed();
                assertThat(graph.segments()).isGreaterThan(2);
                List<float[]> kept;
                List<float[]> again;
                try (ParameterArena one = arena.copyTo(manager.getDevice(), manager, true);
                        ParameterArena other = arena.copyTo(manager.getDevice(), manager, true)) {
                    kept = step(graph, compiled, one, x, false);
                    again = step(graph, compiled, other, x, true);
                    int live = LiveArrays.below(manager);
                    for (int i = 0; i < 3; i++) {
                        step(graph, compiled, other, x, true);
                    }
                    assertThat(LiveArrays.below(manager)).isEqualTo(live);
                }
                for (int i = 0; i < kept.size(); i++) {
                    assertThat(NetworkPassTest.apart(again.get(i), kept.get(i)))
                            .as("result %d", i)
                            .isLessThan(1e-6);
                }
            }
        }
    }

    /** The tolerance is larger in bfloat16, because sums of gradients may be rounded at other places. */
    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"FLOAT32", "BFLOAT16"})
    void aTrainingStepEqualsThatWithoutCheckpointing(Precision precision) {
        for (String name : List.of("vit", "resnet-8")) {
            Layer network = NetworkPassTest.networks()
                    .filter(each -> each.get()[0].equals(name))
                    .map(each -> (Layer) each.get()[1])
                    .findFirst()
                    .orElseThrow();
            try (NDManager manager = NDManager.newBaseManager()) {
                network.initialize(manager);
                NDArray x = precision.of(NetworkPassTest.input(manager, name, 6, 7));
                ParameterArena arena = ParameterArena.adopt(network, ParameterLayout.of(network), manager);
                List<List<float[]>> results = new ArrayList<>();
                for (boolean checkpoints : new boolean[] {false, true}) {
                    ParameterArena own = arena.copyTo(manager.getDevice(), manager, true);
                    NetworkPass pass = new NetworkPass(network, manager);
                    pass.compile(Compilation.ON, checkpoints, reason -> {});
                    results.add(NetworkPassTest.step(pass, own, x));
                }
                for (int i = 0; i < 3; i++) {
                    assertThat(NetworkPassTest.apart(
                                    results.get(1).get(i), results.get(0).get(i)))
                            .as("%s, result %d", name, i)
                            .isLessThan(precision == Precision.FLOAT32 ? 1e-6 : 0.1);
                }
            }
        }
    }
}
