package io.winnow.trainer.sweep;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.run.UserException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The values of a key of the configuration among which a search chooses. */
public sealed interface Dimension {
    /** Keys that a sweep sets itself, each with the option for it. */
    List<String> RESERVED = List.of("seed", "name", "device");

    /** Dotted path of the key. */
    String key();

    /** Draws a value, as it is written in YAML. */
    String draw(CounterRandom random);

    /**
     * A list of values.
     *
     * @param values at least one, as they are written in YAML
     */
    record Choices(String key, List<String> values) implements Dimension {
        public Choices {
            values = List.copyOf(values);
        }

        /**
         * Parses {@code KEY=V1,V2,..}. Commas inside of brackets, braces and quotes do not separate values.
         *
         * @throws UserException if this is not such a list
         */
        public static Choices parse(String text) {
            String[] parts = split("--over", text, "recipe.classify.training.batch_size=32,64");
            List<String> values = values(parts[1]);
            for (String value : values) {
                if (value.isEmpty()) {
                    throw new UserException("--over " + text
                            + " has an empty value. Write one value between two commas, or null for the default.");
                }
            }
            if (Set.copyOf(values).size() < values.size()) {
                throw new UserException("--over " + text + " has the same value twice. Write each value once.");
            }
            return new Choices(parts[0], values);
        }

        private static List<String> values(String text) {
            List<String> values = new ArrayList<>();
            StringBuilder value = new StringBuilder();
            int depth = 0;
            char quote = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (quote != 0) {
                    quote = c == quote ? 0 : quote;
                } else if ((c == '"' || c == '\'') && value.toString().isBlank()) {
                    quote = c; // elsewhere in a value, YAML takes a quote as a letter
                } else if (c == '[' || c == '{') {
                    depth++;
                } else if (c == ']' || c == '}') {
                    depth--;
                } else if (c == ',' && depth == 0) {
                    values.add(value.toString().strip());
                    value.setLength(0);
                    continue;
                }
                value.append(c);
            }
            values.add(value.toString().strip());
            return values;
        }

        @Override
        public String draw(CounterRandom random) {
            return values.get(random.nextInt(values.size()));
        }
    }

    /**
     * A range of numbers.
     *
     * @param low smallest value
     * @param high largest value
     * @param log whether the logarithm is uniform, otherwise the number itself
     * @param whole whether all values are integers
     */
    record Range(String key, double low, double high, boolean log, boolean whole) implements Dimension {
        /** Digits of a drawn number: more would say nothing, and make tables and commands hard to read. */
        private static final MathContext DIGITS = new MathContext(4);

        private static final String LOG = ":log";

        /**
         * Parses {@code KEY=LOW..HIGH} or {@code KEY=LOW..HIGH:log}. If both ends are written as integers, all values are integers.
         *
         * @throws UserException if this is not such a range
         */
        public static Range parse(String text) {
            String[] parts = split("--search", text, "recipe.classify.training.optimizer.learning_rate=1e-4..1e-1:log");
            boolean log = parts[1].endsWith(LOG);
            String range = log ? parts[1].substring(0, parts[1].length() - LOG.length()) : parts[1];
            int dots = range.indexOf("..");
            if (dots < 0) {
                throw new UserException("--search " + text + " must give a range, such as " + parts[0]
                        + "=1e-4..1e-1:log or " + parts[0] + "=2..8. To try single values, use --over.");
            }
            String first = range.substring(0, dots).strip();
            String last = range.substring(dots + 2).strip();
            double low = number(text, first);
            double high = number(text, last);
            if (low >= high) {
                throw new UserException("--search " + text + " must begin with the smaller end; found " + first
                        + " and " + last + ". Exchange the two, or use --set for a single value.");
            }
            if (log && low <= 0) {
                throw new UserException("--search " + text
                        + " has a logarithmic scale, so its ends must be positive; found " + first
                        + ". Choose a positive lower end, or leave out " + LOG + ".");
            }
            boolean whole = isInteger(first) && isInteger(last);
            return new Range(parts[0], low, high, log, whole);
        }

        private static boolean isInteger(String text) {
            return text.matches("[+-]?\\d{1,15}");
        }

        private static double number(String option, String text) {
            try {
                double value = Double.parseDouble(text);
                if (Double.isFinite(value) && text.matches("[-+.\\deE]+")) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // The message below says it.
            }
            throw new UserException("--search " + option + ": '" + text
                    + "' is not a number. A range has the form LOW..HIGH or LOW..HIGH:log, such as 1e-4..1e-1:log.");
        }

        @Override
        public String draw(CounterRandom random) {
            if (whole) {
                // Every integer has the same width, so that the ends are as likely as the others.
                double below = log ? Math.log(low - 0.5) : low - 0.5;
                double above = log ? Math.log(high + 0.5) : high + 0.5;
                double drawn = random.nextDouble(below, above);
                long value = Math.round(log ? Math.exp(drawn) : drawn);
                return Long.toString(Math.max((long) low, Math.min((long) high, value)));
            }
            double drawn =
                    log ? Math.exp(random.nextDouble(Math.log(low), Math.log(high))) : random.nextDouble(low, high);
            double rounded = new BigDecimal(drawn).round(DIGITS).doubleValue();
            return BigDecimal.valueOf(Math.max(low, Math.min(high, rounded)))
                    .stripTrailingZeros()
                    .toPlainString();
        }
    }

    private static String[] split(String option, String text, String example) {
        int equals = text.indexOf('=');
        String key = equals < 0 ? "" : text.substring(0, equals).strip();
        String values = equals < 0 ? "" : text.substring(equals + 1).strip();
        if (key.isEmpty() || values.isEmpty()) {
            throw new UserException(
                    option + " " + text + " must have a key and its values, such as " + option + " " + example + ".");
        }
        return new String[] {key, values};
    }
}
