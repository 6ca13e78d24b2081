package io.winnow.models.text;

import java.util.Optional;

/** Activation function of a transformer's feed-forward layers. */
public enum Activation {
    GELU("gelu", "gelu"),
    /** The approximation of GELU with the hyperbolic tangent. */
    GELU_TANH("gelu_tanh", "gelu_pytorch_tanh"),
    RELU("relu", "relu");

    private final String function;
    private final String configName;

    Activation(String function, String configName) {
        this.function = function;
        this.configName = configName;
    }

    /** Name of the function in bert.py. */
    String function() {
        return function;
    }

    /** Name in HuggingFace's configurations. */
    String configName() {
        return configName;
    }

    /** The activation with the given name in HuggingFace's configurations, where several names can mean the same activation. */
    static Optional<Activation> named(String name) {
        return switch (name) {
            case "gelu" -> Optional.of(GELU);
            case "gelu_pytorch_tanh", "gelu_new", "gelu_fast" -> Optional.of(GELU_TANH);
            case "relu" -> Optional.of(RELU);
            default -> Optional.empty();
        };
    }
}
