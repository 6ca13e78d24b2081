package io.winnow.trainer.cli;

import io.winnow.datasets.inspect.Agreement;
import io.winnow.datasets.inspect.AgreementScale;
import io.winnow.trainer.evaluate.LabelErrorShare;
import io.winnow.trainer.evaluate.ReviewVotes;
import io.winnow.trainer.predict.Reviews;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow data verdicts}. */
@Command(
        name = "verdicts",
        description = "Turns the verdicts of reviewers on suspicious test labels into corrections, which"
                + " `winnow evaluate --label-errors` takes.",
        mixinStandardHelpOptions = true)
final class VerdictsCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            description =
                    "CSV or JSON file with the columns key, given, suggested, reviewer and verdict. A verdict is given,"
                            + " suggested, both (the example has both classes) or neither.")
    private Path file;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description = "File to write the corrections to: .csv or .jsonl.")
    private Path output;

    @Option(
            names = "--quorum",
            paramLabel = "N",
            description =
                    "Number of reviewers who must say the same. Default: more than half of the reviewers of each example")
    private Optional<Integer> quorum = Optional.empty();

    /** What becomes of an example on which reviewers disagree. */
    private enum Disputed {
        DROP,
        KEEP
    }

    @Option(
            names = "--disagree",
            paramLabel = "RULE",
            defaultValue = "drop",
            description =
                    "What becomes of an example on which reviewers disagree. drop: it is left out of evaluations on corrected"
                            + " labels, which makes all models look better, since such examples are hard; keep: it keeps"
                            + " its given label. Default: ${DEFAULT-VALUE}")
    private Disputed disagree;

    @Option(
            names = "--examples",
            paramLabel = "N",
            description =
                    "Number of all test examples. With it, the share of wrong labels is estimated, as a lower bound.")
    private Optional<Integer> examples = Optional.empty();

    @Option(
            names = "--flagged",
            paramLabel = "N",
            description =
                    "With --examples: number of suspicious examples, of which the reviewed ones are a random part. Default: the"
                            + " number of reviewed examples")
    private Optional<Integer> flagged = Optional.empty();

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Option(names = "--force", description = "Replaces the output file if it exists already.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        TableFile.requireWritable(output);
        Outputs.requireFile("--output", output, force);
        InputPaths.require(file);
        Map<String, Reviews.Item> items = Reviews.read(file).items();
        requireNumbers(items);
        List<List<Object>> rows = new ArrayList<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (ReviewVotes.Verdict verdict : ReviewVotes.Verdict.values()) {
            counts.put(verdict.toString(), 0);
        }
        items.forEach((key, item) -> {
            String verdict = item.verdict(quorum).toString();
            counts.merge(verdict, 1, Integer::sum);
            ReviewVotes votes = item.votes();
            rows.add(List.of(
                    key,
                    item.given(),
                    item.suggested(),
                    votes.given(),
                    votes.suggested(),
                    votes.both(),
                    votes.neither(),
                    verdict,
                    item.corrected(quorum, disagree == Disputed.KEEP)));
        });
        TableFile.write(
                output,
                List.of(
                        "key",
                        "given",
                        "suggested",
                        "votes_given",
                        "votes_suggested",
                        "votes_both",
                        "votes_neither",
                        "verdict",
                        "corrected"),
                rows);
        report(items.values(), counts);
        return 0;
    }

    private void requireNumbers(Map<String, Reviews.Item> items) {
        if (quorum.isPresent()) {
            items.forEach((key, item) -> {
                int reviewers = item.votes().count();
                if (quorum.get() > reviewers || 2 * quorum.get() <= reviewers) {
                    throw new UserException(
                            "--quorum must be more than half of the reviewers, and at most all of them; " + key
                                    + " has " + reviewers + " and --quorum is " + quorum.get()
                                    + ". Leave it out to take more than half of the reviewers of each example.");
                }
            });
        }
        new OptionRules(spec).needs("--flagged", "--examples");
        int suspicious = flagged.orElse(items.size());
        if (suspicious < items.size() || examples.orElse(suspicious) < suspicious) {
            throw new UserException(
                    "--flagged must be at least the number of reviewed examples, and --examples at least that; found "
                            + items.size() + " reviewed, " + suspicious + " flagged"
                            + examples.map(all -> " and " + all + " examples").orElse("") + ".");
        }
    }

    private void report(Collection<Reviews.Item> items, Map<String, Integer> counts) {
        int reviewed = items.size();
        Double alpha = Agreement.of(
                        items.stream().map(item -> item.votes().each()).toArray(int[][]::new),
                        counts.size(),
                        new AgreementScale.Nominal())
                .alpha();
        int wrong = reviewed - counts.get(ReviewVotes.Verdict.GIVEN.toString());
        Optional<LabelErrorShare> share =
                examples.map(all -> LabelErrorShare.of(all, flagged.orElse(reviewed), reviewed, wrong));
        if (json) {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("output", output.toString());
            figures.put("reviewed", reviewed);
            figures.put("verdicts", counts);
            figures.put("alpha", alpha);
            share.ifPresent(each -> figures.put("wrong_share", each));
            spec.commandLine().getOut().println(Json.line(figures));
            return;
        }
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%s: %d of %d reviewed labels are wrong", output, wrong, reviewed));
        counts.forEach((verdict, count) ->
                text.append(", ").append(verdict).append(' ').append(count));
        if (alpha != null) {
            text.append(String.format(
                    Locale.ROOT, "%nAgreement of the reviewers on their verdicts: Krippendorff's alpha %.3f.", alpha));
        }
        share.ifPresent(each -> text.append(String.format(
                Locale.ROOT,
                "%nAt least %.2f%% of all labels are wrong (95%% interval %.2f%% to %.2f%%): labels that were not flagged count as right.",
                100 * each.estimate(),
                100 * each.low(),
                100 * each.high())));
        spec.commandLine().getOut().println(text);
    }
}
