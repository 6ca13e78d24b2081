package io.winnow.trainer.recipe.mofi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.LowRankAdapter;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Artifact;
import io.winnow.trainer.recipe.Capability;
import io.winnow.trainer.recipe.EncoderEvaluation;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.EncoderSource;
import io.winnow.trainer.recipe.EncoderTraining;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.LabelNeed;
import io.winnow.trainer.recipe.Method;
import io.winnow.trainer.recipe.Paper;
import io.winnow.trainer.recipe.Precisions;
import io.winnow.trainer.recipe.Pretrainings;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.Sharing;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Slot;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An encoder for search, trained on very many fine labels: the entities that texts name (MOFI). */
@Kind("mofi")
@Doc(
        "An encoder for search, trained on very many fine labels, such as the entities that texts name (MOFI): classification by sampled class"
                + " centers, contrast with the names of the entities, or both. It is judged by the search among examples of entities, which"
                + " may be others than those of the training.")
public record Mofi(
        @Default("{kind: images}") DataConfig data,

        @Doc("Where the initial weights of the encoder come from. By default they are its own: published ones if it"
                + " is pretrained, and otherwise random ones.")
        Optional<EncoderSource> start,

        LearnOptions learn,
        @Default("{}") SearchOptions search)
        implements EncoderRecipe {
    static final String PRETRAIN = "pretrain";
    static final String LEARN_STAGE = "learn";
    private static final String START = "start";

    /** Name of the file with the weights of encoder, linear layers and temperature, in the folder of the training. */
    static final String NETWORK = "network.safetensors";

    /** Name of the file with the entity of each center, in the same folder. */
    private static final String ENTITIES = "entities.csv";

    static final Slot LEARN = Slot.of(LEARN_STAGE)
            .shared(new Sharing.OneDevice("the contrast compares all examples of a batch with each other"))
            .in(Precisions.allBut(
                    Precision.FLOAT16,
                    "the gradient of the class centers does not go through loss scaling; use bfloat16, which needs no"
                            + " scaling"));

    public static final Method METHOD = new Method(
            Mofi.class,
            List.of(new Paper("MOFI: Learning Image Representations from Noisy Entity Annotated Images", "2306.07952")),
            LabelNeed.learning(LabelKind.CLASS, LabelKind.MULTI),
            Slot.joined(Pretrainings.slots(START), LEARN),
            List.of(
                    Artifact.encoder(LEARN_STAGE),
                    new Artifact(LEARN_STAGE, NETWORK, "weights of encoder, linear layers and temperature"),
                    new Artifact(LEARN_STAGE, ENTITIES, "the entity of each center")),
            Set.of(Capability.EMBEDS, Capability.AUDITS));

    public Mofi {
        // The reader of configurations passes null for sections that are themselves invalid.
        Checks checks = new Checks();
        if (learn != null) {
            start.ifPresent(source -> source.check(checks, START, data, Optional.of(learn.encoder()), "learn.encoder"));
            EncoderConfig.check(checks, learn.encoder(), data, "learn.encoder");
        }
        checks.done();
    }

    @Override
    public Method method() {
        return METHOD.training(
                Slot.joined(start.map(source -> source.slots(START)).orElse(List.of()), LEARN));
    }

    @Override
    public void checkSizes(SizeChecks checks, TaskData examples) {
        start.ifPresent(source -> source.checkSizes(checks, START, examples));
        checks.training(
                "learn.training", learn.training(), examples.trainExamples().length, "training " + examples.unit());
        learn.fineTune().checkSizes(checks, "learn.fine_tune", learn.encoder(), learn.training(), examples);
        if (LabelKind.of(examples.trainLabels().getClass())
                .filter(METHOD.labels().kinds()::contains)
                .isEmpty()) {
            return; // already a problem
        }
        EntityLabels labels = EntityLabels.of(examples.trainLabels());
        checks.that(
                labels.without() == 0,
                "data",
                "must have an entity for each of the training " + examples.unit() + "; " + labels.without()
                        + " have none. Leave them out of the label file and set data.labels.partial: true");
        if (learn.classification() > 0) {
            checkSampled(checks, labels);
        }
        try {
            Optional<SearchItems> items = SearchItems.of(search, examples.test(), examples.unit());
            if (learn.contrast().isPresent()) {
                texts(labels);
                if (items.isPresent()) {
                    names(items.get());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void checkSampled(SizeChecks checks, EntityLabels labels) {
        int batch = Math.min(learn.training().batchSize(), labels.count());
        int sampled = learn.classify().sampled().orElse(batch);
        checks.that(
                sampled >= batch,
                "learn.classify.sampled",
                "must be at least the number of entities that a batch may have, which is " + batch + "; found "
                        + sampled + ". Raise it to " + Math.min(2 * batch, labels.count())
                        + ", so that other entities are drawn as well");
        checks.expect(
                sampled <= labels.count(),
                "learn.classify.sampled",
                "is " + sampled + ", but there are only " + labels.count() + " entities: all are used");
    }

    @Override
    public List<ProbedTraining> trainings() {
        List<ProbedTraining> trainings = new ArrayList<>();
        start.ifPresent(source -> trainings.addAll(source.trainings(PRETRAIN, data)));
        trainings.add(
                new ProbedTraining(LEARN_STAGE, learn.encoder(), data, learn.training(), 1, ProbedTraining.SMALL));
        return trainings;
    }

    @Override
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        start.ifPresent(source -> stages.add(source.stage(PRETRAIN, data, learn.encoder())));
        stages.add(Stage.of(LEARN_STAGE, context -> context.with(data, this::train)));
        stages.add(evaluation());
        return stages;
    }

    private EntityTexts texts(EntityLabels labels) throws IOException {
        return EntityTexts.of(labels.names(), learn.contrast().orElseThrow().texts());
    }

    /** Returns the name of the entity of each test example, if there is a contrast with names. */
    List<String> names(SearchItems items) throws IOException {
        return EntityTexts.names(
                items.entities(), learn.contrast().orElseThrow().texts());
    }

    private StageResult train(TaskData examples, StageContext context) throws IOException {
        EntityLabels labels = EntityLabels.of(examples.trainLabels());
        Optional<EntityTexts> texts = learn.contrast().isPresent() ? Optional.of(texts(labels)) : Optional.empty();
        try (NDManager scope = context.manager().newSubManager()) {
            Map<String, NDArray> weights = start.isEmpty()
                    ? Map.of()
                    : Embedder.read(context.folderOf(PRETRAIN).resolve(Representations.ENCODER), scope);
            StageResult trained = EncoderTraining.run(
                    learn.training(),
                    examples,
                    context,
                    manager -> new MofiObjective(learn, examples, labels, texts, weights, manager),
                    (network, arrays) -> Embedder.write(
                            context.folder().resolve(NETWORK), LowRankAdapter.merged(network.named(arrays)), arrays),
                    Optional.empty());
            labels.write(context.folder().resolve(ENTITIES));
            Map<String, Double> metrics = new LinkedHashMap<>(trained.metrics());
            metrics.put("entities", (double) labels.count());
            return StageResult.of(metrics);
        }
    }

    @Override
    public TrainedEncoder encoder() {
        return new TrainedEncoder(LEARN_STAGE, learn.encoder(), data);
    }

    @Override
    public Optional<Layer> discriminated(Preprocessing input) {
        return learn.classification() == 0 ? Optional.empty() : Optional.of(learn.network(input, Precision.FLOAT32));
    }

    @Override
    public Optional<Path> centerTable(FinishedRun run) {
        return Optional.of(run.stage(LEARN_STAGE).resolve(ENTITIES));
    }

    @Override
    public boolean knowsAuditedLabels() {
        return true;
    }

    @Override
    public EncoderEvaluation evaluation() {
        return new MofiEvaluation(this);
    }
}
