package io.winnow.trainer.chat;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.trainer.run.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A question to a language model.
 *
 * @param model name of the model
 * @param messages the conversation so far
 * @param temperature 0 for the most probable answer
 * @param maxTokens largest number of tokens of the answer
 * @param seed seed of the server's random numbers, if it takes one
 * @param samples number of answers that are drawn
 * @param logprobs whether the log-probabilities of the 20 most probable tokens are wanted at each place of the answer
 * @param json whether the answer must be a JSON object
 */
public record ChatRequest(
        String model,
        List<Message> messages,
        double temperature,
        int maxTokens,
        long seed,
        int samples,
        boolean logprobs,
        boolean json) {
    private static final int TOP_LOGPROBS = 20;

    public ChatRequest {
        messages = List.copyOf(messages);
    }

    /** Returns the canonical JSON of this request: keys in alphabetical order, no blanks. */
    public String canonical() {
        Map<String, Object> all = new TreeMap<>();
        all.put("model", model);
        all.put("messages", messages.stream().map(Message::json).toList());
        all.put("temperature", temperature);
        all.put("max_tokens", maxTokens);
        all.put("seed", seed);
        all.put("n", samples);
        if (logprobs) {
            all.put("logprobs", true);
            all.put("top_logprobs", TOP_LOGPROBS);
        }
        if (json) {
            all.put("response_format", Map.of("type", "json_object"));
        }
        return Json.line(all);
    }

    /** Returns the SHA-256 (hex) of {@link #canonical}. */
    public String hash() {
        return new Fingerprint().add(canonical()).hex();
    }

    /** Returns this request with further messages. */
    public ChatRequest with(Message... further) {
        return new ChatRequest(
                model,
                Stream.concat(messages.stream(), Arrays.stream(further)).toList(),
                temperature,
                maxTokens,
                seed,
                samples,
                logprobs,
                json);
    }

    /** Returns this request for several answers that are drawn at a temperature. */
    public ChatRequest sampled(int count, double heat, long drawSeed) {
        return new ChatRequest(model, messages, heat, maxTokens, drawSeed, count, false, json);
    }
}
