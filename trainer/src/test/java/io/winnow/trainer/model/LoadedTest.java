package io.winnow.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadedTest {
    private final Loaded loaded = new Loaded();
    private final List<String> events = new ArrayList<>();

    /** A part that notes when it is loaded and closed. */
    private final class Part implements AutoCloseable {
        private final String name;

        Part(String name) {
            this.name = name;
            events.add("load " + name);
        }

        @Override
        public void close() {
            events.add("close " + name);
        }
    }

    private Part get(Loaded.Lease lease, String name) throws IOException {
        return lease.get(name, Part.class, () -> new Part(name));
    }

    @Test
    void loadsOnceAndClosesWithTheLastLease() throws IOException {
        try (Loaded.Lease live = loaded.open()) {
            Part first;
            try (Loaded.Lease request = loaded.open()) {
                first = get(request, "a");
            }
            try (Loaded.Lease request = loaded.open()) {
                assertThat(get(request, "a")).isSameAs(first);
                get(request, "b");
            }
            assertThat(events).containsExactly("load a", "load b");
            assertThat(get(live, "a")).isSameAs(first);
        }
        assertThat(events).containsExactlyInAnyOrder("load a", "load b", "close a", "close b");
        try (Loaded.Lease later = loaded.open()) {
            get(later, "a");
        }
        assertThat(events).endsWith("load a", "close a");
    }

    @Test
    void closesALeaseOnceOnly() throws IOException {
        try (Loaded.Lease live = loaded.open()) {
            get(live, "a");
            Loaded.Lease other = loaded.open();
            other.close();
            other.close();
            assertThat(events).containsExactly("load a");
            assertThatThrownBy(() -> get(other, "a")).hasMessageContaining("closed");
        }
    }

    @Test
    void closesAllPartsEvenIfOneCannotBeClosed() throws IOException {
        Loaded.Lease lease = loaded.open();
        for (String name : List.of("a", "b")) {
            lease.get(name, AutoCloseable.class, () -> () -> {
                events.add("try " + name);
                throw new IOException("broken");
            });
        }
        assertThatThrownBy(lease::close).hasRootCauseMessage("broken");
        assertThat(events).containsExactlyInAnyOrder("try a", "try b");
        lease.close();
        try (Loaded.Lease later = loaded.open()) {
            get(later, "c");
        }
        assertThat(events).endsWith("load c", "close c");
    }
}
