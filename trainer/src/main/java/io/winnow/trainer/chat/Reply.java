package io.winnow.trainer.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** What came of one request: an answer, a reason to ask again, or a refusal. */
sealed interface Reply {
    /** A complete answer. */
    record Answered(JsonNode json, ChatAnswer answer) implements Reply {}

    /**
     * The request may succeed later.
     *
     * @param after how long the server asks to wait; empty if it does not say
     * @param textless an answer without text, which counts if the next ones are no better; empty if there is none
     */
    record Later(String reason, Optional<Duration> after, Optional<Answered> textless) implements Reply {
        Later(String reason, Optional<Duration> after) {
            this(reason, after, Optional.empty());
        }
    }

    /** The request will not succeed. */
    record Refused(int status, String message) implements Reply {}

    /** The largest number of characters of a server's message that is shown. */
    int LONGEST_MESSAGE = 500;

    int OK = 200;
    int REQUEST_TIMEOUT = 408;
    int TOO_MANY = 429;
    int SERVER_ERROR = 500;

    /** Judges the status, the headers and the body of a response. */
    static Reply of(int status, HttpHeaders headers, String body, ZonedDateTime now) {
        if (status == OK) {
            return answer(body);
        } else if (status == TOO_MANY || status == REQUEST_TIMEOUT || status >= SERVER_ERROR) {
            return new Later(
                    "status " + status + message(body, ": "),
                    headers.firstValue("Retry-After").flatMap(text -> after(text, now)));
        }
        return new Refused(status, message(body, ""));
    }

    private static Reply answer(String body) {
        try {
            JsonNode json = Json.parse(body, JsonNode.class);
            return ChatAnswer.of(json)
                    .map(answer -> new Answered(json, answer))
                    .<Reply>map(answered -> answered.answer().hasText()
                            ? answered
                            : new Later("an answer without text", Optional.empty(), Optional.of(answered)))
                    .orElseGet(() -> new Later("an answer without choices", Optional.empty()));
        } catch (IOException e) {
            return new Later("an answer that is not complete JSON", Optional.empty());
        }
    }

    /** Reads the header Retry-After: seconds, or a date (RFC 9110, section 10.2.3). */
    private static Optional<Duration> after(String text, ZonedDateTime now) {
        if (text.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Duration until = Duration.between(now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
            return Optional.of(until.isNegative() ? Duration.ZERO : until);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Returns the server's own message, or the beginning of its answer. */
    private static String message(String body, String before) {
        String text = body;
        try {
            JsonNode error = Json.parse(body, JsonNode.class).path("error");
            text = error.path("message").asText(error.isTextual() ? error.asText() : body);
        } catch (IOException e) {
            // The body is shown as it is.
        }
        String plain = text.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
        String cut = plain.length() > LONGEST_MESSAGE ? plain.substring(0, LONGEST_MESSAGE) + ".." : plain;
        return cut.isEmpty() ? "" : before + cut;
    }
}
