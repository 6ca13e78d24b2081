package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Plural;
import io.winnow.trainer.modality.image.ImageInputs;
import io.winnow.trainer.model.Explainer;
import io.winnow.trainer.model.InputNames;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.PairModel;
import io.winnow.trainer.model.PairScore;
import io.winnow.trainer.model.ReadCounts;
import io.winnow.trainer.model.Recommender;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.predict.Explanations;
import io.winnow.trainer.predict.FlippedModel;
import io.winnow.trainer.predict.Prediction;
import io.winnow.trainer.predict.Predictor;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow predict}. */
@Command(
        name = "predict",
        description =
                "Prints one line of JSON for each image, text, row or table (the prediction, the nearest class centers"
                        + " or the representation), for each pair of tables (their similarity), or for each user (the"
                        + " recommended items).",
        mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
    /** Number of unknown users that are named. */
    private static final int SHOWN = 5;

    @Parameters(index = "0", paramLabel = "MODEL", description = Models.DESCRIPTION)
    private Path model;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "INPUT",
            description = "For a model of images: " + ImageInputs.ITEMS
                    + " For a model of texts or rows: files with the columns of the training, of which only that of the key"
                    + " may be missing; or - for standard input, which has texts as lines or JSON lines, and rows as CSV or"
                    + " JSON lines. For a model of users: files with one user per line or with the column of"
                    + " the users, or - for standard input. For a model of tables: folders or files of tables. An image or a table"
                    + " that cannot be read, or a text that is blank, yields a line with its key and \"error\", and exit"
                    + " code 1; any other mistake in a file of texts or rows ends the command. If there are several inputs, each key begins with the"
                    + " name of its input.")
    private List<String> inputs;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "File to write the lines to, such as predictions.jsonl. Default: standard output")
    private Path output;

    @Mixin
    private ModelOptions choice;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description =
                    "Number of items that are read at once, which the model may compute in smaller parts. Default: 64"
                            + " images or tables, 4096 texts or rows")
    private Optional<Integer> batchSize = Optional.empty();

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Number of threads that read items. Default: one per core")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--top",
            paramLabel = "N",
            description = "Number of classes, class centers or recommended items per line. Default: ${DEFAULT-VALUE}")
    private int top = 5;

    @Option(
            names = "--pairs",
            description =
                    "Compares pairs of tables. The inputs are files of JSON with one {\"a\": table, \"b\": table} per"
                            + " line, or with an array of these. For a model of tables only.")
    private boolean pairs;

    @Option(
            names = "--seen",
            description = "Also recommends items that the user chose already. For a model of users only.")
    private boolean seen;

    @Option(
            names = "--explain",
            paramLabel = "N",
            arity = "0..1",
            fallbackValue = "3",
            description = "Adds the N words of a text that each predicted class looks at most, with their places (code"
                    + " points) and weights, which say where the model looked, not why a class is right. For runs with classify.token_head label_attention only. N if it is left out:"
                    + " ${FALLBACK-VALUE}")
    private Optional<Integer> explain = Optional.empty();

    @Option(names = "--flip", description = EvaluateCommand.FLIP)
    private boolean flip;

    @Mixin
    private LabelsOption labels;

    @Mixin
    private EncodingOption encoding;

    @Option(names = "--force", description = "Replaces the output file if it exists already.")
    private boolean force;

    @Mixin
    private DeviceOption device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        requirePositive("--batch-size", batchSize.orElse(1));
        requirePositive("--workers", workers);
        requirePositive("--top", top);
        requirePositive("--explain", explain.orElse(1));
        labels.check();
        if (output != null) {
            Outputs.requireLines("--output", output, force);
        }
        InputOptions options = encoding.reading(spec.commandLine().getErr());
        try (NDManager manager = NDManager.newBaseManager(device.of(model));
                TrainedModel opened = labels.of(
                        Models.open(model, choice.choice(), manager),
                        model,
                        manager,
                        spec.commandLine().getErr()::println)) {
            if (pairs && opened.pairs().isEmpty()) {
                throw new UserException("--pairs can only be used with a model that was trained on pairs, but " + model
                        + " is a model of " + opened.reader().unit() + ". Leave out --pairs.");
            }
            requireUsers(opened);
            Optional<Explanations> explanations = explanations(opened);
            opened.reader().require(inputs);
            if (output != null) {
                Outputs.requireNotRead(opened.reader(), output, inputs);
            }
            TrainedModel used = flip ? FlippedModel.of(opened, model.toString()) : opened;
            ThresholdPromise.warning(model, opened.output(), flip)
                    .ifPresent(spec.commandLine().getErr()::println);
            PredictionLines lines = new PredictionLines(spec.commandLine().getErr());
            lines.write(
                    Optional.ofNullable(output),
                    spec.commandLine().getOut(),
                    pairs ? "pairs" : opened.reader().unit(),
                    () -> predict(used, explanations, options, lines, manager));
            return lines.code();
        }
    }

    private void requireUsers(TrainedModel opened) {
        if (seen && opened.recommender().isEmpty()) {
            throw new UserException("--seen can only be used with a model that recommends items to users, but " + model
                    + " is a model of " + opened.reader().unit() + ". Leave out --seen.");
        }
    }

    private static void requirePositive(String option, int value) {
        if (value < 1) {
            throw new UserException(option + " must be at least 1; found " + value + ".");
        }
    }

    private Optional<Explanations> explanations(TrainedModel opened) {
        if (explain.isEmpty()) {
            return Optional.empty();
        }
        Explainer explainer = opened.explainer()
                .orElseThrow(
                        () -> new UserException("--explain can only be used with a run on texts that was trained with"
                                + " classify.token_head label_attention, but "
                                + model
                                + " is none, or an export of one, which gives predictions only. Leave out --explain, or"
                                + " name such a run."));
        return Optional.of(new Explanations(explainer, opened.output().target(), explain.get()));
    }

    private void predict(
            TrainedModel opened,
            Optional<Explanations> explanations,
            InputOptions options,
            PredictionLines lines,
            NDManager manager)
            throws IOException {
        if (pairs) {
            comparePairs(opened.pairs().orElseThrow(), lines);
            return;
        }
        if (opened.recommender().isPresent()) {
            recommend(opened.reader(), opened.recommender().get(), options, lines);
            return;
        }
        try (Predictor predictor = new Predictor(opened, batchSize, workers, manager)) {
            predictor.run(inputs, options, new Predictor.Results() {
                @Override
                public void predicted(Prediction prediction) throws IOException {
                    Map<String, Object> line = opened.output().line(prediction.key(), prediction.output(), top);
                    if (explanations.isPresent()) {
                        explanations.get().addTo(line, prediction, manager);
                    }
                    lines.print(line);
                }

                @Override
                public void failed(String key, String why) throws IOException {
                    lines.fail(key, why);
                }

                @Override
                public void read(ReadCounts counts) {
                    lines.read(counts);
                }
            });
        }
    }

    private <X> void recommend(
            ItemReader<X> reader, Recommender recommender, InputOptions options, PredictionLines lines)
            throws IOException {
        int[] unknown = {0};
        reader.read(inputs, options, (users, progress) -> {
            while (users.hasNext()) {
                String user = users.next().key();
                Optional<String> why = recommender.unknown(user);
                if (why.isPresent() && unknown[0]++ < SHOWN) {
                    spec.commandLine().getErr().println("Warning: " + why.get());
                }
                lines.print(recommender.recommend(user, top, seen));
            }
        });
        if (unknown[0] > 0) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "Warning: " + Plural.of(unknown[0], "user does", "users do")
                                    + " not occur in the training. Their lines have the most popular items, marked by \"basis\": \"popularity\".");
        }
    }

    private void comparePairs(PairModel model, PredictionLines lines) throws IOException {
        InputNames names = new InputNames(inputs);
        for (int i = 0; i < inputs.size(); i++) {
            Path path = Path.of(inputs.get(i));
            String prefix = names.prefix(i);
            if (inputs.get(i).equals(ItemReader.STANDARD_INPUT)) {
                lines.fail(names.name(i), "pairs cannot be read from standard input; write them to a file");
            } else if (Files.isDirectory(path)) {
                lines.fail(names.name(i), "is a folder; --pairs needs files of pairs (JSON Lines, or a JSON array)");
            } else {
                try {
                    model.compare(path, batchSize.orElse(PairModel.BATCH), new PairModel.Results() {
                        @Override
                        public void found(PairScore score) throws IOException {
                            lines.print(score.line());
                        }

                        @Override
                        public void failed(String key, String why) throws IOException {
                            lines.fail(prefix + key, why);
                        }
                    });
                } catch (AccessDeniedException e) {
                    lines.fail(names.name(i), "you have no permission to read " + e.getFile());
                }
            }
        }
    }
}
