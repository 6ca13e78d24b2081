package io.winnow.trainer.annotate;

import io.winnow.trainer.chat.ChatAnswer.Alternative;
import io.winnow.trainer.chat.ChatAnswer.Token;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Class probabilities of the answers of a language model (llm-annotators.md, section 2). */
final class LetterProbabilities {
    /** Marks of blanks and punctuation around a letter in a token: tokenizers write a blank as U+2581 or U+0120. */
    private static final String AROUND = "[\\s\u2581\u0120\"'`*()\\[\\].,:;]";

    private LetterProbabilities() {}

    /**
     * Returns the probabilities (K) by the log-probabilities of the token that names the option, after what the model thought aloud. A letter
     * may be written in several ways ("A", " A", "a", "A."), which are summed; one that is not listed has the least log-probability that is,
     * minus 1. If only the probability of the answer itself is known, as with codes of two letters, the other classes share the rest.
     *
     * @param label the class that the answer names
     * @return empty if the server gave no log-probabilities, or none of the answered code, or if the other classes would share so much that
     *     the answered one were not the most probable
     */
    static Optional<double[]> of(List<Token> all, LetterOptions options, int label) {
        List<Token> tokens = LetterAnswer.withoutThoughts(all);
        String code = options.codeOf(label);
        if (options.letters() > 1) {
            return written(tokens, code).flatMap(p -> shared(p, label, options.size()));
        }
        for (Token token : tokens) {
            if (plain(token.text()).equals(code)) {
                return token.alternatives().isEmpty()
                        ? shared(Math.exp(token.logprob()), label, options.size())
                        : Optional.of(ofAlternatives(token.alternatives(), options));
            }
        }
        return Optional.empty();
    }

    private static double[] ofAlternatives(List<Alternative> alternatives, LetterOptions options) {
        double[] sums = new double[options.size()];
        double least = 0;
        for (Alternative each : alternatives) {
            least = Math.min(least, each.logprob());
            OptionalInt label = options.label(plain(each.text()).toUpperCase(Locale.ROOT));
            if (label.isPresent()) {
                sums[label.getAsInt()] += Math.exp(each.logprob());
            }
        }
        double missing = Math.exp(least - 1);
        double total = 0;
        for (int k = 0; k < sums.length; k++) {
            sums[k] = sums[k] > 0 ? sums[k] : missing;
            total += sums[k];
        }
        for (int k = 0; k < sums.length; k++) {
            sums[k] /= total;
        }
        return sums;
    }

    /** Returns the product of the probabilities of the tokens that write a code at the beginning of an answer. */
    private static Optional<Double> written(List<Token> tokens, String code) {
        String so = "";
        double logprob = 0;
        for (Token token : tokens) {
            so += plain(token.text());
            logprob += token.logprob();
            if (so.equals(code)) {
                return Optional.of(Math.exp(logprob));
            } else if (!code.startsWith(so)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<double[]> shared(double probability, int label, int classes) {
        double own = Math.min(1, probability);
        if (own <= 1.0 / classes) {
            return Optional.empty();
        }
        double[] all = new double[classes];
        Arrays.fill(all, (1 - own) / (classes - 1));
        all[label] = own;
        return Optional.of(all);
    }

    private static String plain(String token) {
        return token.replaceAll(AROUND, "");
    }

    /** Returns the probabilities (K) by samples: (count + 1/K) / (n + 1). */
    static double[] ofSamples(int[] counts) {
        int classes = counts.length;
        int samples = Arrays.stream(counts).sum();
        return Arrays.stream(counts)
                .mapToDouble(count -> (count + 1.0 / classes) / (samples + 1))
                .toArray();
    }
}
