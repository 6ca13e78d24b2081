package io.winnow.models.torch;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A model as TorchScript: methods and named tensors. The dots in the names of tensors define nested modules, so that {@code state_dict()}
 * in Python lists the tensors under the same names.
 */
public final class ScriptedModel {
    /** The type of {@code self} in the model's methods. */
    public static final String TYPE = "__torch__.Model";

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_]\\w*");

    private final String methods;
    private final Part root = new Part("Model");
    private final List<Part> parts = new ArrayList<>(List.of(root));
    private final List<NDArray> storages = new ArrayList<>();

    /** @param methods TorchScript methods without indentation, including {@code forward}, whose {@code self} has the type {@link #TYPE} */
    public ScriptedModel(String methods) {
        this.methods = methods;
    }

    /** A module with its tensors and its submodules. */
    private static final class Part {
        private final String type;
        private final Map<String, Part> parts = new LinkedHashMap<>();
        private final Map<String, Integer> tensors = new LinkedHashMap<>();
        private final List<String> parameters = new ArrayList<>();
        private final List<String> buffers = new ArrayList<>();

        Part(String type) {
            this.type = type;
        }
    }

    /**
     * Adds a tensor.
     *
     * @param name name of the tensor, such as {@code layer1.0.conv1.weight}
     * @param array its values
     * @param trainable whether it becomes a parameter; otherwise it becomes a buffer
     */
    public void add(String name, NDArray array, boolean trainable) {
        String[] steps = name.split("\\.", -1);
        Part part = root;
        for (int i = 0; i < steps.length - 1; i++) {
            part = part.parts.computeIfAbsent(steps[i], step -> {
                Part made = new Part("Module" + parts.size());
                parts.add(made);
                return made;
            });
        }
        part.tensors.put(steps[steps.length - 1], storages.size());
        (trainable ? part.parameters : part.buffers).add(steps[steps.length - 1]);
        storages.add(array);
    }

    /** The TorchScript expression by which a method refers to the tensor of a name. */
    public static String expression(String name) {
        String expression = "self";
        for (String step : name.split("\\.", -1)) {
            expression = IDENTIFIER.matcher(step).matches()
                    ? expression + "." + step
                    : "getattr(" + expression + ", \"" + step + "\")";
        }
        return expression;
    }

    /** The arrays of all tensors, in the order of their storage numbers. */
    List<NDArray> storages() {
        return storages;
    }

    /** The source of the module classes, in the subset of Python that TorchScript archives allow. */
    String code() {
        StringBuilder code = new StringBuilder();
        for (Part part : parts) {
            code.append("class ").append(part.type).append("(Module):\n");
            code.append("  __parameters__ = [").append(quoted(part.parameters)).append("]\n");
            code.append("  __buffers__ = [").append(quoted(part.buffers)).append("]\n");
            Map<String, String> attributes = new LinkedHashMap<>();
            part.tensors.keySet().forEach(name -> attributes.put(name, "Tensor"));
            attributes.put("training", "bool");
            part.parts.forEach((name, inner) -> attributes.put(name, "__torch__." + inner.type));
            if (!attributes.keySet().stream()
                    .allMatch(name -> IDENTIFIER.matcher(name).matches())) {
                code.append("  __annotations__ = []\n");
            }
            attributes.forEach((name, type) -> code.append(
                    IDENTIFIER.matcher(name).matches()
                            ? "  " + name + " : " + type + "\n"
                            : "  __annotations__[\"" + name + "\"] = " + type + "\n"));
            if (part == root) {
                code.append(methods.indent(2));
            }
        }
        return code.toString();
    }

    private static String quoted(List<String> names) {
        StringBuilder list = new StringBuilder();
        names.forEach(name -> list.append('"').append(name).append("\", "));
        return list.toString();
    }

    /** The pickle of the model object, which refers to its tensors by their storage numbers. */
    byte[] pickle() {
        PickleWriter pickle = new PickleWriter();
        write(root, pickle);
        return pickle.done();
    }

    private void write(Part part, PickleWriter pickle) {
        pickle.beginObject(part.type);
        part.tensors.forEach((name, storage) -> {
            NDArray array = storages.get(storage);
            pickle.text(name).tensor(Integer.toString(storage), array.getDataType(), array.getShape());
        });
        pickle.text("training").flag(false);
        part.parts.forEach((name, inner) -> {
            pickle.text(name);
            write(inner, pickle);
        });
        pickle.endObject();
    }
}
