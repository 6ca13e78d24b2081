package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/** Activation function of a transformer's feed-forward layers. */
public enum Activation {
    GELU("gelu"),
    /** The approximation of GELU with the hyperbolic tangent. */
    GELU_TANH("gelu_pytorch_tanh"),
    /** The approximation {@code x * sigmoid(1.702 x)} of GELU, which OpenAI's CLIP was trained with. */
    QUICK_GELU("quick_gelu"),
    RELU("relu");

    /** The names that {@link #named} knows, for messages. */
    public static final String NAMES = "gelu, gelu_pytorch_tanh, gelu_new, gelu_fast, quick_gelu and relu";

    private final String configName;

    Activation(String configName) {
        this.configName = configName;
    }

    /** Applies the function to each element. */
    public NDArray of(NDArray x) {
        return switch (this) {
            case GELU -> ActivationsScript.gelu(x);
            case GELU_TANH -> ActivationsScript.geluTanh(x);
            case QUICK_GELU -> ActivationsScript.quickGelu(x);
            case RELU -> ActivationsScript.relu(x);
        };
    }

    /** Name in HuggingFace's configurations. */
    public String configName() {
        return configName;
    }

    /** The activation with the given name in HuggingFace's configurations, where several names can mean the same activation. */
    public static Optional<Activation> named(String name) {
        return switch (name) {
            case "gelu" -> Optional.of(GELU);
            case "gelu_pytorch_tanh", "gelu_new", "gelu_fast" -> Optional.of(GELU_TANH);
            case "quick_gelu" -> Optional.of(QUICK_GELU);
            case "relu" -> Optional.of(RELU);
            default -> Optional.empty();
        };
    }
}
