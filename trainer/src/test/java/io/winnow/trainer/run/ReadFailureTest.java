package io.winnow.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import org.junit.jupiter.api.Test;

/** Failures to read what a user named. */
class ReadFailureTest {
    @Test
    void whatAReaderSaysIsForTheUser() {
        IOException said = new IOException("model.onnx has no output");
        assertThat(ReadFailure.of(said))
                .isInstanceOf(UserException.class)
                .hasMessage("model.onnx has no output")
                .hasCause(said);
    }

    /** Its message is "model.onnx", which says nothing. */
    @Test
    void whatTheSystemSaysIsExplainedElsewhere() {
        IOException denied = new AccessDeniedException("model.onnx");
        assertThat(ReadFailure.of(denied))
                .isInstanceOf(UncheckedIOException.class)
                .hasCause(denied);
    }
}
