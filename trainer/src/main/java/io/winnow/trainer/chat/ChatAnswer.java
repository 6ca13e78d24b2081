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
     * @param content its text
     * @param cut whether it ends because it reached the largest number of tokens
     * @param tokens its tokens with their log-probabilities; empty if the server gives none
     */
    public record Choice(String content, boolean cut, List<Token> tokens) {
        public Choice {
            tokens = List.copyOf(tokens);
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

    /** Returns the answer as JSON has it; empty if it has no text. */
    static Optional<ChatAnswer> of(JsonNode json) {
        List<Choice> choices = new ArrayList<>();
        for (JsonNode choice : json.path("choices")) {
            JsonNode content = choice.path("message").path("content");
            if (content.isTextual() && !content.asText().isBlank()) {
                choices.add(new Choice(
                        content.asText(),
                        choice.path("finish_reason").asText().equals("length"),
                        tokens(choice.path("logprobs").path("content"))));
            }
        }
        JsonNode usage = json.path("usage");
        return choices.isEmpty()
                ? Optional.empty()
                : Optional.of(new ChatAnswer(
                        choices,
                        new Usage(
                                usage.path("prompt_tokens").asLong(),
                                usage.path("completion_tokens").asLong())));
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
