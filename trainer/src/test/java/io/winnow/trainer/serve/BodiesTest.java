package io.winnow.trainer.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bodies of at most 100 bytes, of which all together may have 150. */
class BodiesTest {
    private static final int UNKNOWN = -1;
    private final Bodies bodies = new Bodies(100, 150);

    private static InputStream of(int length) {
        return new ByteArrayInputStream(new byte[length]);
    }

    /** Otherwise a client that announces no length would take the place of all. */
    @Test
    void ofABodyOfUnknownLengthWhatHasArrivedCounts() throws Exception {
        List<Bodies.Body> open = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            open.add(bodies.read(of(30), UNKNOWN));
            assertThat(open.get(i).bytes()).hasSize(30);
        }
        InputStream sixth = of(1);
        assertThatThrownBy(() -> bodies.read(sixth, UNKNOWN)).isInstanceOf(Batcher.FullException.class);
        assertThat(sixth.read()).as("it is read nevertheless").isEqualTo(-1);
        open.get(0).close();
        assertThat(bodies.read(of(30), UNKNOWN).bytes()).hasSize(30);
    }

    @Test
    void anAnnouncedLengthCountsFromTheBeginningOn() throws Exception {
        Bodies.Body first = bodies.read(of(10), 90); // of which ten have arrived
        assertThatThrownBy(() -> bodies.read(of(10), 70)).isInstanceOf(Batcher.FullException.class);
        bodies.read(of(60), 60);
        assertThatThrownBy(() -> bodies.read(of(1), 1)).isInstanceOf(Batcher.FullException.class);
        first.close();
        assertThat(bodies.read(of(90), 90).bytes()).hasSize(90);
    }

    @Test
    void aBodyMayBeTooLong() throws Exception {
        for (int announced : new int[] {UNKNOWN, 101}) {
            assertThatThrownBy(() -> bodies.read(of(101), announced)).isInstanceOf(Bodies.TooLongException.class);
        }
        assertThat(bodies.read(of(100), UNKNOWN).bytes()).as("nothing is held").hasSize(100);
        bodies.read(of(50), UNKNOWN);
    }

    /** A copy for each use would be memory that nothing limits. */
    @Test
    void aBodyIsInMemoryOnce() throws Exception {
        byte[] sent = {3, 1, 4, 1, 5};
        for (int announced : new int[] {UNKNOWN, 5, 4, 90}) {
            try (Bodies.Body body = bodies.read(new ByteArrayInputStream(sent), announced)) {
                assertThat(body.bytes()).containsExactly(sent);
                assertThat(body.bytes()).isSameAs(body.bytes());
            }
        }
    }
}
