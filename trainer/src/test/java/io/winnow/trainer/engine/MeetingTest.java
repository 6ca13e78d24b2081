package io.winnow.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that exchange arrays never wait for one that will not come. */
@Timeout(60)
class MeetingTest {
    private final NDManager manager = NDManager.newBaseManager();
    private final Crew crew = new Crew(3, true);

    @AfterEach
    void close() {
        crew.close();
        manager.close();
    }

    private float sum(int device, float value) {
        float sum = 0;
        for (NDArray each : crew.exchange(device, manager.create(value))) {
            sum += each.getFloat();
        }
        return sum;
    }

    @Test
    void allGetTheArraysOfAll() {
        for (int round = 0; round < 3; round++) {
            assertThat(crew.each(i -> sum(i, i) + 10 * sum(i, 2 * i))).isEqualTo(List.of(63f, 63f, 63f));
        }
    }

    @Test
    void theFailureOfOneEndsTheOthers() {
        assertThatThrownBy(() -> crew.each(i -> {
                    if (i == 1) {
                        throw new IllegalArgumentException("no memory");
                    }
                    return sum(i, i);
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no memory");
        assertThat(crew.each(i -> sum(i, i))).isEqualTo(List.of(3f, 3f, 3f));
    }

    @Test
    void differentNumbersOfExchangesAreAnError() {
        assertThatThrownBy(() -> crew.each(i -> i == 1 ? 0 : sum(i, i)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("differ in the number of arrays");
    }
}
