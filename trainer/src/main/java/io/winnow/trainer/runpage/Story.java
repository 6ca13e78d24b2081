package io.winnow.trainer.runpage;

import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Page;
import io.winnow.trainer.recipe.DataRecord;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.LabelNeed;
import io.winnow.trainer.recipe.Method;
import io.winnow.trainer.recipe.Paper;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.run.Manifest;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.Targets;
import io.winnow.trainer.target.levels.LevelTarget;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tells in plain English what a run did: its method, encoder, data and what is wrong with them, duration, seed, device and status. */
record Story(RunFiles files) {
    /** Number of classes up to which each is named with its examples. */
    private static final int FEW_CLASSES = 8;

    /** Labels that say of no single example which class it has. */
    private static final Set<LabelKind> WEAK =
            EnumSet.of(LabelKind.PARTIAL, LabelKind.NOT, LabelKind.BAG, LabelKind.DOMAIN);

    /** Returns the paragraph. */
    String text() {
        List<String> sentences = new ArrayList<>();
        sentences.add(method());
        Setup setup = Setup.of(files.run().experiment());
        sentences.addAll(setup.trainings());
        files.data()
                .ifPresentOrElse(
                        data -> {
                            sentences.add(sources(data));
                            labels(data).ifPresent(sentences::add);
                        },
                        () -> sentences.add("It has not read its data yet."));
        sentences.addAll(imperfections(setup));
        sentences.add(circumstances());
        return String.join(" ", sentences);
    }

    private String method() {
        Method method = files.run().experiment().recipe().method();
        String what = method.description();
        boolean word = what.length() > 1 && !Character.isUpperCase(what.charAt(1)); // not an abbreviation
        String description = word ? what.substring(0, 1).toLowerCase(Locale.ROOT) + what.substring(1) : what;
        String papers = method.papers().stream().map(Paper::toString).collect(Collectors.joining("; "));
        return "The run " + files.name() + " used the method " + method.name()
                + (description.isEmpty() ? "." : ": " + description)
                + (papers.isEmpty() ? "" : " It is described in: " + papers + ".");
    }

    private String sources(DataRecord data) {
        List<String> parts = new ArrayList<>();
        data.sources().forEach((role, source) -> {
            String what = Figures.count(source.examples()) + " " + files.unit() + " of " + Page.name(source.name());
            switch (role) {
                case "train" -> parts.add(0, "it was trained on data with " + what);
                case "validation" -> parts.add("validated on " + what);
                case "test" -> parts.add("tested on " + what);
                default -> parts.add("it was trained and tested on " + what);
            }
        });
        String joined = String.join(", ", parts);
        int last = joined.lastIndexOf(", ");
        String all = last < 0 ? joined : joined.substring(0, last) + " and" + joined.substring(last + 1);
        return all.isEmpty() ? "" : all.substring(0, 1).toUpperCase(Locale.ROOT) + all.substring(1) + ".";
    }

    private Optional<String> labels(DataRecord data) {
        if (data.inputs() == null || data.inputs().target() == null) {
            return Optional.empty();
        }
        Target target = data.inputs().target();
        String kind =
                "Each of the " + files.unit() + " has " + Targets.kindOf(target).description();
        List<Integer> counts = target.counts();
        if (counts.isEmpty()) {
            return Optional.of(kind + ".");
        }
        String many = "; there are " + Figures.count(counts.size())
                + (target instanceof LevelTarget ? " levels" : " classes");
        if (weak()) {
            return Optional.of(
                    kind + many + ". The training labels are weak: they do not say which class a single example has.");
        }
        int least = Collections.min(counts);
        int most = Collections.max(counts);
        String classes = counts.size() <= FEW_CLASSES
                ? IntStream.range(0, counts.size())
                        .mapToObj(c -> target.names().get(c) + " " + Figures.count(counts.get(c)))
                        .collect(Collectors.joining(", "))
                : (least == most ? Figures.count(least) : "from " + Figures.count(least) + " to " + Figures.count(most))
                        + " for each of them";
        return Optional.of(kind + many + ", and the training labels in use are: " + classes + ".");
    }

    /** Whether no label says which class a single example has. */
    private boolean weak() {
        LabelNeed need = files.run().experiment().recipe().method().labels();
        return need.learned() && WEAK.containsAll(need.kinds());
    }

    private List<String> imperfections(Setup setup) {
        List<String> sentences = new ArrayList<>();
        List<String> settings = setup.imperfections();
        if (!settings.isEmpty()) {
            sentences.add("The configuration makes the training labels imperfect or combines them: "
                    + String.join(", ", settings) + ".");
        }
        OptionalDouble noise = weak() ? OptionalDouble.empty() : files.figure("noise_rate");
        noise.ifPresent(rate -> sentences.add(Figures.percent(rate)
                + " of the training labels are wrong, which is known because the true labels are known, too."));
        boolean learned = files.run().experiment().recipe().method().labels().learned();
        if (!learned) {
            sentences.add("The method does not learn from labels: they are for evaluation only.");
        } else if (sentences.isEmpty() && !weak()) {
            sentences.add("How many of the labels are wrong is not known.");
        }
        return sentences;
    }

    private static String sentence(String message) {
        return message.endsWith(".") ? message : message + ".";
    }

    private String circumstances() {
        Manifest manifest = files.manifest();
        return "The seed was " + manifest.seed() + " and the device " + manifest.device() + "; the run "
                + switch (manifest.status()) {
                    case COMPLETED ->
                        "took " + Figures.duration(manifest.seconds()) + " and was completed on "
                                + Figures.time(manifest.updated()) + ".";
                    case FAILED -> "failed after " + Figures.duration(manifest.seconds()) + ".";
                    case STOPPED -> "was stopped on request after " + Figures.duration(manifest.seconds()) + ".";
                    case RUNNING -> "began on " + Figures.time(manifest.started()) + " and is not complete.";
                };
    }

    /** Returns what readers must know of a run that is not complete: why, and which stages it has done; empty if it is complete. */
    Optional<Block> warning() {
        Manifest manifest = files.manifest();
        String why =
                switch (manifest.status()) {
                    case COMPLETED -> "";
                    case FAILED ->
                        "failed: "
                                + sentence(
                                        Optional.ofNullable(manifest.message()).orElse("the reason was not recorded"));
                    case STOPPED ->
                        "was stopped on request on " + Figures.time(manifest.updated())
                                + " and can be continued with `winnow train .. --resume`.";
                    case RUNNING ->
                        "is marked as running since " + Figures.time(manifest.started())
                                + ". Either it still runs, or its process was killed; then continue it with `winnow"
                                + " train .. --resume`.";
                };
        if (why.isEmpty()) {
            return Optional.empty();
        }
        List<String> open = files.run().experiment().recipe().stages().stream()
                .map(Stage::name)
                .filter(stage -> !files.run().isComplete(stage))
                .toList();
        String done = files.stages().isEmpty()
                ? " None of its stages is complete."
                : " Complete stages: "
                        + files.stages().stream().map(stage -> stage.name()).collect(Collectors.joining(", "))
                        + (open.isEmpty() ? "." : "; not complete: " + String.join(", ", open) + ".");
        return Optional.of(new Block.Warning("The run " + files.name() + " " + why + done));
    }
}
