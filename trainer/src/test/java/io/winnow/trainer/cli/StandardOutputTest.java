package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
    private static OutputStream failing(String why) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException(why);
            }
        };
    }

    @Test
    void aFullDiskIsReportedAndAClosedPipeIsNot() {
        StandardOutput full = new StandardOutput(failing("No space left on device"), () -> false);
        assertThatThrownBy(() -> full.write(1)).isInstanceOf(IOException.class);
        assertThat(full.complaint()).hasValueSatisfying(text -> assertThat(text).contains("No space left on device"));
        StandardOutput closed = new StandardOutput(failing("Broken pipe"), () -> false);
        assertThatThrownBy(() -> closed.write(1)).isInstanceOf(IOException.class);
        assertThat(closed.complaint()).isEmpty();
        // The message is in the language of the user.
        StandardOutput pipe = new StandardOutput(failing("Relais brisé"), () -> true);
        assertThatThrownBy(() -> pipe.write(1)).isInstanceOf(IOException.class);
        assertThat(pipe.complaint()).isEmpty();
    }

    @Test
    void whatIsWrittenArrives() throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        StandardOutput out = new StandardOutput(target, () -> false);
        out.write(new byte[] {1, 2, 3}, 1, 2);
        assertThat(target.toByteArray()).containsExactly(2, 3);
        assertThat(out.complaint()).isEmpty();
    }
}
