package io.winnow.trainer.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a language model answered.
 *
 * @param choices the answers, at least one; several if several were asked for
 */
public record ChatAnswer(List<Choice> choices, Usage usage) {
    public ChatAnswer {
        choices = List.copyOf(choices);
    }

    /**
     * One answer.
     *
     * @param content its text, which may be empty
     * @param cut whether it ends because it reached the largest number of tokens
     * @param tokens its tokens with their log-probabilities; empty if the server gives none
     */
    public record Choice(String content, boolean cut, List<Token> tokens) {
        public Choice {
            tokens = List.copyOf(tokens);
        }

        /** Returns whether there is anything but blanks. */
        public boolean hasText() {
            return !content.isBlank();
        }
    }

    /**
     * A token of an answer.
     *
     * @param alternatives the most probable tokens at its place, which usually include it
     */
    public record Token(String text, double logprob, List<Alternative> alternatives) {
        public Token {
            alternatives = List.copyOf(alternatives);
        }
    }

    /** A token that might have been at a place. */
    public record Alternative(String text, double logprob) {}

    /**
     * Returns the answer as JSON has it; empty if it has no choices. Choices without a text are left out if others have one; a model may also
     * give none at all, for instance because a filter of the server removed it.
     */
    static Optional<ChatAnswer> of(JsonNode json) {
        List<Choice> choices = new ArrayList<>();
        for (JsonNode choice : json.path("choices")) {
            JsonNode content = choice.path("message").path("content");
            choices.add(new Choice(
                    content.isTextual() ? content.asText() : "",
                    choice.path("finish_reason").asText().equals("length"),
                    tokens(choice.path("logprobs").path("content"))));
        }
        List<Choice> spoken = choices.stream().filter(Choice::hasText).toList();
        JsonNode usage = json.path("usage");
        return choices.isEmpty()
                ? Optional.empty()
                : Optional.of(new ChatAnswer(
                        spoken.isEmpty() ? choices : spoken,
                        new Usage(
                                usage.path("prompt_tokens").asLong(),
                                usage.path("completion_tokens").asLong())));
    }

    /** Returns whether a choice has a text. */
    boolean hasText() {
        return choices.stream().anyMatch(Choice::hasText);
    }

    private static List<Token> tokens(JsonNode listed) {
        List<Token> tokens = new ArrayList<>();
        for (JsonNode token : listed) {
            List<Alternative> alternatives = new ArrayList<>();
            for (JsonNode each : token.path("top_logprobs")) {
                alternatives.add(new Alternative(
                        each.path("token").asText(), each.path("logprob").asDouble()));
            }
            tokens.add(new Token(
                    token.path("token").asText(), token.path("logprob").asDouble(), alternatives));
        }
        return tokens;
    }
}
