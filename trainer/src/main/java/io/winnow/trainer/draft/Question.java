package io.winnow.trainer.draft;

import io.winnow.datasets.EditDistance;
import io.winnow.trainer.run.UserException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A question to the user.
 *
 * @param flag option that answers it, such as {@code --known}
 * @param text the question
 * @param meaning what it means, as a sentence
 * @param choices the answers that are allowed; empty if any text that passes {@code check} is
 * @param proposal the answer that the data suggest; empty if they suggest none
 * @param check throws a {@link UserException} if an answer is wrong
 */
public record Question(
        String flag,
        String text,
        String meaning,
        List<Choice> choices,
        Optional<String> proposal,
        Consumer<String> check) {
    /** An answer that is allowed, and a sentence that says what it means. */
    public record Choice(String name, String meaning) {}

    /** A question with any text as its answer. */
    static Question open(String flag, String text, String meaning, Optional<String> proposal, Consumer<String> check) {
        return new Question(flag, text, meaning, List.of(), proposal, check);
    }

    /** A question with a few answers. */
    static Question choice(String flag, String text, String meaning, List<Choice> choices, Optional<String> proposal) {
        return new Question(flag, text, meaning, choices, proposal, answer -> {});
    }

    /**
     * Checks an answer.
     *
     * @return the answer; the name of a choice is as it is written here
     * @throws UserException if it is not allowed
     */
    public String checked(String answer) {
        String plain = answer.strip();
        if (plain.isEmpty()) {
            throw new UserException(flag + " must not be empty.");
        }
        if (choices.isEmpty()) {
            check.accept(plain);
            return plain;
        }
        String chosen = plain.toLowerCase(Locale.ROOT).replace('_', '-');
        List<String> names = choices.stream().map(Choice::name).toList();
        if (!names.contains(chosen)) {
            throw new UserException(flag + " must be " + either() + " here, found '" + plain + "'."
                    + EditDistance.nearest(chosen, names)
                            .map(near -> " Did you mean '" + near + "'?")
                            .orElse(" " + meaning));
        }
        return chosen;
    }

    private String either() {
        return choices.size() == 1
                ? choices.get(0).name()
                : choices.stream().limit(choices.size() - 1L).map(Choice::name).collect(Collectors.joining(", "))
                        + " or " + choices.get(choices.size() - 1).name();
    }
}
