package io.winnow.models.text;

import java.util.Optional;

/** What bends a transformer's hidden layer. */
public enum Activation {
    GELU("gelu", "gelu"),
    /** The approximation of GELU by a hyperbolic tangent. */
    GELU_TANH("gelu_tanh", "gelu_pytorch_tanh"),
    RELU("relu", "relu");

    private final String function;
    private final String configName;

    Activation(String function, String configName) {
        this.function = function;
        this.configName = configName;
    }

    /** The function of bert.py. */
    String function() {
        return function;
    }

    /** The name in HuggingFace's configurations. */
    String configName() {
        return configName;
    }

    /** The activation of a name in HuggingFace's configurations, which have several for one. */
    static Optional<Activation> named(String name) {
        return switch (name) {
            case "gelu" -> Optional.of(GELU);
            case "gelu_pytorch_tanh", "gelu_new", "gelu_fast" -> Optional.of(GELU_TANH);
            case "relu" -> Optional.of(RELU);
            default -> Optional.empty();
        };
    }
}
