package io.winnow.trainer.chat;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/** Where a language model is, and how it is asked. */
@Doc("Where a language model is, and how it is asked: an address that offers chat completions in the form of OpenAI.")
public record Endpoint(
        @Doc(
                "Address up to the version, such as http://localhost:8080/v1; /chat/completions is added to it. Redirects are not followed.")
        String base,

        @Doc("Name of the model, as the server lists it.") String model,

        @Doc(
                "Environment variable that holds the key of the server. The key is sent to this address alone and is never written."
                        + " By default, no key is sent.")
        Optional<String> keyVariable,

        @Doc("Number of requests that are under way at the same time, at least 1.") @Default("4")
        int concurrency,

        @Doc("Seconds after which a request without a complete answer is given up and sent again, at least 1.")
        @Default("60")
        int timeoutSeconds,

        @Doc(
                "How often a request is sent again after a timeout, a broken answer, too many requests (429) or an error of the server"
                        + " (5xx), at least 0.")
        @Default("5")
        int retries,

        @Doc("Largest number of tokens of an answer, at least 1. Models that write out their reasoning need more.")
        @Default("16")
        int maxTokens,

        @Default("{}") Budget budget,

        @Doc("Price of the tokens, for the table of costs. By default, only tokens are counted.")
        Optional<Price> price) {
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    public Endpoint {
        new Checks()
                .that(
                        base == null || isAddress(base),
                        "base",
                        "must be an address such as http://localhost:8080/v1, without a user name, a question mark or #; found '"
                                + base + "'")
                .that(model == null || !model.isBlank(), "model", "must not be blank")
                .that(
                        keyVariable.isEmpty() || keyVariable.get().matches("[A-Za-z_][A-Za-z0-9_]*"),
                        "key_variable",
                        "must be the name of an environment variable, not the key itself")
                .atLeast("concurrency", concurrency, 1)
                .atLeast("timeout_seconds", timeoutSeconds, 1)
                .atLeast("retries", retries, 0)
                .atLeast("max_tokens", maxTokens, 1)
                .done();
    }

    private static boolean isAddress(String text) {
        try {
            URI address = new URI(text);
            return address.getHost() != null
                    && address.getUserInfo() == null
                    && address.getQuery() == null
                    && address.getFragment() == null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Returns an address below the base. */
    URI address(String path) {
        return URI.create(base.replaceFirst("/+$", "") + path);
    }

    /** Returns the host that the data are sent to. */
    public String host() {
        return URI.create(base).getHost();
    }

    /** Returns whether the data stay on this machine. */
    public boolean isLocal() {
        return LOCAL.contains(host());
    }

    /** Largest numbers of calls and tokens. */
    @Doc("Limits of what is spent. All answers in answers.jsonl count, also those of earlier commands.")
    public record Budget(
            @Doc("Largest number of answers of the model, at least 1.") @Default("5000")
            int calls,

            @Doc(
                    "Largest number of tokens of questions and answers, at least 1. Requests that are under way may exceed it.")
            @Default("2000000")
            long tokens) {
        public Budget {
            new Checks()
                    .atLeast("calls", calls, 1)
                    .atLeast("tokens", (double) tokens, 1)
                    .done();
        }
    }

    /** Price of tokens. */
    @Doc("Price of a million tokens, in any currency.")
    public record Price(
            @Doc("Price of a million tokens of questions, at least 0.")
            double prompt,

            @Doc("Price of a million tokens of answers, at least 0.")
            double completion) {
        private static final double MILLION = 1e6;

        public Price {
            new Checks()
                    .notNegative("prompt", prompt)
                    .notNegative("completion", completion)
                    .done();
        }

        /** Returns the price of a number of tokens. */
        public double of(Usage usage) {
            return (prompt * usage.promptTokens() + completion * usage.completionTokens()) / MILLION;
        }
    }
}
