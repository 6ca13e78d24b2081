package io.winnow.models.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamsTest {
    private final int before = Threads.ofEngine();

    @AfterEach
    void restore() {
        Threads.use(before);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void worksOnEachPartOnceAndOnSeveralAtATime() {
        Threads.use(2);
        AtomicIntegerArray times = new AtomicIntegerArray(10);
        CyclicBarrier both = new CyclicBarrier(2); // would break if one thread worked on all parts
        Streams.each(10, part -> {
            meet(both);
            times.incrementAndGet(part);
        });
        for (int part = 0; part < 10; part++) {
            assertThat(times.get(part)).isEqualTo(1);
        }
    }

    @Test
    void dividesTheThreadsAmongTheStreams() throws ExecutionException, InterruptedException {
        Threads.use(6);
        assertThat(Streams.count(2)).isEqualTo(2);
        assertThat(Streams.count(100)).isEqualTo(4);
        Set<Integer> threads = Collections.synchronizedSet(new HashSet<>());
        Streams.each(2, part -> threads.add(Threads.ofEngine()));
        assertThat(threads).containsExactly(3);
        assertThat(Threads.ofEngine()).isEqualTo(6);
        // A thread that computes for the first time has the number of the calling thread, not that of a stream.
        var other = Executors.newSingleThreadExecutor();
        assertThat(other.submit(Threads::ofEngine).get()).isEqualTo(6);
        other.shutdown();
    }

    @Test
    void staysOnTheCallingThreadIfThereIsOneThreadOrOnePart() {
        Set<Thread> threads = new HashSet<>();
        Threads.use(1);
        Streams.each(3, part -> threads.add(Thread.currentThread()));
        Threads.use(2);
        Streams.each(1, part -> threads.add(Thread.currentThread()));
        Streams.each(0, part -> threads.add(null));
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void recordsIfTheCallingThreadDoes() {
        Threads.use(2);
        Set<Boolean> modes = Collections.synchronizedSet(new HashSet<>());
        try (Autograd.Recording recording = Autograd.record()) {
            Streams.each(2, part -> modes.add(Autograd.isRecording()));
        }
        assertThat(modes).containsExactly(true);
        modes.clear();
        try (Autograd.Recording pause = Autograd.pause()) {
            Streams.each(2, part -> modes.add(Autograd.isRecording()));
        }
        assertThat(modes).containsExactly(false);
    }

    @Test
    void aFailureEndsAllStreamsAfterThePartsUnderWay() {
        Threads.use(2);
        CyclicBarrier both = new CyclicBarrier(2);
        AtomicInteger ended = new AtomicInteger();
        assertThatThrownBy(() -> Streams.each(100, part -> {
                    if (part < 2) {
                        meet(both);
                    }
                    if (part == 0) {
                        throw new IllegalArgumentException("part 0 is broken");
                    }
                    try {
                        Thread.sleep(20);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    ended.incrementAndGet();
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("part 0 is broken");
        assertThat(ended.get()).isBetween(1, 50);
        assertThat(Threads.ofEngine()).isEqualTo(2);
    }
}
