package io.winnow.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.models.torch.Threads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CrewTest {
    private final int before = Threads.ofEngine();

    @AfterEach
    void restore() {
        Threads.use(before);
    }

    @Test
    void workersShareTheThreadsOfOperators() {
        Threads.use(5);
        try (Crew crew = new Crew(2, false)) {
            crew.divideThreads();
            assertThat(crew.each(i -> Threads.ofEngine())).containsExactly(2, 2);
            assertThat(Threads.ofEngine()).isEqualTo(5);
        }
        Threads.use(1);
        try (Crew crew = new Crew(3, true)) {
            crew.divideThreads();
            assertThat(crew.each(i -> Threads.ofEngine())).containsExactly(1, 1, 1);
        }
    }
}
