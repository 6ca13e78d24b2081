package io.winnow.trainer.cli;

import io.winnow.trainer.draft.Answers;
import io.winnow.trainer.draft.Question;
import io.winnow.trainer.run.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/** Asks the user at a terminal, and asks again if an answer is not allowed. */
final class TerminalAnswers implements Answers.Respondent {
    private final BufferedReader in;
    private final PrintWriter out;

    TerminalAnswers(BufferedReader in, PrintWriter out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public String answer(Question question) {
        out.println();
        out.println(question.text() + " (" + question.flag() + ")");
        out.println("  " + question.meaning());
        int width = question.choices().stream()
                .mapToInt(choice -> choice.name().length())
                .max()
                .orElse(0);
        question.choices()
                .forEach(choice -> out.println("    " + choice.name()
                        + " ".repeat(width - choice.name().length()) + "  " + choice.meaning()));
        while (true) {
            out.print("> "
                    + question.proposal().map(proposal -> "[" + proposal + "] ").orElse(""));
            out.flush();
            String line = read(question);
            String answer = line.isBlank() ? question.proposal().orElse("") : line;
            try {
                return question.checked(answer);
            } catch (UserException e) {
                out.println(e.getMessage());
            }
        }
    }

    private String read(Question question) {
        try {
            String line = in.readLine();
            if (line == null) {
                throw new UserException(
                        "The input ended before " + question.flag() + " was answered. Nothing was written.");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
