package io.winnow.trainer.recipe;

import io.winnow.models.layer.Layer;
import io.winnow.models.layer.LowRankAdapter;
import io.winnow.models.layer.LowRankOptions;
import io.winnow.models.layer.Section;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Span;
import io.winnow.trainer.engine.Horizon;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.TaskData;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How an encoder with given weights, such as published ones, is trained further. */
@Doc("How an encoder with given weights, such as published ones, is trained further.")
public record FineTuneOptions(
        @Doc(
                "Layers of the encoder that are not trained: none, all, or the number of first ones. The stem or the embeddings are the"
                        + " first layer, then each block is one, then the last norm. Frozen layers compute faster and need less memory,"
                        + " since the backward pass stops there.")
        @Default("none")
        String freeze,

        @Doc(
                "Layers that compute as in evaluation while others are trained, so that batch norms use and keep the statistics they were"
                        + " given and nothing is dropped: none; frozen, which are those of freeze; or all_norms, which are those of freeze"
                        + " and all batch norms of the encoder.")
        @Default("frozen")
        Norms freezeNorms,

        @Doc(
                "Layer-wise decay of the learning rate, above 0 and at most 1: that of a layer is multiplied by this factor once for each"
                        + " layer from it to the head, the last one included. 1 is the same rate for all.")
        @Default("1")
        double layerDecay,

        @Doc(
                "How long only the head is trained at the beginning, such as {epochs: 1}, before the encoder is trained as well. Off by"
                        + " default.")
        Optional<Span> headFirst,

        @Doc("Which values of the layers that are not frozen are trained: all, or biases, which are about a "
                + "thousandth of a transformer (BitFit; Ben Zaken et al., ACL 2022). The biases of normalisation "
                + "layers count as well.")
        @Default("all")
        Values values,

        @Doc("Low-rank adaptation of a transformer instead of training its weights. Off by default.")
        Optional<LowRank> lora) {
    private static final String NONE = "none";
    private static final String ALL = "all";

    public FineTuneOptions {
        boolean all = freeze.equals(ALL);
        new Checks()
                .that(
                        freeze.equals(NONE) || all || freeze.matches("[1-9]\\d{0,5}"),
                        "freeze",
                        "must be none, all or a number of layers, at least 1; found '" + freeze + "'")
                .that(
                        layerDecay > 0 && layerDecay <= 1,
                        "layer_decay",
                        "must be above 0 and at most 1, found " + layerDecay)
                .that(
                        !all || layerDecay == 1,
                        "layer_decay",
                        "must be 1 with freeze: all, since no layer of the encoder is trained; found " + layerDecay)
                .that(
                        !all || values == Values.ALL,
                        "values",
                        "must be left out with freeze: all, since no value of the encoder is trained; found biases")
                .that(
                        lora.isEmpty() || freeze.equals(NONE),
                        "lora",
                        "must be left out with freeze: adapters are trained in all layers, and all other weights of the encoder are"
                                + " frozen anyway")
                .that(
                        lora.isEmpty() || values == Values.ALL,
                        "lora",
                        "must be left out with values: biases, since it trains adapters only")
                .that(
                        !all || headFirst.isEmpty(),
                        "head_first",
                        "must be left out with freeze: all, which trains the head only from beginning to end")
                .done();
    }

    /** Which layers compute as in evaluation while others are trained. */
    public enum Norms {
        /** None. */
        NONE,
        /** The frozen ones. */
        FROZEN,
        /** The frozen ones and all batch norms of the encoder. */
        ALL_NORMS
    }

    /** Which values of a layer are trained. */
    public enum Values {
        /** All. */
        ALL,
        /** Biases and the shifts of norms. */
        BIASES
    }

    /** Low-rank adaptation (LoRA; Hu et al., ICLR 2022). */
    @Doc(
            "Low-rank adaptation (LoRA; Hu et al., ICLR 2022): the weights W of the encoder stay as they are, and W + alpha / rank B A is"
                    + " used instead, where only A and B are trained. A run keeps the merged weights; its checkpoints keep W, A and B.")
    public record LowRank(
            @Doc("Rank of the updates, at least 1.") @Default("8")
            int rank,

            @Doc("Scale of the updates, which are multiplied by alpha / rank.") @Default("16")
            double alpha,

            @Doc("Probability with which each input of an update is dropped in training, in [0, 1).") @Default("0")
            double dropout,

            @Doc("Linear maps that are adapted: query, key, value, output and feed_forward.") @Default("[query, value]")
            List<LowRankOptions.Target> targets) {
        public LowRank {
            new Checks()
                    .atLeast("rank", rank, 1)
                    .positive("alpha", alpha)
                    .below("dropout", dropout, 0, 1)
                    .that(!targets.isEmpty(), "targets", "must name at least one linear map, such as query")
                    .done();
        }

        LowRankOptions options() {
            return new LowRankOptions(rank, alpha, dropout, Set.copyOf(targets));
        }
    }

    /** Whether all layers of the encoder are trained from the first step to the last, at the same learning rate. */
    boolean trainsAllAlike() {
        return freeze.equals(NONE)
                && freezeNorms != Norms.ALL_NORMS
                && layerDecay == 1
                && headFirst.isEmpty()
                && values == Values.ALL
                && lora.isEmpty();
    }

    /**
     * Checks that there is a head to train while the encoder is not.
     *
     * @param key key of these options
     * @param hasHead whether the training has a head on the encoder
     */
    public void checkHead(Checks checks, String key, boolean hasHead) {
        checks.that(
                        hasHead || !freezesAll(),
                        key,
                        "must not freeze all layers without a head on the encoder, since nothing would be trained")
                .that(hasHead || headFirst.isEmpty(), key, "must leave out head_first without a head on the encoder");
    }

    /** Whether no layer of the encoder is trained. */
    boolean freezesAll() {
        return freeze.equals(ALL);
    }

    /** Number of the encoder's sections that are frozen. */
    int frozen(List<Section> sections) {
        return freeze.equals(NONE) ? 0 : freezesAll() ? sections.size() : Integer.parseInt(freeze);
    }

    /**
     * Checks these options against the encoder and the length of the training.
     *
     * @param key key of these options, below {@code recipe}
     */
    public void checkSizes(
            SizeChecks checks, String key, EncoderConfig encoder, TrainingOptions training, TaskData data) {
        checks.that(
                !encoder.hasPrompt()
                        || (freeze.equals(NONE) && layerDecay == 1 && values == Values.ALL && lora.isEmpty()),
                key,
                "must leave out freeze, layer_decay, values and lora with a prompt: of the encoder, only the prompt is trained anyway");
        if (encoder.hasPrompt()) {
            encoder.build(data.inputs().preprocessing()); // says so if the texts leave no places for the prompt
        }
        if (!freeze.equals(NONE)) {
            Layer network = encoder.build(data.inputs().preprocessing());
            List<Section> sections = network.sections();
            checks.that(
                    frozen(sections) <= sections.size(),
                    key + ".freeze",
                    "must be at most the number of layers of the encoder, which is " + sections.size() + " ("
                            + String.join(
                                    ", ",
                                    sections.stream()
                                            .map(FineTuneOptions::shown)
                                            .toList())
                            + "); found " + freeze);
        }
        if (lora.isPresent()) {
            Layer network = encoder.build(data.inputs().preprocessing());
            checks.that(
                    !LowRankAdapter.adapt(network, lora.get().options()).isEmpty(),
                    key + ".lora",
                    "must be left out for this encoder, which has no transformer layers; use freeze or layer_decay");
        }
        headFirst.ifPresent(span -> {
            int steps = Math.max(1, data.trainExamples().length / training.batchSize() / training.accumulate());
            Horizon horizon =
                    Horizon.of(training.duration(), steps, (long) training.batchSize() * training.accumulate());
            checks.that(
                    horizon.steps(span) < horizon.steps(),
                    key + ".head_first",
                    "must be shorter than the training, which has " + horizon.steps() + " steps; found "
                            + horizon.steps(span) + " steps. Use freeze: all to train the head only");
        });
    }

    private static String shown(Section section) {
        return String.join(" + ", section.parts());
    }
}
