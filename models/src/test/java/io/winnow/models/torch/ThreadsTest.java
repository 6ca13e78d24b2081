package io.winnow.models.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreadsTest {
    @Test
    void setsTheNumberOfThreads() {
        int before = Threads.ofEngine();
        try {
            Threads.use(before + 1);
            assertThat(Threads.ofEngine()).isEqualTo(before + 1);
        } finally {
            Threads.use(before);
        }
        assertThat(Threads.ofEngine()).isEqualTo(before);
    }

    @Test
    void aLimitLowersAndNeverRaises() {
        int before = Threads.ofEngine();
        try {
            Threads.use(3);
            Threads.atMost(4);
            assertThat(Threads.ofEngine()).isEqualTo(3);
            Threads.atMost(2);
            assertThat(Threads.ofEngine()).isEqualTo(2);
        } finally {
            Threads.use(before);
        }
    }
}
