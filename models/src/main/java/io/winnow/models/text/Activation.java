package io.winnow.models.text;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/** Activation function of a transformer's feed-forward layers. */
public enum Activation {
    GELU("gelu"),
    /** The approximation of GELU with the hyperbolic tangent. */
    GELU_TANH("gelu_pytorch_tanh"),
    RELU("relu");

    private final String configName;

    Activation(String configName) {
        this.configName = configName;
    }

    /** Applies the function to each element. */
    NDArray of(NDArray x) {
        return switch (this) {
            case GELU -> BertScript.gelu(x);
            case GELU_TANH -> BertScript.geluTanh(x);
            case RELU -> BertScript.relu(x);
        };
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
