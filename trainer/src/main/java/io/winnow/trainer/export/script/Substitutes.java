package io.winnow.trainer.export.script;

import io.winnow.models.torch.TorchFunctions;
import java.util.HashMap;
import java.util.Map;

/** The functions that cannot be exported as they are, by operator key, with the functions of the same name that replace them. */
public final class Substitutes {
    /** TorchScript: these use newer operators than PyTorch 1.13 has, use numbers that half precision cannot represent, or change the type. */
    public static final Map<String, TorchFunctions> TORCH_SCRIPT = byKey(Map.of(
            "attention.py", DecomposedScript.FUNCTIONS,
            "table.py", HalfTableScript.FUNCTIONS,
            "layers.py", OneTypeScript.FUNCTIONS));

    /** ONNX: these set strides in memory, or write to the same index twice. */
    public static final Map<String, TorchFunctions> ONNX = byKey(Map.of(
            "resnet.py", OnnxResnetScript.FUNCTIONS,
            "recurrent.py", OnnxRecurrentScript.FUNCTIONS));

    private Substitutes() {}

    /** @param substitutes for each resource, the functions that replace those of the same name in it */
    private static Map<String, TorchFunctions> byKey(Map<String, TorchFunctions> substitutes) {
        Map<String, TorchFunctions> all = new HashMap<>();
        substitutes.forEach(
                (resource, functions) -> functions.names().forEach(name -> all.put(resource + ":" + name, functions)));
        return Map.copyOf(all);
    }
}
