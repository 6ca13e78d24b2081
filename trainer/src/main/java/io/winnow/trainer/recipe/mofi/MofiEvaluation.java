package io.winnow.trainer.recipe.mofi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.head.NamedEntityHead;
import io.winnow.models.layer.Precision;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.models.torch.Tensors;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.EncoderEvaluation;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges the vectors of test examples by search, and beside them raw examples, and the encoder with which the training started. Without known
 * entities, the stage does nothing.
 */
final class MofiEvaluation implements EncoderEvaluation {
    private static final String NAME = "search";

    private final Mofi recipe;

    MofiEvaluation(Mofi recipe) {
        this.recipe = recipe;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String weights() {
        return Mofi.NETWORK;
    }

    @Override
    public StageResult run(StageContext context) throws IOException {
        try (TaskData data = context.open(recipe.data());
                NDManager scope = context.manager().newSubManager()) {
            Optional<SearchItems> items = items(data);
            if (items.isEmpty()) {
                context.progress()
                        .say("The vectors are not judged, because it is not known which entities the test "
                                + data.unit()
                                + " have. Name a file that says so in recipe.search.file and its column in"
                                + " recipe.search.entity.");
                return StageResult.of(Map.of());
            }
            Map<String, Map<String, Double>> beside = new LinkedHashMap<>();
            Optional<Preprocessing.Raw> raw = data.inputs().preprocessing().raw();
            if (raw.isPresent()) {
                NDArray mean = data.raw(TaskData.Part.TRAIN, scope).mean(new int[] {0}, true);
                beside.put(
                        raw.get().name(),
                        figures(data.raw(TaskData.Part.TEST, scope).sub(mean), items.get()));
            }
            if (recipe.start().isPresent()) {
                beside.put(
                        Mofi.PRETRAIN,
                        figures(Representations.test(context.folderOf(Mofi.PRETRAIN), scope), items.get()));
            }
            Path weights = context.folderOf(Mofi.LEARN_STAGE).resolve(Mofi.NETWORK);
            return new StageResult(judge(weights, data, items.get(), context), beside);
        }
    }

    private Optional<SearchItems> items(TaskData data) throws IOException {
        return SearchItems.of(recipe.search(), data.test(), data.unit());
    }

    private Map<String, Double> figures(NDArray vectors, SearchItems items) {
        return SearchFigures.of(
                Tensors.rows(Losses.unitRows(vectors)), items, recipe.search().without());
    }

    @Override
    public Map<String, Double> judge(Path weights, TaskData data, StageContext context) throws IOException {
        Optional<SearchItems> items = items(data);
        return items.isEmpty() ? Map.of() : judge(weights, data, items.get(), context);
    }

    private Map<String, Double> judge(Path weights, TaskData data, SearchItems items, StageContext context)
            throws IOException {
        context.stop().check();
        EncoderWithHead network = recipe.learn().network(data.inputs().preprocessing(), Precision.FLOAT32);
        try (NDManager scope = context.manager().newSubManager()) {
            network.initialize(scope);
            ParameterArena parameters = ParameterArena.adopt(network, ParameterLayout.of(network), scope);
            parameters.load(Embedder.read(weights, scope));
            NDArray represented = Embedder.embed(network.encoder(), parameters, data, TaskData.Part.TEST, scope);
            Map<String, Double> figures = new LinkedHashMap<>(figures(represented, items));
            if (!figures.containsKey(SearchFigures.RECALL)) {
                context.progress()
                        .say("There is no recall: no test example has another one of its entity"
                                + (items.sources().isEmpty() ? "." : " from another source."));
            }
            NDArray compared = network.head()
                    .forward(parameters.bind(scope), new NDList(represented), false)
                    .singletonOrThrow();
            figures(compared, items).forEach((name, value) -> figures.put("head_" + name, value));
            if (recipe.learn().contrast().isPresent()) {
                figures.putAll(names((NamedEntityHead) network.head(), parameters, compared, items, scope));
            }
            return figures;
        }
    }

    /** Entities of the same name share it: none of their examples could tell which is meant. */
    private Map<String, Double> names(
            NamedEntityHead head, ParameterArena parameters, NDArray vectors, SearchItems items, NDManager scope)
            throws IOException {
        Map<String, Integer> names = new LinkedHashMap<>();
        int[] own = recipe.names(items).stream()
                .mapToInt(name -> names.computeIfAbsent(name, each -> names.size()))
                .toArray();
        NDArray texts = EntityTexts.vectors(List.copyOf(names.keySet()), scope);
        NDArray mapped = head.texts(parameters.bind(scope), texts, false);
        return SearchFigures.names(Tensors.rows(Losses.unitRows(vectors)), Tensors.rows(Losses.unitRows(mapped)), own);
    }
}
