package io.winnow.trainer.modality;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Layer;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.export.graph.FreeAxis;
import io.winnow.trainer.export.graph.Tensor;
import io.winnow.trainer.export.graph.Tracer;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.ModelPart;
import io.winnow.trainer.model.WeightFiles;
import io.winnow.trainer.runtime.ArrayFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A network with its weights as a file of an export has it: behind what turns the input of the file into preprocessed examples, such as the
 * normalisation of images.
 *
 * @param serving how the file gets its input
 * @param network the network, with a pretrained one before it if the input needs that
 * @param parameters weights of the network
 * @param output what the network computes
 * @param predictions maps the output of the network to the outputs of the model, which {@link ModelOutput#outputs} names
 * @param manager manager of the weights
 */
public record ServedNetwork(
        Serving serving,
        Layer network,
        ParameterArena parameters,
        ModelOutput output,
        Function<NDArray, NDList> predictions,
        NDManager manager) {
    /**
     * Returns the parts of the model that become files.
     *
     * @param examples some examples: an array for each input of the file
     * @param scope the manager of the parts' arrays
     */
    public List<ModelPart> parts(NDList examples, NDManager scope) {
        List<String> inputs = serving.inputs().stream().map(ServedInput::name).toList();
        List<FreeAxis> free = new ArrayList<>(List.of(FreeAxis.batch(inputs)));
        NDList recorded = new NDList();
        for (int i = 0; i < inputs.size(); i++) {
            String name = inputs.get(i);
            boolean variable = serving.inputs().get(i).variableLength();
            if (variable) {
                free.add(new FreeAxis(name + "_length", Map.of(name, 2)));
            }
            recorded.add(variable ? ModelPart.longEnough(examples.get(i), scope) : examples.get(i));
        }
        Map<String, Tensor> tensors = new HashMap<>(Tracer.tensors(network, parameters.named(scope)));
        List<Parameter> constants = new ArrayList<>();
        Optional<Serving.Normalisation> normalisation = serving.normalisation();
        normalisation.ifPresent(
                each -> each.constants(scope).forEach((name, array) -> constants.add(constant(name, array, tensors))));
        return List.of(new ModelPart(
                ModelPart.MODEL,
                inputs,
                recorded,
                output.outputs(),
                free,
                (store, arrays) -> {
                    if (normalisation.isEmpty()) {
                        return forward(store, arrays);
                    }
                    NDArray x = arrays.singletonOrThrow();
                    List<NDArray> values = constants.stream()
                            .map(each -> store.getValue(each, x.getDevice(), false))
                            .toList();
                    return forward(store, new NDList(normalisation.get().recorded(x, values)));
                },
                tensors,
                function(parameters),
                output.agreement()));
    }

    private static Parameter constant(String name, NDArray array, Map<String, Tensor> tensors) {
        Parameter parameter = Parameter.builder()
                .setName(name)
                .setType(Parameter.Type.OTHER)
                .optShape(array.getShape())
                .build();
        tensors.put(parameter.getId(), new Tensor(name, array, false));
        return parameter;
    }

    /** Returns the outputs of the model for inputs of the network. */
    private NDList forward(ParameterStore store, NDList inputs) {
        return predictions.apply(network.forward(store, inputs, false).singletonOrThrow());
    }

    /** Returns the model as a function of its inputs, with other weights of the same network. */
    private ArrayFunction function(ParameterArena weights) {
        return arrays -> {
            NDManager manager = arrays.get(0).getManager();
            try (NDManager scope = manager.newSubManager();
                    Autograd.Recording pause = Autograd.pause()) {
                NDList inputs = arrays;
                if (serving.normalisation().isPresent()) {
                    inputs = new NDList(serving.normalisation().get().live(arrays.singletonOrThrow()));
                    inputs.attach(scope);
                }
                NDList outputs = forward(weights.bind(scope), inputs);
                outputs.attach(manager);
                return outputs;
            }
        };
    }

    /** Writes the weights in safetensors format. */
    public void writeWeights(Path file, DataType type) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            WeightFiles.write(file, parameters.named(scope), type, scope);
        }
    }

    /** Returns this model with the weights that {@link #writeWeights} wrote. */
    public ArrayFunction readWeights(Path file, NDManager target) throws IOException {
        ParameterArena other = parameters.copyTo(target.getDevice(), target, false);
        other.load(WeightFiles.read(file, target));
        return function(other);
    }
}
