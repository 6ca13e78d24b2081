package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.BatchNormalization;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.LowRankAdapter;
import io.winnow.models.layer.Section;
import io.winnow.models.text.SoftPrompt;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.models.torch.ParameterLayout.Treatment;
import io.winnow.trainer.compiled.NetworkPass;
import io.winnow.trainer.engine.Horizon;
import io.winnow.trainer.engine.TrainingPhases;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The training of an encoder below a head, according to {@link FineTuneOptions}: how each parameter is trained, and the passes of the
 * encoder. As long as no parameter of the encoder is trained, its passes are not recorded, so that the backward pass ends at the head.
 */
public final class FineTuning implements TrainingPhases {
    private static final Set<Parameter.Type> BIASES = Set.of(Parameter.Type.BIAS, Parameter.Type.BETA);

    private final FineTuneOptions options;
    private final Layer encoder;
    private final List<Section> sections;
    private final NetworkPass pass;
    /** The passes while only the head is trained, in which all layers may compute as in evaluation; the same if that is never so. */
    private final NetworkPass firstPass;

    private long steps = 1;
    private long headSteps;
    private boolean headOnly;

    /**
     * Begins the training of an initialised encoder: adds the adapters of low-rank adaptation, if they are configured, which are initialised
     * with PyTorch's current seed.
     *
     * @param manager manager on the device of the passes; it closes their constants
     */
    public static FineTuning adapting(FineTuneOptions options, Layer encoder, NDManager manager) {
        adapt(options, encoder, manager);
        return new FineTuning(options, encoder, manager);
    }

    /** Adds what the training needs besides the encoder's own weights. */
    static void adapt(FineTuneOptions options, Layer encoder, NDManager manager) {
        options.lora()
                .map(lora -> LowRankAdapter.adapt(encoder, lora.options()))
                .ifPresent(adapters -> adapters.forEach(adapter -> adapter.initialize(manager)));
    }

    /**
     * @param encoder an encoder whose training has begun by {@link #adapting}
     * @param manager manager on the device of the passes; it closes their constants
     */
    public FineTuning(FineTuneOptions options, Layer encoder, NDManager manager) {
        this.options = options;
        this.encoder = encoder;
        sections = encoder.sections();
        pass = new NetworkPass(encoder, manager);
        firstPass = options.headFirst().isPresent() ? new NetworkPass(encoder, manager) : pass;
        headOnly = options.freezesAll();
        choose();
    }

    /**
     * Returns how each parameter of a network is trained.
     *
     * @param prefix prefix of the names of the encoder's parameters in the network
     * @param headRate factor of the learning rate for all parameters but the encoder's
     */
    public ParameterLayout layout(Layer network, String prefix, double headRate) {
        Map<String, Treatment> treatments = new HashMap<>();
        int frozen = options.frozen(sections);
        boolean late = options.headFirst().isPresent();
        Predicate<String> learned = learned();
        for (int i = 0; i < sections.size(); i++) {
            Treatment own = i < frozen
                    ? Treatment.FROZEN
                    : new Treatment(Math.pow(options.layerDecay(), rateExponent(i)), late);
            sections.get(i)
                    .parameters()
                    .forEach(name -> treatments.put(prefix + name, learned.test(name) ? own : Treatment.FROZEN));
        }
        return ParameterLayout.of(network, name -> treatments.getOrDefault(name, Treatment.rate(headRate)));
    }

    /** Whether an encoder has a soft prompt. */
    static boolean hasPrompt(Layer encoder) {
        return encoder.getParameters().keys().stream().anyMatch(SoftPrompt::owns);
    }

    /** Returns whether a parameter is trained unless its layer is frozen. */
    private Predicate<String> learned() {
        if (hasPrompt(encoder)) {
            return SoftPrompt::owns;
        } else if (options.lora().isPresent()) {
            return LowRankAdapter::owns;
        } else if (options.values() == FineTuneOptions.Values.BIASES) {
            Set<String> biases = new HashSet<>();
            encoder.getParameters().forEach(pair -> {
                if (BIASES.contains(pair.getValue().getType())) {
                    biases.add(pair.getKey());
                }
            });
            return biases::contains;
        }
        return name -> true;
    }

    /** Number of layers from a section of the encoder to the head. */
    private int rateExponent(int section) {
        return options.layerDecay() == 1 ? 0 : sections.size() - section;
    }

    @Override
    public List<NetworkPass> passes() {
        return firstPass == pass ? List.of(pass) : List.of(firstPass, pass);
    }

    @Override
    public void prepare(Horizon horizon) {
        steps = horizon.steps();
        headSteps = options.headFirst().map(horizon::steps).orElse(0L);
    }

    @Override
    public void begin(double progress) {
        headOnly = options.freezesAll() || Math.round(progress * steps) < headSteps;
        choose();
    }

    /** Lets the layers that are not trained now, and norms, compute as in evaluation if that is configured. */
    private void choose() {
        Set<Layer> chosen = new HashSet<>();
        if (options.freezeNorms() != FineTuneOptions.Norms.NONE) {
            int frozen = headOnly ? sections.size() : options.frozen(sections);
            sections.subList(0, frozen).forEach(section -> chosen.addAll(section.layers()));
        }
        boolean norms = options.freezeNorms() == FineTuneOptions.Norms.ALL_NORMS;
        encoder.evaluate(layer -> chosen.contains(layer) || (norms && layer instanceof BatchNormalization));
    }

    @Override
    public double allTrainFrom() {
        return headSteps < steps ? (double) headSteps / steps : 0;
    }

    @Override
    public boolean trains(ParameterLayout.Segment segment) {
        return !(segment.late() && headOnly);
    }

    /**
     * Returns representations (B, D), recorded for the backward pass if a parameter of the encoder is trained now.
     *
     * @param x preprocessed examples (B, ..)
     */
    public NDArray encode(ParameterStore parameters, NDArray x) {
        if (!headOnly) {
            return pass.forward(parameters, x);
        }
        try (Autograd.Recording pause = Autograd.pause()) {
            return firstPass.forward(parameters, x);
        }
    }
}
