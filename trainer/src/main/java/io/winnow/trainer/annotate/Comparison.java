package io.winnow.trainer.annotate;

import io.winnow.datasets.source.ClassInfo;
import io.winnow.trainer.chat.AnswerFile;
import io.winnow.trainer.chat.AnswerMode;
import io.winnow.trainer.chat.ChatClient;
import io.winnow.trainer.chat.ChatRequest;
import io.winnow.trainer.chat.Costs;
import io.winnow.trainer.chat.Endpoint;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides between labels on which annotators differ, by comparing them in pairs (llm-annotators.md, section 4). Up to six labels of an item
 * are all compared with each other; of more, the losers of pairs drop out until six are left.
 *
 * @param judges who compares
 * @param clients the clients of the judges
 */
public record Comparison(List<PairJudge> judges, List<ChatClient> clients, StopSignal stop) {
    /** From this probability on that the best label beats the second, it counts as sure. */
    public static final double SURE = 0.75;

    private static final int MOST_CANDIDATES = 6;

    /**
     * The decision for an item.
     *
     * @param key name of the item
     * @param label number of the label that fits best
     * @param margin probability that it beats the second
     * @param candidates number of different labels
     */
    public record Choice(String key, int label, double margin, int candidates) {
        /** Returns whether a person should look at the item. */
        public boolean unsure() {
            return margin < SURE;
        }
    }

    /**
     * Brings the judges of a task together: its language models.
     *
     * @param template file with the wording of a comparison; empty for the one that comes with Winnow
     * @throws UserException if the task has no language model
     */
    public static Comparison of(
            AnnotationTask task,
            List<ClassInfo> classes,
            Optional<Path> template,
            AnswerFile answers,
            AnswerMode mode,
            StopSignal stop)
            throws IOException {
        PromptTemplate wording = template.isPresent()
                ? PromptTemplate.read(template.get(), LabelPrompt.PLACES, LabelPrompt.NEEDED)
                : PromptTemplate.embedded(LabelPrompt.class, "comparison");
        List<LabelPrompt.Example> examples = LabelPrompt.examples(task.examples(), classes);
        List<PairJudge> judges = new ArrayList<>();
        List<ChatClient> clients = new ArrayList<>();
        for (AnnotatorConfig each : task.annotators()) {
            if (each instanceof AnnotatorConfig.LanguageModel model) {
                ChatClient client = ChatClient.of(model.endpoint(), answers, mode, System.getenv(), stop);
                clients.add(client);
                judges.add(new PairJudge(task, classes, wording, examples, client));
            }
        }
        if (judges.isEmpty()) {
            throw new UserException(
                    "The task has no annotator of the kind language_model, which compares labels. Add one.");
        }
        return new Comparison(judges, clients, stop);
    }

    /** Returns what the judges were asked, and what it costs. */
    public List<Costs> costs() {
        return clients.stream().map(ChatClient::costs).toList();
    }

    /** Returns where the judges are. */
    public List<Endpoint> endpoints() {
        return judges.stream().map(PairJudge::endpoint).toList();
    }

    /** Returns the number of questions about items with these candidates, if none has more than six. */
    public long questions(List<int[]> candidates) {
        return candidates.stream()
                .mapToLong(each -> (long) each.length * (each.length - 1) * judges.size())
                .sum();
    }

    /**
     * Returns the first questions about items.
     *
     * @param candidates the labels of each item; those of whose items there are several are asked about
     */
    public List<ChatRequest> firstQuestions(AnnotatedItems items, List<int[]> candidates, int count)
            throws IOException {
        List<ChatRequest> questions = new ArrayList<>();
        for (int i = 0; i < items.size() && questions.size() < count; i++) {
            int[] own = candidates.get(i);
            if (own.length > 1) {
                questions.add(judges.get(0).question(items.shown(i), own[0], own[1]));
            }
        }
        return questions;
    }

    /**
     * Decides for all items.
     *
     * @param candidates the labels of each item, those with the most annotators first; an item without any is left out
     */
    public List<Choice> choose(AnnotatedItems items, List<int[]> candidates, Progress progress) throws IOException {
        Choice[] choices = new Choice[items.size()];
        AtomicInteger done = new AtomicInteger();
        int threads = endpoints().stream().mapToInt(Endpoint::concurrency).max().orElseThrow();
        try (Progress.Task task = progress.start("compare", items.unit(), 0, items.size())) {
            Workers.run(items.size(), threads, stop, i -> {
                int[] own = candidates.get(i);
                if (own.length > 0) {
                    choices[i] = own.length == 1
                            ? new Choice(items.key(i), own[0], 1, 1)
                            : choose(items.shown(i), items.key(i), own);
                }
                synchronized (task) {
                    task.at(done.incrementAndGet(), "");
                }
            });
        }
        List<Choice> all = new ArrayList<>();
        for (Choice each : choices) {
            if (each != null) {
                all.add(each);
            }
        }
        return all;
    }

    private Choice choose(Shown item, String key, int[] candidates) throws IOException {
        Map<Long, double[]> asked = new HashMap<>();
        int[] left = candidates;
        while (left.length > MOST_CANDIDATES) {
            int[] winners = new int[(left.length + 1) / 2];
            for (int i = 0; i < winners.length; i++) {
                int first = left[2 * i];
                winners[i] = first;
                if (2 * i + 1 < left.length) {
                    double[] wins = wins(item, key, first, left[2 * i + 1], asked);
                    // A tie is for the label that more annotators chose.
                    winners[i] = wins[1] > wins[0] ? left[2 * i + 1] : first;
                }
            }
            left = winners;
        }
        double[][] wins = new double[left.length][left.length];
        for (int i = 0; i < left.length; i++) {
            for (int j = i + 1; j < left.length; j++) {
                double[] pair = wins(item, key, left[i], left[j], asked);
                wins[i][j] = pair[0];
                wins[j][i] = pair[1];
            }
        }
        BradleyTerry strengths = BradleyTerry.of(wins);
        return new Choice(key, left[strengths.best()], strengths.margin(), candidates.length);
    }

    private double[] wins(Shown item, String key, int first, int second, Map<Long, double[]> asked) throws IOException {
        long pair = (long) first << Integer.SIZE | second;
        double[] known = asked.get(pair);
        if (known != null) {
            return known;
        }
        double[] wins = new double[2];
        for (PairJudge judge : judges) {
            double[] own = judge.compare(item, key, first, second);
            wins[0] += own[0];
            wins[1] += own[1];
        }
        asked.put(pair, wins);
        return wins;
    }
}
