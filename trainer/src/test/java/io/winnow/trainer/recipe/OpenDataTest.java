package io.winnow.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.modality.TaskData;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The data that tasks of a process share are closed once, and not before the last task has ended. */
class OpenDataTest {
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    private TaskData data() {
        opened.incrementAndGet();
        return (TaskData) Proxy.newProxyInstance(
                TaskData.class.getClassLoader(), new Class<?>[] {TaskData.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("close");
                    closed.incrementAndGet();
                    return null;
                });
    }

    @Test
    void tasksOfAStageShareItsData() throws IOException {
        try (OpenData.Use first = OpenData.of("a", this::data);
                OpenData.Use second = OpenData.of("a", this::data)) {
            assertThat(second.data()).isSameAs(first.data());
        }
        assertThat(opened).hasValue(1);
        assertThat(closed).hasValue(0);
        OpenData.release();
        OpenData.release();
        assertThat(closed).hasValue(1);
    }

    @Test
    void releasedDataAreClosedWhenTheLastTaskEnds() throws IOException {
        OpenData.Use first = OpenData.of("b", this::data);
        OpenData.Use second = OpenData.of("b", this::data);
        OpenData.release();
        assertThat(closed).hasValue(0);
        // Tasks of another stage have data of their own meanwhile.
        OpenData.Use other = OpenData.of("c", this::data);
        first.close();
        assertThat(closed).hasValue(0);
        second.close();
        assertThat(closed).hasValue(1);
        other.close();
        assertThat(closed).hasValue(1);
        OpenData.release();
        assertThat(closed).hasValue(2);
    }
}
