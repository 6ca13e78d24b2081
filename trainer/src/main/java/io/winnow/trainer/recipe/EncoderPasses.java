package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.layer.Layer;
import io.winnow.models.torch.OutputFunction;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.compiled.NetworkPass;
import io.winnow.trainer.engine.Horizon;
import io.winnow.trainer.engine.TrainingPhases;
import io.winnow.trainer.modality.Embedder;
import java.util.List;
import java.util.Optional;

/**
 * The passes of an encoder and the projection head on it, if there is one, in a training whose loss follows the head. They are one pass if
 * the whole encoder is trained; otherwise the head follows a pass of the encoder that {@link FineTuning} chooses.
 */
public final class EncoderPasses implements TrainingPhases {
    private final Layer network;
    private final NetworkPass whole;
    private final Optional<FineTuning> tuning;

    /**
     * Begins the training of an initialised network, whose encoder is adapted as {@link FineTuning#adapting} does.
     *
     * @param manager manager on the device of the passes; it closes their constants
     */
    public static EncoderPasses adapting(FineTuneOptions options, Layer network, NDManager manager) {
        FineTuning.adapt(options, encoder(network), manager);
        return new EncoderPasses(options, network, manager);
    }

    /**
     * @param network a network whose training has begun by {@link #adapting}
     * @param manager manager on the device of the passes; it closes their constants
     */
    public EncoderPasses(FineTuneOptions options, Layer network, NDManager manager) {
        this.network = network;
        whole = new NetworkPass(network, manager);
        tuning = options.trainsAllAlike() && !FineTuning.hasPrompt(encoder(network))
                ? Optional.empty()
                : Optional.of(new FineTuning(options, encoder(network), manager));
    }

    /** Returns the encoder of a network that is one, or that has a head on it. */
    public static Layer encoder(Layer network) {
        return network instanceof EncoderWithHead both ? both.encoder() : network;
    }

    /** Returns how each parameter of the network is trained. */
    public ParameterLayout layout() {
        return tuning.map(each -> each.layout(network, network instanceof EncoderWithHead ? Embedder.PREFIX : "", 1))
                .orElseGet(() -> ParameterLayout.of(network));
    }

    @Override
    public List<NetworkPass> passes() {
        return tuning.map(FineTuning::passes).orElse(List.of(whole));
    }

    @Override
    public void prepare(Horizon horizon) {
        tuning.ifPresent(each -> each.prepare(horizon));
    }

    @Override
    public void begin(double progress) {
        tuning.ifPresent(each -> each.begin(progress));
    }

    @Override
    public double allTrainFrom() {
        return tuning.map(FineTuning::allTrainFrom).orElse(0.0);
    }

    @Override
    public boolean trains(ParameterLayout.Segment segment) {
        return tuning.map(each -> each.trains(segment)).orElse(true);
    }

    /** Returns the outputs (B, D) of the network for preprocessed examples (B, ..). */
    public NDArray forward(ParameterStore parameters, NDArray x) {
        return tuning.isEmpty()
                ? whole.forward(parameters, x)
                : headed(parameters, tuning.get().encode(parameters, x));
    }

    /** Returns a function of the outputs, such as the loss. */
    public NDArray forward(ParameterStore parameters, NDArray x, OutputFunction then) {
        return tuning.isEmpty() ? whole.forward(parameters, x, then) : then.of(forward(parameters, x));
    }

    private NDArray headed(ParameterStore parameters, NDArray vectors) {
        return network instanceof EncoderWithHead both
                ? both.head().forward(parameters, new NDList(vectors), true).singletonOrThrow()
                : vectors;
    }
}
