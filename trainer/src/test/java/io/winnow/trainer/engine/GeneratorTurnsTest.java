package io.winnow.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;

class GeneratorTurnsTest {
    /** A worker that draws its initial weights must not change what the layers of another one draw. */
    @Test
    void drawingWaitsForTheTurnOfAWorker() throws Exception {
        GeneratorTurns dropping = new GeneratorTurns(false);
        Lock turn = dropping.lock();
        turn.lock();
        try {
            CompletableFuture<Integer> drawn = CompletableFuture.supplyAsync(GeneratorTurnsTest::draw);
            assertThat(drawn.completeOnTimeout(0, 100, TimeUnit.MILLISECONDS).get())
                    .isZero();
        } finally {
            turn.unlock();
        }
        assertThat(draw()).isEqualTo(7);
    }

    private static int draw() {
        try {
            return GeneratorTurns.alone(() -> 7);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
