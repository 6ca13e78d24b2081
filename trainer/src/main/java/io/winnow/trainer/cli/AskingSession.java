package io.winnow.trainer.cli;

import io.winnow.trainer.chat.AnswerFile;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The time during which a command asks language models: their answers are kept, and a request to stop is heard. */
final class AskingSession implements AutoCloseable {
    private final StopSignal stop;
    private final AnswerFile answers;
    private final Optional<Path> temporary;

    private AskingSession(StopSignal stop, AnswerFile answers, Optional<Path> temporary) {
        this.stop = stop;
        this.answers = answers;
        this.temporary = temporary;
    }

    /**
     * Opens the file of the answers.
     *
     * @param file the file; empty if no answers are to be kept, as in a dry run
     */
    static AskingSession open(Optional<Path> file, Progress progress) throws IOException {
        StopSignal stop = StopSignal.listening(progress);
        Optional<Path> temporary = Optional.empty();
        try {
            if (file.isEmpty()) {
                temporary = Optional.of(Files.createTempFile("answers", ".jsonl"));
            }
            Path opened = file.isPresent() ? file.get() : temporary.orElseThrow();
            return new AskingSession(stop, AnswerFile.open(opened), temporary);
        } catch (IOException | RuntimeException e) {
            end(stop, temporary);
            throw e;
        }
    }

    AnswerFile answers() {
        return answers;
    }

    StopSignal stop() {
        return stop;
    }

    private static void end(StopSignal stop, Optional<Path> temporary) throws IOException {
        stop.forget();
        if (temporary.isPresent()) {
            Files.delete(temporary.get());
        }
    }

    @Override
    public void close() throws IOException {
        try {
            answers.close();
        } finally {
            end(stop, temporary);
        }
    }
}
