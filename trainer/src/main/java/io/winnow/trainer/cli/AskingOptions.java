package io.winnow.trainer.cli;

import io.winnow.datasets.Plural;
import io.winnow.trainer.chat.AnswerMode;
import io.winnow.trainer.chat.ChatRequest;
import io.winnow.trainer.chat.Costs;
import io.winnow.trainer.chat.Endpoint;
import io.winnow.trainer.chat.Message;
import io.winnow.trainer.run.UserException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options of commands that ask language models, and what they say of costs. */
final class AskingOptions {
    /** Usual number of characters of a token of English text. */
    private static final int CHARACTERS_PER_TOKEN = 4;

    @Option(
            names = "--answers",
            paramLabel = "MODE",
            defaultValue = "live",
            description =
                    "Which questions are sent. live: those that answers.jsonl does not answer yet; replay: none, and a question without"
                            + " an answer is an error; refresh: all of them again. Default: ${DEFAULT-VALUE}")
    private AnswerMode mode;

    @Option(
            names = "--dry-run",
            description =
                    "Prints three questions, the number of calls and an estimate of the tokens, and sends nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Sends the data to a server on another machine without asking you.")
    private boolean yes;

    AnswerMode mode() {
        return mode;
    }

    boolean dryRun() {
        return dryRun;
    }

    /**
     * Makes sure that the user knows that data leave this machine.
     *
     * @param what what is sent, such as {@code 100 texts}
     * @throws UserException if the user does not agree
     */
    void agree(String what, List<Endpoint> endpoints, PrintWriter err) {
        List<String> hosts = endpoints.stream()
                .filter(each -> !each.isLocal())
                .map(Endpoint::host)
                .distinct()
                .toList();
        if (hosts.isEmpty() || mode == AnswerMode.REPLAY) {
            return;
        }
        String sentence = what + " will be sent to " + String.join(" and to ", hosts);
        endpoints.stream()
                .filter(each -> !each.isLocal() && each.base().startsWith("http:"))
                .forEach(each -> err.println("Warning: " + each.base()
                        + " is not encrypted, so others may read the texts and the key on their way."));
        if (yes) {
            err.println(sentence + ".");
            return;
        }
        if (!Boolean.getBoolean("winnow.terminal")) {
            throw new UserException(sentence + ". Add --yes if the data may leave this machine.");
        }
        err.print(sentence + ". May the data leave this machine? [y/N] ");
        err.flush();
        Scanner answers = new Scanner(System.in, StandardCharsets.UTF_8);
        if (!answers.hasNextLine()
                || !answers.nextLine().strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
            throw new UserException("Nothing was sent.");
        }
    }

    /** Returns questions as a person reads them, with the number of calls and tokens. */
    static String preview(List<ChatRequest> questions, long calls) {
        List<String> lines = new ArrayList<>();
        long characters = 0;
        for (int i = 0; i < questions.size(); i++) {
            lines.add("--- question " + (i + 1) + " to " + questions.get(i).model());
            for (Message message : questions.get(i).messages()) {
                lines.add("[" + message.role().name().toLowerCase(Locale.ROOT) + "]");
                lines.add(message.text());
                message.png().ifPresent(png -> lines.add("(an image of " + png.bytes().length + " bytes)"));
                characters += message.text().length();
            }
        }
        lines.add("---");
        long tokens = questions.isEmpty() ? 0 : calls * characters / questions.size() / CHARACTERS_PER_TOKEN;
        lines.add("At least " + Plural.of(calls, "call", "calls") + ", about " + tokens
                + " tokens of questions, without images. Nothing was asked.");
        return String.join(System.lineSeparator(), lines);
    }

    /** Returns the table of costs; empty if no language model was asked. */
    static String table(List<Costs> costs) {
        if (costs.isEmpty()) {
            return "";
        }
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("model", "asked", "kept", "repeated", "tokens asked", "tokens answered", "price"));
        for (Costs each : costs) {
            cells.add(List.of(
                    each.model() + " at " + each.host(),
                    Integer.toString(each.asked()),
                    Integer.toString(each.reused()),
                    Integer.toString(each.repeated()),
                    Long.toString(each.usage().promptTokens()),
                    Long.toString(each.usage().completionTokens()),
                    each.price() == null ? "not stated" : String.format(Locale.ROOT, "%.4f", each.price())));
        }
        return ResultTable.align(cells) + System.lineSeparator()
                + "asked: answers of this command; kept: answers from answers.jsonl; repeated: requests that were sent again; tokens and price: of all answers in"
                + " that file ("
                + costs.stream()
                        .map(each -> each.calls() + " of " + each.model())
                        .collect(Collectors.joining(", "))
                + ").";
    }
}
