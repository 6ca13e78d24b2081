package io.winnow.trainer.loop;

import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All answers that were ever read, in {@code answers.jsonl}. The last one of an annotator for an item counts; earlier ones stay in the file. */
public final class AnswerLog {
    private final Path file;
    private final List<Answer> answers;
    private final Map<String, Map<String, Answer>> current = new LinkedHashMap<>();

    private AnswerLog(Path file, List<Answer> answers) {
        this.file = file;
        this.answers = answers;
        answers.forEach(this::count);
    }

    /** Reads the answers of a file; none if it does not exist. */
    static AnswerLog read(Path file) throws IOException {
        List<Answer> answers = new ArrayList<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            try {
                answers.add(Optional.ofNullable(Json.parse(line, Answer.class))
                        .orElseThrow(() -> new IOException("it has no answer")));
            } catch (IOException e) {
                throw new UserException(
                        file + ", line " + number + ", is damaged (" + reason(e)
                                + "). Correct or delete the line, or restore the file from a copy.",
                        e);
            }
        }
        return new AnswerLog(file, answers);
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (CharacterCodingException e) {
            throw new UserException(
                    file + " is damaged: it has bytes that are not text in UTF-8. Restore the file from a copy.", e);
        }
    }

    /** The first line of what a parser says, which goes on with the text that it parsed. */
    private static String reason(IOException error) {
        return String.valueOf(error.getMessage()).lines().findFirst().orElse("");
    }

    private void count(Answer answer) {
        current.computeIfAbsent(answer.id(), id -> new LinkedHashMap<>()).put(answer.annotator(), answer);
    }

    /** Returns the answers that count, by item and then by annotator. */
    Map<String, Map<String, Answer>> current() {
        return current;
    }

    /** Returns the number of answers that count. */
    int size() {
        return current.values().stream().mapToInt(Map::size).sum();
    }

    /** Returns the answers for an item that count. */
    Collection<Answer> of(String id) {
        return current.getOrDefault(id, Map.of()).values();
    }

    /** Returns the answer of an annotator for an item that counts. */
    Optional<Answer> of(String id, String annotator) {
        return Optional.ofNullable(current.getOrDefault(id, Map.of()).get(annotator));
    }

    /** Appends answers. The file holds either all of them or none, even if this process is killed. */
    void append(List<Answer> more) throws IOException {
        if (more.isEmpty()) {
            return;
        }
        answers.addAll(more);
        more.forEach(this::count);
        StringBuilder text = new StringBuilder();
        answers.forEach(answer -> text.append(Json.line(answer)).append('\n'));
        AtomicFiles.write(file, text.toString());
    }
}
