package io.winnow.trainer.recipe;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.engine.RoundOptions;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.Need;
import io.winnow.trainer.modality.TaskData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a method declares of itself. The checks of a configuration, {@code --dry-run}, the JSON Schema and the tables of methods in the pages
 * derive from it. A recipe declares the method as a whole; the {@link Recipe#method} of a configuration is narrower where a choice excludes
 * something.
 *
 * @param recipe section of a configuration for the method
 * @param papers papers that it implements; empty if it is common knowledge
 * @param labels labels that it takes
 * @param slots encoders that it trains, in the order of their stages; empty if it trains none
 * @param artifacts files that it leaves in a run
 * @param capabilities what its finished runs can do
 */
public record Method(
        Class<? extends Recipe> recipe,
        List<Paper> papers,
        LabelNeed labels,
        List<Slot> slots,
        List<Artifact> artifacts,
        Set<Capability> capabilities) {
    public Method {
        papers = List.copyOf(papers);
        slots = List.copyOf(slots);
        artifacts = List.copyOf(artifacts);
        EnumSet<Capability> sorted = EnumSet.noneOf(Capability.class);
        sorted.addAll(capabilities);
        capabilities = Collections.unmodifiableSet(sorted);
    }

    /** Returns the method as a configuration uses it, which trains these encoders. */
    public Method training(List<Slot> used) {
        return new Method(recipe, papers, labels, used, artifacts, capabilities);
    }

    /** Returns the name of the method in configurations. */
    public String name() {
        return recipe.getAnnotation(Kind.class).value();
    }

    /** Returns what the method does, in a sentence. */
    public String description() {
        return Optional.ofNullable(recipe.getAnnotation(Doc.class))
                .map(Doc::value)
                .orElse("");
    }

    /** Returns why several devices cannot share the batches of the trainings; empty if they can. */
    public Optional<String> refusesReplicas() {
        return slots.isEmpty()
                ? Optional.of(name() + " has no training whose batches devices could share")
                : slots.stream()
                        .flatMap(slot -> slot.sharing().refusal().stream())
                        .findFirst();
    }

    /** Returns why several devices cannot normalise by the statistics of a whole batch; empty if they can. */
    Optional<String> refusesSynchronisation() {
        return slots.stream()
                .flatMap(slot -> slot.sharing().refusesSynchronisation().stream())
                .findFirst();
    }

    /** Returns why the options of rounds besides the number of workers have no effect; empty if they have one. */
    Optional<String> roundsOfItsOwn() {
        return slots.stream()
                .flatMap(slot -> slot.sharing().roundsOfItsOwn().stream())
                .findFirst();
    }

    /** Returns why passes are never compiled; empty if they can be. */
    Optional<String> refusesCompilation() {
        return slots.stream()
                .flatMap(slot -> slot.sharing().refusesCompilation().stream())
                .findFirst();
    }

    /**
     * Checks that the method takes the configured data, as far as the configuration tells.
     *
     * @param key key of the data
     */
    void check(Checks checks, DataConfig data, String key) {
        for (Slot slot : slots) {
            for (Need need : slot.needs()) {
                data.lacks(need)
                        .ifPresent(reason -> checks.that(
                                false,
                                key,
                                "must have " + need.description() + ", with which " + slot.shown() + " is trained: "
                                        + reason));
            }
        }
        data.labelKind()
                .flatMap(LabelKind::of)
                .filter(kind -> !labels.kinds().contains(kind))
                .ifPresent(kind -> checks.that(false, key, refusal(kind)));
    }

    /** Checks that the method takes the labels of the training examples in use. */
    void check(SizeChecks checks, TaskData data) {
        Optional<LabelKind> kind = LabelKind.of(data.trainLabels().getClass());
        String advice = data.labelAdvice(TaskData.Part.TRAIN);
        if (kind.isPresent()) {
            checks.that(labels.kinds().contains(kind.get()), "data", refusal(kind.get()) + " " + advice);
        } else {
            checks.that(
                    !labels.learned(),
                    "data",
                    "must have labels for the training " + data.unit() + ", from which " + name() + " learns; "
                            + data.train().name() + " has none. " + advice);
        }
    }

    private String refusal(LabelKind found) {
        String others = Recipes.learning(found);
        return "must have labels of the kind " + labels.either()
                + (labels.learned()
                        ? ", from which " + name() + " learns"
                        : " to evaluate " + name() + " with, or none")
                + "; found the kind " + found + ", which is " + found.description() + " for each example."
                + (labels.kinds().contains(LabelKind.CLASS) ? asClasses(found) : "")
                + (others.isEmpty() ? "" : " Methods that learn from such labels: " + others + ".");
    }

    /** How labels of a kind become classes, for a method that needs these. */
    private static String asClasses(LabelKind found) {
        return found == LabelKind.SOFT
                ? " Add harden: top to the label to learn the class with the largest share."
                : found == LabelKind.VOTES ? " Set soft: false for the label to learn the most probable class." : "";
    }

    /**
     * Returns what is declared as texts for people, by names and in the order in which they are shown. What differs among the encoders is
     * said for each of them.
     */
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        put(facts, "paper", papers);
        put(facts, "encoders", slots.stream().map(Slot::shown).toList());
        facts.put("data", data());
        facts.put("labels", labels.toString());
        facts.put("devices", each(slot -> slot.sharing().toString(), "one"));
        facts.put("precision", each(slot -> slot.precisions().toString(), "float32"));
        put(facts, "a run can", capabilities);
        put(facts, "files", artifacts);
        return facts;
    }

    /**
     * Returns why several workers cannot share the trainings; empty if they can.
     *
     * @param trainings the trainings of a configuration
     */
    Optional<String> refusesWorkers(List<ProbedTraining> trainings, int workers) {
        return slots.isEmpty()
                ? refusesReplicas()
                : slots.stream()
                        .flatMap(slot -> slot.sharing().refusesWorkers().stream())
                        .findFirst()
                        .or(() -> divided(trainings)
                                .flatMap(training -> training.refusesReplicas(workers).stream())
                                .findFirst());
    }

    /** Returns why a training has options that do not go with rounds; empty if all have others. */
    Optional<String> refusesRounds(List<ProbedTraining> trainings, RoundOptions rounds) {
        return divided(trainings)
                .flatMap(training ->
                        rounds.refuses(training.training()).map(reason -> training.stage() + ": " + reason).stream())
                .findFirst();
    }

    /** Returns the trainings of which workers have parts of the batches. */
    private Stream<ProbedTraining> divided(List<ProbedTraining> trainings) {
        return slots.stream().allMatch(slot -> slot.sharing().dividesBatches()) ? trainings.stream() : Stream.empty();
    }

    /** Returns the description and the facts as lines, for a dry run. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(name() + ": " + description()));
        facts().forEach((name, text) -> lines.add("  " + name + ": " + text));
        return lines;
    }

    private String each(Function<Slot, String> fact, String otherwise) {
        List<String> distinct = slots.stream().map(fact).distinct().toList();
        return distinct.size() < 2
                ? distinct.stream().findFirst().orElse(otherwise)
                : slots.stream()
                        .map(slot -> slot.shown() + ": " + fact.apply(slot))
                        .collect(Collectors.joining("; "));
    }

    private String data() {
        Map<String, List<String>> slotsByNeed = new LinkedHashMap<>();
        for (Slot slot : slots) {
            slot.needs()
                    .forEach(need -> slotsByNeed
                            .computeIfAbsent(need.description(), key -> new ArrayList<>())
                            .add(slot.shown()));
        }
        List<String> parts = new ArrayList<>();
        if (labels.kinds().equals(Set.of(LabelKind.CHOICES))) {
            return "pairs of users and items";
        }
        if (slots.isEmpty() || slots.stream().anyMatch(slot -> slot.needs().isEmpty())) {
            parts.add("any");
        }
        slotsByNeed.forEach((need, keys) -> parts.add(
                keys.size() < slots.size()
                        ? need + " to train " + String.join(" and ", keys)
                        : "data that have " + need));
        return String.join("; ", parts);
    }

    private static void put(Map<String, String> facts, String name, Collection<?> values) {
        if (!values.isEmpty()) {
            facts.put(name, values.stream().map(Object::toString).collect(Collectors.joining(", ")));
        }
    }
}
