package io.winnow.trainer.export.script;

import io.winnow.models.torch.TorchFunctions;
import java.util.Map;

/** The functions that cannot be exported as they are, by operator key, with the functions of the same name that replace them. */
public final class Substitutes {
    private static final TorchFunctions DECOMPOSED = load("decomposed.py");
    private static final TorchFunctions FOR_ONNX = load("onnx.py");

    /** TorchScript: these use newer operators than PyTorch 1.13 has, use numbers that half precision cannot represent, or change the type. */
    public static final Map<String, TorchFunctions> TORCH_SCRIPT = Map.of(
            "attention.py:packed",
            DECOMPOSED,
            "attention.py:masked",
            DECOMPOSED,
            "table.py:windowed_attention",
            load("half_table.py"),
            "layers.py:full",
            load("one_type.py"));

    /** ONNX: these set strides in memory, or write to the same index twice. */
    public static final Map<String, TorchFunctions> ONNX =
            Map.of("resnet.py:channels_last", FOR_ONNX, "recurrent.py:pack", FOR_ONNX);

    private Substitutes() {}

    private static TorchFunctions load(String resource) {
        return TorchFunctions.load(Substitutes.class, resource);
    }
}
