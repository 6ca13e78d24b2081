package io.winnow.trainer.recipe.federated;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Shown;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassNames;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Capability;
import io.winnow.trainer.recipe.EncoderEvaluation;
import io.winnow.trainer.recipe.EncoderSource;
import io.winnow.trainer.recipe.Exhibit;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.LabelNeed;
import io.winnow.trainer.recipe.Method;
import io.winnow.trainer.recipe.Paper;
import io.winnow.trainer.recipe.Precisions;
import io.winnow.trainer.recipe.Sharing;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Slot;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import io.winnow.trainer.recipe.supervised.ClassifierRecipe;
import io.winnow.trainer.recipe.supervised.ClassifierTraining;
import io.winnow.trainer.recipe.supervised.FrozenOptions;
import io.winnow.trainer.recipe.supervised.Sampling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A classifier that several sites train together, whose examples stay where they are. */
@Kind("federated")
@Doc(
        "A classifier that several sites (clients) train together, whose examples stay where they are: FedAvg, FedProx, and FedLabel for few labels."
                + " The sites are simulated.")
public record Federated(
        @Default("{kind: images}") DataConfig data,
        ClientsConfig clients,
        @Default("{}") LabelledOptions labelled,
        @Default("{}") FederateOptions federate,

        @Doc("The classifier and the training at a client. An epoch is a round: {epochs: 60} are 60 rounds.")
        ClassifierOptions classify,

        @Doc("Trains the finished network further at each client. Off by default.")
        Optional<PersonaliseOptions> personalise,

        @Doc("What the network is compared with, each trained in this run: fedavg, and fedprox with mu "
                + Strategy.FedProx.USUAL_MU
                + "; alone, each client on its own labels for as many steps as it takes in the rounds on average; pooled, the labels of all clients in one place; all_labels, FedAvg on all"
                + " labels, also those that labelled withholds.")
        @Default("[fedavg, alone, pooled]")
        List<Rival> compare,

        @Default("{}") FrozenOptions frozen)
        implements ClassifierRecipe {
    static final String PERSONALISE = "personalise";

    private static final Slot SLOT = Slot.of(CLASSIFY)
            .shared(new Sharing.WholeParts(
                    "client",
                    "in a round of this method, each client takes federate.steps steps, and the mean of their weights,"
                            + " as federate.strategy forms it, is the next state"))
            .in(Precisions.allBut(
                    Precision.FLOAT16, "each client would scale its loss differently; use bfloat16 or float32"));

    public static final Method METHOD = new Method(
            Federated.class,
            List.of(
                    new Paper(
                            "Communication-Efficient Learning of Deep Networks from Decentralized Data", "1602.05629"),
                    new Paper("Federated Optimization in Heterogeneous Networks", "1812.06127"),
                    new Paper(
                            "Local or Global: Selective Knowledge Assimilation for Federated Learning with Limited Labels",
                            "2307.08809")),
            LabelNeed.learning(LabelKind.CLASS),
            List.of(SLOT),
            ClassifierRecipe.ARTIFACTS,
            Set.of(Capability.EMBEDS, Capability.PREDICTS, Capability.AUDITS));

    public Federated {
        compare = List.copyOf(compare);
        Checks checks = new Checks();
        // The reader of configurations passes null for sections that are themselves invalid.
        if (classify != null) {
            ClassifierRecipe.check(checks, data, Optional.empty(), classify);
            check(checks, classify);
        }
        checks.that(
                compare.size() == Set.copyOf(compare).size(),
                "compare",
                "must have each kind of training once; found "
                        + compare.stream().map(Federated::name).toList());
        checks.that(
                labelled == null || labelled.withholds() || !compare.contains(Rival.ALL_LABELS),
                "compare",
                "must not have all_labels without labelled, which withholds labels");
        checks.done();
    }

    private static void check(Checks checks, ClassifierOptions classify) {
        TrainingOptions training = classify.training();
        if (training != null) {
            checks.that(
                            SLOT.precisions().allowed().contains(training.precision()),
                            "classify.training.precision",
                            "must be one of " + SLOT.precisions() + ", found float16: "
                                    + SLOT.precisions().reason())
                    .that(
                            training.emaDecay().isEmpty(),
                            "classify.training.ema_decay",
                            "must be left out: clients begin each round with the weights of the server")
                    .that(
                            training.duration() == null
                                    || training.duration().examples().isEmpty(),
                            "classify.training.duration",
                            "must be in epochs, which are rounds, or in steps of a client");
        }
        checks.that(
                        classify.fineTune().lora().isEmpty(),
                        "classify.fine_tune.lora",
                        "must be left out: the weights of clients are averaged as they are")
                .that(
                        classify.linearStart().isEmpty(),
                        "classify.linear_start",
                        "must be left out: it would need the examples of all clients in one place")
                .that(
                        classify.sampling().flatMap(Sampling::exponent).isEmpty(),
                        "classify.sampling",
                        "must be natural: a client draws its own labelled examples equally often");
    }

    static String name(Rival rival) {
        return rival.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Method method() {
        return METHOD;
    }

    @Override
    public Optional<EncoderSource> start() {
        return Optional.empty();
    }

    /** Returns the clients of a stage. */
    Clients clients(String stage, TaskData examples) throws IOException {
        Clients own = Clients.of(clients, labelled, examples);
        return stage.equals(name(Rival.ALL_LABELS)) ? Clients.of(clients, LabelledOptions.ALL, examples) : own;
    }

    /** Returns the number of steps of a stage in which clients train by themselves. */
    long localSteps(String stage, Clients all) {
        if (stage.equals(PERSONALISE)) {
            return personalise.orElseThrow().steps();
        }
        long whole = Plan.of(this, CLASSIFY).horizon().steps();
        int count = all.labelled().size();
        int chosen = Math.min(count, federate.clientsPerRound().orElse(count));
        return Math.max(1, whole * chosen / count);
    }

    @Override
    public void checkSizes(SizeChecks checks, TaskData examples) {
        ClassifierRecipe.super.checkSizes(checks, examples);
        if (!(examples.trainLabels() instanceof ClassLabels)) {
            return; // which is reported already
        }
        try {
            Clients own = clients(CLASSIFY, examples);
            int count = own.labelled().size();
            int chosen = federate.clientsPerRound().orElse(1);
            List<String> absent = count == 0
                    ? List.of()
                    : own.labelledIn(examples).trainLabels().absent();
            checks.that(count > 0, "labelled", "must leave a labelled example to some client; there is none")
                    .that(
                            chosen <= count,
                            "federate.clients_per_round",
                            "must be at most the number of clients with labels, which is " + count + "; found "
                                    + chosen)
                    .that(
                            absent.isEmpty(),
                            "labelled",
                            "must leave a labelled example of each class to some client; there is none of "
                                    + Shown.of(absent) + ". "
                                    + (examples.trainLabels().absent().equals(absent)
                                            ? "The training " + examples.unit() + " have none, either: add some"
                                            : "Keep more labels"))
                    .that(
                            !(federate.strategy() instanceof Strategy.FedLabel)
                                    || own.all().stream().anyMatch(each -> each.unlabelled().length > 0),
                            "federate.strategy",
                            "must be fedavg or fedprox if every training example has a label; found fedlabel, which learns"
                                    + " from unlabelled ones. Or withhold labels with labelled, for an experiment");
            ClassNames.alike(
                            "has clients",
                            "clients",
                            own.all().stream().map(Client::name).toList())
                    .ifPresent(alike -> checks.expect(false, "clients", alike));
            int batch = classify.training().batchSize();
            long small = own.labelled().stream()
                    .filter(each -> each.labelled().length < batch)
                    .count();
            checks.expect(
                    small == 0,
                    "classify.training.batch_size",
                    "is " + batch + ", but " + small + " of " + count
                            + " clients have fewer labelled examples: each of their steps takes all of them");
            own.testNotes(examples).forEach(note -> checks.expect(false, "clients", note));
            List<String> lines =
                    new ArrayList<>(List.of("There are " + own.all().size() + " clients:"));
            lines.addAll(ClientTable.of(own, examples).lines());
            checks.describe(() -> lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        stages.add(Stage.of(CLASSIFY, context -> FederatedTraining.run(this, context)));
        if (personalise.isPresent()) {
            stages.add(Stage.of(
                    PERSONALISE,
                    context -> LocalModels.run(
                            this,
                            context,
                            Optional.of(context.folderOf(CLASSIFY).resolve(ClassifierTraining.CLASSIFIER)))));
        }
        for (Rival rival : compare) {
            stages.add(Stage.rival(
                    CLASSIFY,
                    name(rival),
                    rival == Rival.ALONE
                            ? context -> LocalModels.run(this, context, Optional.empty())
                            : context -> FederatedTraining.run(this, context)));
        }
        stages.add(evaluation());
        return stages;
    }

    @Override
    public EncoderEvaluation evaluation() {
        return new FederatedEvaluation(this);
    }

    @Override
    public List<Exhibit> exhibits(FinishedRun run, Optional<TaskData> examples, NDManager manager) throws IOException {
        if (!Files.exists(run.stage(CLASSIFY).resolve(ClientTable.FILE))) {
            return List.of();
        }
        Map<String, Path> judged = new LinkedHashMap<>();
        judged.put("federated", run.stage(evaluation().name()));
        if (compare.contains(Rival.ALONE)) {
            judged.put(name(Rival.ALONE), run.stage(name(Rival.ALONE)));
        }
        personalise.ifPresent(options -> judged.put(FederatedEvaluation.PERSONALISED, run.stage(PERSONALISE)));
        return List.of(ClientExhibit.of(ClientTable.read(run.stage(CLASSIFY)), judged));
    }
}
