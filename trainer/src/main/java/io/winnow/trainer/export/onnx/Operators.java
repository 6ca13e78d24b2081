package io.winnow.trainer.export.onnx;

import java.util.Map;
import java.util.TreeMap;

/** The translations of all known PyTorch operators, by their names without {@code torch.} or {@code ops.}. */
final class Operators {
    static final Map<String, AtenOperator> ALL = all();

    private Operators() {}

    private static Map<String, AtenOperator> all() {
        Map<String, AtenOperator> all = new TreeMap<>();
        Elementwise.addTo(all);
        Shapes.addTo(all);
        Selections.addTo(all);
        Creations.addTo(all);
        Reductions.addTo(all);
        Networks.addTo(all);
        Sequences.addTo(all);
        return all;
    }
}
