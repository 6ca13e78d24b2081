package io.winnow.trainer.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.layer.Layer;
import io.winnow.models.table.TableNetOptions;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.models.torch.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Passes of a network with LSTMs, dropout and batch normalisation, whose directions are computed in two streams. */
class DividedPassTest {
    private static final TableNetOptions SIZE = new TableNetOptions(5, 4, 4, 3, 6, 3, 6, 3, 0.2, 0.9);
    private static final int WORDS = 40;

    private final int before = Threads.ofEngine();
    private final List<String> told = new ArrayList<>();
    private NDManager manager;
    private ParameterArena start;
    private Layer network;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        Engine.getInstance().setRandomSeed(5);
        network = SIZE.build(WORDS, WORDS);
        network.initialize(manager);
        start = ParameterArena.adopt(network, ParameterLayout.of(network), manager);
    }

    @AfterEach
    void close() {
        manager.close();
        Threads.use(before);
    }

    private NDArray batch(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] ids = random.ints((7L + seed) * SIZE.inputLength(), 0, WORDS).toArray();
        return manager.create(ids, new Shape(7L + seed, SIZE.inputLength()));
    }

    /** Loss, gradient and running statistics of some steps, one after the other. */
    private List<float[]> train(Compilation mode, int threads, boolean divided, boolean leavesOneStep) {
        Threads.use(threads);
        List<float[]> results = new ArrayList<>();
        try (ParameterArena parameters = start.copyTo(manager.getDevice(), manager, true);
                NDManager own = manager.newSubManager()) {
            NetworkPass pass = new NetworkPass(network, own);
            pass.compile(mode, false, told::add);
            if (divided) {
                pass.divide(told::add);
            }
            for (int step = 0; step < 3; step++) {
                if (leavesOneStep && step == 1) {
                    leave(pass, parameters);
                }
                Engine.getInstance().setRandomSeed(step);
                results.addAll(NetworkPassTest.step(pass, parameters, batch(step)));
            }
        }
        return results;
    }

    /** A step that ends after its forward pass. Running statistics are put back. */
    private void leave(NetworkPass pass, ParameterArena parameters) {
        try (NDManager scope = manager.newSubManager();
                ParameterArena kept = parameters.copyTo(manager.getDevice(), manager, false)) {
            try (Autograd.Recording recording = Autograd.record()) {
                NDArray x = batch(9);
                x.attach(scope);
                pass.forward(parameters.bind(scope), x);
            }
            pass.abandon();
            try (Autograd.Recording pause = Autograd.pause()) {
                parameters.copyFrom(kept);
            }
        }
    }

    private static void assertSame(List<float[]> a, List<float[]> b) {
        assertThat(a).hasSameSizeAs(b);
        for (int i = 0; i < a.size(); i++) {
            assertThat(a.get(i)).isEqualTo(b.get(i));
        }
    }

    @Test
    void lossGradientAndStatisticsAreThoseOfOneStreamBitForBit() {
        List<float[]> one = train(Compilation.OFF, 2, false, false);
        assertThat(told).isEmpty();
        assertSame(train(Compilation.OFF, 2, true, false), one);
        assertThat(told).singleElement().asString().contains("TableNet", "two streams");
        assertThat(one.get(1)).isNotEqualTo(one.get(4));
    }

    @Test
    void oneThreadHasOneStream() {
        train(Compilation.OFF, 1, true, false);
        assertThat(told).isEmpty();
    }

    @Test
    void aStepThatIsLeftDoesNotChangeTheNextOne() {
        assertSame(train(Compilation.OFF, 2, true, true), train(Compilation.OFF, 2, true, false));
    }

    @Test
    void automaticCompilationGivesWayAndDrawsTheSameNumbers() {
        List<float[]> one = train(Compilation.AUTO, 1, true, false);
        assertThat(told).isEmpty();
        List<float[]> two = train(Compilation.AUTO, 2, true, false);
        assertThat(told).hasSize(1);
        assertThat(NetworkPassTest.apart(two.get(1), one.get(1))).isLessThan(1e-5);
    }

    @Test
    void compilationThatIsOnIsKept() {
        Threads.use(2);
        NetworkPass pass = new NetworkPass(network, manager);
        pass.compile(Compilation.ON, false, told::add);
        pass.divide(told::add);
        NetworkPassTest.step(pass, start, batch(0));
        assertThat(pass.isCompiled()).isTrue();
        assertThat(told).isEmpty();
    }
}
