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
import java.util.function.UnaryOperator;

/**
 * A network with its weights as a file of an export has it: behind what turns the input of the file into preprocessed examples, such as the
 * normalisation of images.
 *
 * @param serving how the file gets its input
 * @param network the network, with a pretrained one before it if the input needs that
 * @param parameters weights of the network
 * @param output what the network computes
 * @param predictions maps the output of the network to that of the model
 * @param manager manager of the weights
 */
public record ServedNetwork(
        Serving serving,
        Layer network,
        ParameterArena parameters,
        ModelOutput output,
        UnaryOperator<NDArray> predictions,
        NDManager manager) {
    /**
     * Returns the parts of the model that become files.
     *
     * @param examples some inputs of the file
     * @param scope the manager of the parts' arrays
     */
    public List<ModelPart> parts(NDArray examples, NDManager scope) {
        List<String> inputs = List.of(serving.input());
        List<FreeAxis> free = new ArrayList<>(List.of(FreeAxis.batch(inputs)));
        if (serving.variableLength()) {
            free.add(new FreeAxis(serving.input() + "_length", Map.of(serving.input(), 2)));
        }
        Map<String, Tensor> tensors = new HashMap<>(Tracer.tensors(network, parameters.named(scope)));
        List<Parameter> constants = new ArrayList<>();
        Optional<Serving.Normalisation> normalisation = serving.normalisation();
        normalisation.ifPresent(
                each -> each.constants(scope).forEach((name, array) -> constants.add(constant(name, array, tensors))));
        return List.of(new ModelPart(
                ModelPart.MODEL,
                inputs,
                new NDList(serving.variableLength() ? ModelPart.longEnough(examples, scope) : examples),
                List.of(output.kind().output()),
                free,
                (store, arrays) -> {
                    NDArray x = arrays.get(0);
                    List<NDArray> values = constants.stream()
                            .map(each -> store.getValue(each, x.getDevice(), false))
                            .toList();
                    return new NDList(forward(
                            store,
                            normalisation.map(each -> each.recorded(x, values)).orElse(x)));
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

    /** Returns the output of the model for preprocessed examples. */
    private NDArray forward(ParameterStore store, NDArray examples) {
        return predictions.apply(
                network.forward(store, new NDList(examples), false).singletonOrThrow());
    }

    /** Returns the model as a function of one input, with other weights of the same network. */
    private ArrayFunction function(ParameterArena weights) {
        return arrays -> {
            NDArray given = arrays.get(0);
            try (NDManager scope = given.getManager().newSubManager();
                    Autograd.Recording pause = Autograd.pause()) {
                NDArray x = given;
                if (serving.normalisation().isPresent()) {
                    x = serving.normalisation().get().live(given);
                    x.attach(scope);
                }
                NDArray y = forward(weights.bind(scope), x);
                y.attach(given.getManager());
                return new NDList(y);
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
