package io.winnow.trainer.annotate;

import io.winnow.datasets.source.ClassInfo;
import io.winnow.trainer.chat.ChatAnswer;
import io.winnow.trainer.chat.ChatClient;
import io.winnow.trainer.chat.ChatRequest;
import io.winnow.trainer.chat.Endpoint;
import io.winnow.trainer.run.StoppedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A language model that says which of two labels fits an item better. It is asked in both orders, since many models prefer the first option
 * (llm-annotators.md, section 4).
 */
public final class PairJudge {
    private static final int[][] ORDERS = {{0, 1}, {1, 0}};

    private final AnnotationTask task;
    private final List<ClassInfo> classes;
    private final PromptTemplate template;
    private final List<LabelPrompt.Example> examples;
    private final ChatClient client;
    /** Threads may be as many as another judge takes. */
    private final Semaphore free;

    private final AtomicInteger unusable = new AtomicInteger();

    PairJudge(
            AnnotationTask task,
            List<ClassInfo> classes,
            PromptTemplate template,
            List<LabelPrompt.Example> examples,
            ChatClient client) {
        this.task = task;
        this.classes = classes;
        this.template = template;
        this.examples = examples;
        this.client = client;
        free = new Semaphore(client.endpoint().concurrency());
    }

    /** Returns the number of answers that named neither label, or both. */
    public int unusable() {
        return unusable.get();
    }

    Endpoint endpoint() {
        return client.endpoint();
    }

    /**
     * Compares two labels of an item.
     *
     * @return number of wins of the first and of the second label; together 2, or fewer if an answer could not be used
     */
    double[] compare(Shown item, String key, int first, int second) throws IOException {
        double[] wins = new double[2];
        List<ClassInfo> pair = List.of(classes.get(first), classes.get(second));
        for (int[] order : ORDERS) {
            LetterOptions options = new LetterOptions(order);
            ChatAnswer answer = ask(
                    question(item, pair, options, first, second),
                    "item " + key + ", " + pair.get(order[0]).label() + " or "
                            + pair.get(order[1]).label());
            OptionalInt chosen = LetterAnswer.parse(answer.choices().get(0).content(), options, pair);
            if (chosen.isPresent()) {
                wins[chosen.getAsInt()]++;
            } else {
                unusable.incrementAndGet();
            }
        }
        return wins;
    }

    private ChatAnswer ask(ChatRequest question, String what) throws IOException {
        try {
            free.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException(ChatClient.STOPPED);
        }
        try {
            return client.ask(question, what);
        } finally {
            free.release();
        }
    }

    /** Returns the first question about an item. */
    ChatRequest question(Shown item, int first, int second) {
        return question(
                item, List.of(classes.get(first), classes.get(second)), new LetterOptions(ORDERS[0]), first, second);
    }

    private ChatRequest question(Shown item, List<ClassInfo> pair, LetterOptions options, int first, int second) {
        List<LabelPrompt.Example> shown = new ArrayList<>();
        for (LabelPrompt.Example each : examples) {
            if (each.label() == first || each.label() == second) {
                shown.add(new LabelPrompt.Example(each.text(), each.label() == first ? 0 : 1));
            }
        }
        return new ChatRequest(
                client.endpoint().model(),
                new LabelPrompt(template, task.instruction(), pair, shown).messages(item, options),
                0,
                client.endpoint().maxTokens(),
                task.seed(),
                1,
                false,
                false);
    }
}
