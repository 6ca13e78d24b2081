package io.winnow.trainer.taxonomy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.chat.ChatAnswer;
import io.winnow.trainer.chat.ChatClient;
import io.winnow.trainer.chat.ChatRequest;
import io.winnow.trainer.chat.Message;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Questions whose answers are JSON objects. An answer that is not as it should be is sent back once, with what is wrong.
 *
 * @param jsonFormat whether the server is asked for JSON
 */
record JsonQuestions(ChatClient client, long seed, boolean jsonFormat) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Returns the request of a question. */
    ChatRequest request(List<Message> messages, int maxTokens) {
        return new ChatRequest(client.endpoint().model(), messages, 0, maxTokens, seed, 1, false, jsonFormat);
    }

    /**
     * Asks.
     *
     * @param read reads the object; it throws an {@link IllegalArgumentException} if something is wrong with it
     * @param what what is asked, for messages, such as {@code batch 3}
     * @throws UserException if the second answer is wrong as well, or if an answer has no text
     */
    <T> T ask(ChatRequest request, Function<JsonNode, T> read, String what) throws IOException {
        return find(request, read, what)
                .orElseThrow(() -> new UserException("The language model gave an answer without text for " + what
                        + ". Its answers are in answers.jsonl. Use another model, or a smaller batch."));
    }

    /** Asks as {@link #ask} does. The result is empty if an answer has no text. */
    <T> Optional<T> find(ChatRequest request, Function<JsonNode, T> read, String what) throws IOException {
        ChatAnswer.Choice answer = client.ask(request, what).choices().get(0);
        if (!answer.hasText()) {
            return Optional.empty();
        }
        try {
            return Optional.of(read.apply(object(answer)));
        } catch (IllegalArgumentException first) {
            ChatRequest repair = request.with(
                    Message.assistant(answer.content()),
                    Message.user("This answer cannot be used: " + first.getMessage()
                            + ". Answer again with a complete JSON object as described, and nothing else."));
            ChatAnswer.Choice repaired = client.ask(repair, what).choices().get(0);
            if (!repaired.hasText()) {
                return Optional.empty();
            }
            try {
                return Optional.of(read.apply(object(repaired)));
            } catch (IllegalArgumentException second) {
                throw new UserException(
                        "The language model gave no usable answer for " + what
                                + ", also when it was asked to repair it: "
                                + second.getMessage()
                                + ". Its answers are in answers.jsonl. Use a larger model, a smaller batch, or more answer_tokens.",
                        second);
            }
        }
    }

    /**
     * Returns the first JSON object in an answer, which may be surrounded by other text.
     *
     * @throws IllegalArgumentException if there is none
     */
    static JsonNode object(ChatAnswer.Choice answer) {
        String text = answer.content();
        IOException problem = null;
        for (int from = text.indexOf('{'); from >= 0; from = text.indexOf('{', from + 1)) {
            try (JsonParser parser = MAPPER.createParser(text.substring(from))) {
                JsonNode found = MAPPER.readTree(parser);
                if (found.isObject()) {
                    return found;
                }
            } catch (IOException e) {
                problem = problem == null ? e : problem;
            }
        }
        throw new IllegalArgumentException(
                "there is no complete JSON object in it"
                        + (answer.cut() ? ", since it reached the largest number of tokens" : ""),
                problem);
    }
}
