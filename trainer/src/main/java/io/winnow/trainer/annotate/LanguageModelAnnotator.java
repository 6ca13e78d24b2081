package io.winnow.trainer.annotate;

import io.winnow.trainer.chat.ChatAnswer;
import io.winnow.trainer.chat.ChatClient;
import io.winnow.trainer.chat.ChatRequest;
import io.winnow.trainer.chat.Message;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/** A language model with one wording of the question (llm-annotators.md, section 2). */
final class LanguageModelAnnotator implements Annotator {
    private static final double SAMPLE_TEMPERATURE = 0.7;

    private final String name;
    private final AnnotatorConfig.LanguageModel config;
    private final LabelPrompt prompt;
    private final long seed;
    private final ChatClient client;
    private final StopSignal stop;
    private final AtomicInteger asked = new AtomicInteger();

    /** @param stop ends the work when it is raised */
    LanguageModelAnnotator(
            AnnotatorConfig.LanguageModel config, LabelPrompt prompt, long seed, ChatClient client, StopSignal stop) {
        this.name = nameOf(config, prompt.template());
        this.config = config;
        this.prompt = prompt;
        this.seed = seed;
        this.client = client;
        this.stop = stop;
    }

    static String nameOf(AnnotatorConfig.LanguageModel config, PromptTemplate template) {
        return config.shownName() + "/" + template.name();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isLanguageModel() {
        return true;
    }

    @Override
    public double[][] annotate(AnnotatedItems items, Progress progress) throws IOException {
        double[][] probabilities = new double[items.size()][];
        try (Progress.Task shown = progress.start(name, items.unit(), 0, items.size())) {
            Workers.run(items.size(), config.endpoint().concurrency(), stop, item -> {
                probabilities[item] = judge(items.shown(item), items.key(item));
                synchronized (shown) {
                    shown.at(asked.incrementAndGet(), "");
                }
            });
        }
        return probabilities;
    }

    /** Returns the first question for an item, as it is sent. */
    ChatRequest question(Shown item, String key) {
        return new ChatRequest(
                config.endpoint().model(),
                prompt.messages(item, options(key)),
                0,
                config.endpoint().maxTokens(),
                seed,
                1,
                config.certainty() == AnnotatorConfig.Certainty.LOGPROBS,
                false);
    }

    private LetterOptions options(String key) {
        return LetterOptions.of(prompt.classes().size(), seed, key, name);
    }

    /** Returns the class probabilities of an item (K); null if no answer could be used. */
    private double[] judge(Shown item, String key) throws IOException {
        LetterOptions options = options(key);
        ChatRequest question = question(item, key);
        String what = "item " + key + " by " + name;
        if (config.certainty() == AnnotatorConfig.Certainty.SAMPLES) {
            return samples(question, options, what);
        }
        ChatAnswer.Choice answer = client.ask(question, what).choices().get(0);
        OptionalInt label = LetterAnswer.parse(answer.content(), options, prompt.classes());
        if (label.isEmpty() && answer.hasText()) {
            question = question.with(
                    Message.assistant(answer.content()),
                    Message.user("Answer with one letter: that of the option, such as " + options.code(0)
                            + ", and nothing else."));
            answer = client.ask(question, what).choices().get(0);
            label = LetterAnswer.parse(answer.content(), options, prompt.classes());
        }
        if (label.isEmpty()) {
            return null;
        }
        ChatRequest last = question;
        var certain = LetterProbabilities.of(answer.tokens(), options, label.getAsInt());
        return certain.isPresent() ? certain.get() : samples(last, options, what);
    }

    /** Draws answers until there are as many as wanted, since many servers give one at a time. */
    private double[] samples(ChatRequest question, LetterOptions options, String what) throws IOException {
        int[] counts = new int[options.size()];
        int drawn = 0;
        int usable = 0;
        for (int round = 0; drawn < config.samples(); round++) {
            ChatRequest sampled = question.sampled(config.samples() - drawn, SAMPLE_TEMPERATURE, seed + 1 + round);
            for (ChatAnswer.Choice choice : client.ask(sampled, what).choices()) {
                OptionalInt label = LetterAnswer.parse(choice.content(), options, prompt.classes());
                label.ifPresent(k -> counts[k]++);
                usable += label.isPresent() ? 1 : 0;
                drawn++;
            }
        }
        return usable == 0 ? null : LetterProbabilities.ofSamples(counts);
    }
}
