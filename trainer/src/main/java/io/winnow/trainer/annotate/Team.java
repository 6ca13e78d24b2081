package io.winnow.trainer.annotate;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.source.ClassInfo;
import io.winnow.trainer.chat.AnswerFile;
import io.winnow.trainer.chat.AnswerMode;
import io.winnow.trainer.chat.ChatClient;
import io.winnow.trainer.chat.ChatRequest;
import io.winnow.trainer.chat.Costs;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The annotators of a task: each language model with each wording, and the models that stand in for them.
 *
 * @param task the task
 * @param classes the labels
 * @param templates the wordings
 * @param annotators the annotators
 * @param clients the clients of the language models, by the names of the models in files
 */
public record Team(
        AnnotationTask task,
        List<ClassInfo> classes,
        List<PromptTemplate> templates,
        List<Annotator> annotators,
        Map<String, ChatClient> clients) {
    /** Opens the trained models that a task names. */
    @FunctionalInterface
    public interface Models {
        /** Returns the annotator of a trained model. */
        Annotator open(AnnotatorConfig.Model config, List<ClassInfo> classes) throws IOException;
    }

    /**
     * Brings the annotators of a task together.
     *
     * @param answers file of the answers of language models
     * @param models opens trained models
     * @param stop ends the work when it is raised
     */
    public static Team of(
            AnnotationTask task,
            List<ClassInfo> classes,
            AnswerFile answers,
            AnswerMode mode,
            Models models,
            StopSignal stop)
            throws IOException {
        List<PromptTemplate> templates = LabelPrompt.templates(task);
        List<LabelPrompt.Example> examples = LabelPrompt.examples(task.examples(), classes);
        List<Annotator> annotators = new ArrayList<>();
        Map<String, ChatClient> clients = new LinkedHashMap<>();
        for (AnnotatorConfig each : task.annotators()) {
            if (each instanceof AnnotatorConfig.LanguageModel model) {
                ChatClient client = ChatClient.of(model.endpoint(), answers, mode, System.getenv(), stop);
                clients.put(model.shownName(), client);
                for (PromptTemplate template : templates) {
                    annotators.add(new LanguageModelAnnotator(
                            model,
                            new LabelPrompt(template, task.instruction(), classes, examples),
                            task.seed(),
                            client,
                            stop));
                }
            } else if (each instanceof AnnotatorConfig.ZeroShot zeroShot) {
                annotators.add(new ZeroShotAnnotator(zeroShot, classes));
            } else if (each instanceof AnnotatorConfig.Model trained) {
                annotators.add(models.open(trained, classes));
            }
        }
        return new Team(task, classes, templates, annotators, clients);
    }

    /** Returns the annotator of a trained model, which the caller closes. */
    public static Annotator of(
            AnnotatorConfig.Model config,
            TrainedModel model,
            List<ClassInfo> classes,
            String data,
            InputOptions options,
            NDManager manager) {
        return new ModelAnnotator(config, model, classes, data, options, manager);
    }

    /** Lets all annotators label all items. */
    public AnnotationOutcome annotate(AnnotatedItems items, Progress progress) throws IOException {
        double[][][] probabilities = new double[annotators.size()][][];
        for (int a = 0; a < probabilities.length; a++) {
            probabilities[a] = annotators.get(a).annotate(items, progress);
        }
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            keys.add(items.key(i));
        }
        return new AnnotationOutcome(
                keys,
                classes.stream().map(ClassInfo::label).toList(),
                annotators.stream().map(Annotator::name).toList(),
                probabilities);
    }

    /** Returns the first questions that language models would be asked for the first items, one for each item at most. */
    public List<ChatRequest> firstQuestions(AnnotatedItems items, int count) throws IOException {
        List<ChatRequest> questions = new ArrayList<>();
        List<LanguageModelAnnotator> asked = languageModels();
        for (int i = 0; i < Math.min(count, items.size()) && !asked.isEmpty(); i++) {
            questions.add(asked.get(i % asked.size()).question(items.shown(i), items.key(i)));
        }
        return questions;
    }

    /** Returns the least number of questions to language models about a number of items. */
    public long questions(int items) {
        return (long) items * languageModels().size();
    }

    private List<LanguageModelAnnotator> languageModels() {
        return annotators.stream()
                .filter(LanguageModelAnnotator.class::isInstance)
                .map(LanguageModelAnnotator.class::cast)
                .toList();
    }

    /** Returns what the language models were asked, and what it costs. */
    public List<Costs> costs() {
        return clients.values().stream().map(ChatClient::costs).toList();
    }

    /** Returns who the annotators are, for a file: a claim about a language model names it, its date, its prompts and its cost. */
    public Map<String, Object> description(String data, AnnotationOutcome outcome) {
        List<Map<String, Object>> who = new ArrayList<>();
        for (int a = 0; a < annotators.size(); a++) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("annotator", annotators.get(a).name());
            each.put("kind", annotators.get(a).isLanguageModel() ? "language model" : "stand-in");
            each.put("labels", outcome.keys().size() - outcome.missing(a));
            each.put("missing", outcome.missing(a));
            who.add(each);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("data", data);
        all.put("items", outcome.keys().size());
        all.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        all.put("origin", origin());
        all.put("instruction", task.instruction());
        all.put("labels", outcome.labels());
        all.put("annotators", who);
        all.put("language_models", costs());
        all.put("seed", task.seed());
        return all;
    }

    private String origin() {
        long models = languageModels().size();
        if (models == 0) {
            return "No language model was asked: these labels come from stand-ins.";
        }
        return models == annotators.size()
                ? "These labels come from language models, not from people."
                : "These labels come from language models and from stand-ins, not from people.";
    }
}
