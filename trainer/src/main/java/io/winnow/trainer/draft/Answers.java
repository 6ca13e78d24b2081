package io.winnow.trainer.draft;

import io.winnow.trainer.run.ShellQuote;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The answers to the questions of an {@link Interview}: those that were given by options, and those of somebody who is asked for the others. */
public final class Answers {
    /** Answers what no option answers. */
    @FunctionalInterface
    public interface Respondent {
        /** Returns an answer, which may not be allowed. */
        String answer(Question question);
    }

    /** Takes every proposal. */
    public static final Respondent PROPOSALS = question -> question.proposal()
            .orElseThrow(() -> new UserException(question.flag() + " is missing, and nothing can be proposed: "
                    + question.text() + " " + question.meaning() + " Add " + question.flag() + "."));

    /** Answers nothing: all answers must be given by options. */
    public static final Respondent NOBODY = question -> {
        throw new UserException(question.flag() + " is missing, and there is no terminal to ask: " + question.text()
                + " " + question.meaning() + " Add "
                + question.proposal()
                        .map(proposal -> question.flag() + " " + ShellQuote.word(proposal)
                                + ", which is what the data suggest, or --yes to take all suggestions.")
                        .orElse(question.flag() + "."));
    };

    private final Map<String, String> given;
    private final Respondent other;
    private final Map<String, String> taken = new LinkedHashMap<>();

    /**
     * Creates answers.
     *
     * @param given answers by their options, such as {@code --known}
     * @param other answers the other questions
     */
    public Answers(Map<String, String> given, Respondent other) {
        this.given = Map.copyOf(given);
        this.other = other;
    }

    /**
     * Answers a question.
     *
     * @throws UserException if the answer is missing or not allowed
     */
    String to(Question question) {
        String answer = question.checked(
                given.containsKey(question.flag()) ? given.get(question.flag()) : other.answer(question));
        taken.put(question.flag(), answer);
        return answer;
    }

    /** Returns what an option answers; empty if it is not given. */
    Optional<String> given(String flag) {
        return Optional.ofNullable(given.get(flag));
    }

    /**
     * Requires that every given answer belongs to a question that was asked.
     *
     * @throws UserException if one does not
     */
    void requireAllUsed() {
        Set<String> unused = new TreeSet<>(given.keySet());
        unused.removeAll(taken.keySet());
        if (!unused.isEmpty()) {
            throw new UserException(String.join(" and ", unused) + (unused.size() == 1 ? " has" : " have")
                    + " no effect on these files with these answers: " + options() + ". Leave out "
                    + (unused.size() == 1 ? "this option." : "these options."));
        }
    }

    /** Returns all answers as options of a command line, in the order of the questions. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        taken.forEach((flag, answer) -> arguments.addAll(List.of(flag, answer)));
        return arguments;
    }

    private String options() {
        return String.join(" ", arguments());
    }
}
