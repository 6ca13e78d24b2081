package io.winnow.trainer.loop;

import io.winnow.datasets.Plural;
import io.winnow.trainer.labelling.AnswerLines;
import io.winnow.trainer.labelling.LabellingItem;
import io.winnow.trainer.labelling.ToolAnswer;
import io.winnow.trainer.labelling.ToolAnswers;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A program that labels in place of people. It reads a line of JSON for each item, and writes one for each answer ({@link AnswerLines}). Its
 * lines are kept in the folder of the round as they come, so nothing is asked twice, even if either program is killed. Each time that it is
 * started, it writes a file of its own: an earlier one that goes on, since this process was killed, cannot mix its lines with those of others.
 */
public final class Labeller {
    static final String QUESTIONS = "questions.jsonl";
    /** The annotator of answers of the program that name none. */
    private static final String FIRST = "labeller";
    /** The annotator of answers of the program that is asked a second time, if they name none. */
    private static final String SECOND = "second";

    private static final String LINES = ".jsonl";

    private final Project project;
    private final List<String> command;
    /** The annotator of answers that name none. */
    private final String name;
    /** Number of annotators that an item needs. */
    private final int annotators;

    /** @param command a command line for the shell */
    public Labeller(Project project, String command) {
        this(project, command, FIRST, 1);
    }

    private Labeller(Project project, String command, String name, int annotators) {
        this.project = project;
        this.command = List.of("sh", "-c", command);
        this.name = name;
        this.annotators = annotators;
    }

    /** Returns a program that labels a share of what the first one takes for the rare class, such as the same model with another prompt. */
    public static Labeller second(Project project, String command) {
        return new Labeller(project, command, SECOND, 2);
    }

    /**
     * What came of a round.
     *
     * @param unknown number of answers with a class that the project does not have, which count as unclear
     * @param notes lines that were no answers, or answers that nobody asked for, each as sentences
     */
    public record Outcome(int unknown, List<String> notes) {
        public Outcome {
            notes = List.copyOf(notes);
        }
    }

    /**
     * Has the items of a round without an answer labelled, and adds the answers to the project.
     *
     * @throws UserException if the program fails, or leaves items without an answer; the answers that it gave are kept
     */
    public Outcome label(LoopRound round, RoundFiles files) throws IOException {
        return label(round, round.items(), files);
    }

    /** Has a share of the items that the first program took for the rare class labelled once more, as {@link #label} does. */
    public Outcome recheck(LoopRound round, RoundFiles files) throws IOException {
        return label(round, Rechecks.of(project, round), files);
    }

    /** Returns what the first program answered for an item. */
    static Optional<Answer> first(Collection<Answer> answers) {
        return from(FIRST + LINES, answers);
    }

    /** Returns what the program that is asked a second time answered for an item. */
    static Optional<Answer> second(Collection<Answer> answers) {
        return from(SECOND + LINES, answers);
    }

    private static Optional<Answer> from(String source, Collection<Answer> answers) {
        return answers.stream().filter(each -> each.source().equals(source)).findFirst();
    }

    private Outcome label(LoopRound round, List<LoopRound.Selected> items, RoundFiles files) throws IOException {
        Outcome outcome = add(round.folder(), items);
        List<LoopRound.Selected> open = unanswered(items);
        if (open.isEmpty()) {
            return outcome;
        }
        int code = ask(files.items(round.number(), open), round.folder());
        outcome = add(round.folder(), items);
        int left = unanswered(items).size();
        if (left > 0) {
            throw new UserException("The " + who() + " "
                    + (code == 0 ? "ended" : "failed with exit code " + code)
                    + " and left " + Plural.of(left, "item", "items") + " of "
                    + (round.number() == 0 ? "the test items" : "round " + round.number())
                    + " without an answer. Its answers are kept. Correct it, and run the same command again to go on."
                    + outcome.notes.stream().findFirst().map(note -> " " + note).orElse(""));
        }
        if (code != 0) {
            List<String> notes = new ArrayList<>(outcome.notes);
            notes.add("The " + who() + " ended with exit code " + code + ", but it has answered everything.");
            return new Outcome(outcome.unknown, notes);
        }
        return outcome;
    }

    private String who() {
        return name.equals(FIRST) ? "labeller" : "second labeller";
    }

    private List<LoopRound.Selected> unanswered(List<LoopRound.Selected> items) throws IOException {
        AnswerLog answers = project.answers();
        return items.stream()
                .filter(each -> answers.of(each.id()).size() < annotators)
                .toList();
    }

    private int ask(List<LabellingItem> items, Path round) throws IOException {
        StringBuilder text = new StringBuilder();
        items.forEach(item -> text.append(AnswerLines.question(item)).append('\n'));
        Path questions = round.resolve(QUESTIONS);
        AtomicFiles.write(questions, text.toString());
        Process process = new ProcessBuilder(command)
                .redirectInput(questions.toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Files.createFile(file(round, started(round).size() + 1)).toFile()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // A program that goes on alone could cost money, and nobody would read its answers.
        Thread hook = new Thread(() -> end(process));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            end(process);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Waiting for the labeller was interrupted.");
        } finally {
            forget(hook);
            Files.deleteIfExists(questions);
        }
    }

    /** Ends the shell and the programs that it has started. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Java is shutting down, and runs the hook.
        }
    }

    /** The file of the lines that the program writes when it is started for the n-th time in a round. */
    private Path file(Path round, int start) {
        return round.resolve(name + (start == 1 ? "" : "-" + start) + LINES);
    }

    /** The files of all starts of the program in a round. */
    private List<Path> started(Path round) {
        return IntStream.iterate(1, start -> Files.exists(file(round, start)), start -> start + 1)
                .mapToObj(start -> file(round, start))
                .toList();
    }

    /** Adds the answers of all starts of the program. */
    private Outcome add(Path round, List<LoopRound.Selected> selected) throws IOException {
        int unknown = 0;
        List<String> notes = new ArrayList<>();
        for (Path lines : started(round)) {
            Outcome own = addLines(lines, selected);
            unknown += own.unknown;
            notes.addAll(own.notes);
        }
        return new Outcome(unknown, notes);
    }

    /** Adds the answers to items that need one: what people said since then, or the program at first, stays. */
    private Outcome addLines(Path lines, List<LoopRound.Selected> selected) throws IOException {
        ItemTable items = project.items();
        Set<String> asked = ids(selected);
        Set<String> open = ids(unanswered(selected));
        Set<String> classes = new HashSet<>(project.classes());
        Map<String, Map<String, Answer>> before = project.answers().current();
        List<ToolAnswer> answers = new ArrayList<>();
        int unknown = 0;
        ToolAnswers read = AnswerLines.read(lines, project.config().several());
        List<String> notes = new ArrayList<>(read.notes());
        for (ToolAnswer each : read.answers()) {
            OptionalInt row = items.find(each.id());
            String id = row.isPresent() ? items.get(row.getAsInt()).id() : each.id();
            if (!asked.contains(id)) {
                notes.add(each.place() + ": the item '" + each.id()
                        + "' is not one of this round, so the answer is left out.");
            }
            if (!open.contains(id)) {
                continue;
            }
            boolean known = classes.containsAll(each.labels());
            unknown += known ? 0 : 1;
            ToolAnswer answer = known ? each : each.unclear();
            String annotator = each.annotator().orElse(name);
            // If both programs name the same model, the second answer must not replace the first one.
            answers.add(
                    before.getOrDefault(id, Map.of()).containsKey(annotator)
                            ? answer.by(annotator + ", " + name)
                            : answer);
        }
        new AnswerImport(project, Clock.systemUTC())
                .add(
                        new ToolAnswers(answers, 0, List.of()),
                        lines.resolveSibling(name + LINES),
                        Optional.of(name),
                        false);
        return new Outcome(unknown, notes);
    }

    private static Set<String> ids(List<LoopRound.Selected> items) {
        return items.stream().map(LoopRound.Selected::id).collect(Collectors.toSet());
    }
}
