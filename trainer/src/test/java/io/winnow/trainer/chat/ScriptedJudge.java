package io.winnow.trainer.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.random.CounterRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A language model by a rule: it finds the text and the options in a question, knows the right option of a text, and errs at a rate that is
 * drawn by the text, whatever the order of the options is (llm-annotators.md, section 6).
 */
public final class ScriptedJudge implements ScriptedServer.Script {
    private static final Pattern TEXT = Pattern.compile("<text>\n(.*?)\n</text>", Pattern.DOTALL);
    private static final Pattern OPTION = Pattern.compile("(?m)^([A-Z]{1,2})\\. ([^:\n]*)");

    private final UnaryOperator<String> truth;
    private final double errors;
    private final boolean logprobs;

    /**
     * Creates a judge.
     *
     * @param truth name of the right option of a text
     * @param errors share of the texts of which it says another option
     * @param logprobs whether it gives log-probabilities
     */
    public ScriptedJudge(UnaryOperator<String> truth, double errors, boolean logprobs) {
        this.truth = truth;
        this.errors = errors;
        this.logprobs = logprobs;
    }

    @Override
    public ScriptedServer.Answer answer(JsonNode request, int call) {
        String question = request.path("messages").get(1).path("content").asText();
        Map<String, String> options = options(question);
        String text = text(question);
        String said = truth.apply(text);
        CounterRandom random = CounterRandom.of(text.hashCode(), question.startsWith("You") ? 1 : 0);
        double drawn = random.nextDouble();
        if (drawn < errors) {
            String[] others = options.keySet().stream()
                    .filter(name -> !name.equals(truth.apply(text)))
                    .sorted()
                    .toArray(String[]::new);
            said = others[random.nextInt(others.length)];
        }
        String letter = options.get(said);
        if (!logprobs || !request.path("logprobs").asBoolean()) {
            return ScriptedServer.Answer.text(letter);
        }
        Map<String, Double> top = new LinkedHashMap<>();
        double sure = 0.6 + 0.39 * random.nextDouble();
        for (String each : options.values()) {
            top.put(each, Math.log(each.equals(letter) ? sure : (1 - sure) / (options.size() - 1)));
        }
        return ScriptedServer.Answer.token(letter, top);
    }

    /** Returns the last text of a question. */
    public static String text(String question) {
        Matcher found = TEXT.matcher(question);
        String last = "";
        while (found.find()) {
            last = found.group(1);
        }
        return last;
    }

    /** Returns the letters of the options by their names. */
    public static Map<String, String> options(String question) {
        Map<String, String> options = new LinkedHashMap<>();
        Matcher found = OPTION.matcher(question);
        while (found.find()) {
            options.put(found.group(2), found.group(1));
        }
        return options;
    }
}
