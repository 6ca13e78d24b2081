package io.winnow.trainer.runpage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.ClassSets;
import io.winnow.trainer.cluster.PrincipalPlane;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Card;
import io.winnow.trainer.recipe.FinishedRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A map of examples: the two leading principal components of their representations by the trained encoder.
 *
 * @param shown the examples on the map
 * @param room characters of JSON that the previews of the map may have, so that the page stays below 3 MB
 */
record EmbeddingMap(TaskData data, MappedExamples shown, int room) {
    /** Room for the previews of all maps of a page. */
    static final int PREVIEW_CHARACTERS = 1_200_000;

    private static final int FEWEST = 3;

    /** Returns the map; a sentence says why there is none. */
    List<Block> blocks(FinishedRun run, NDManager manager) throws IOException {
        ModelChoice choice = new ModelChoice(WeightsChoice.LAST, ModelChoice.Part.ENCODER);
        try (NDManager scope = manager.newSubManager();
                TrainedModel encoder = run.experiment().recipe().model(run, choice, scope)) {
            if (shown.size() < FEWEST || encoder.output().dimension() < 2) {
                return List.of(new Block.Text("There are too few " + shown.name() + " " + data.unit()
                        + ", or too few numbers in a representation, for a map."));
            }
            NDArray vectors = encoder.run(items(), shown.examples(), data.maxCorrupt(), scope);
            PrincipalPlane plane = PrincipalPlane.of(vectors);
            return List.of(
                    new Block.Text(sentence(plane, encoder.output().dimension())),
                    points(plane, cards(), colourings()));
        }
    }

    private Dataset<?> items() {
        return data.of(shown.part());
    }

    private String sentence(PrincipalPlane plane, int dimension) {
        return "Each point is a " + shown.name() + " example"
                + (shown.size() < shown.all()
                        ? ", one of " + Figures.count(shown.size()) + " at even steps among "
                                + Figures.count(shown.all())
                        : "")
                + ". Its place is the projection of its representation, " + dimension
                + " numbers that the trained encoder computes, onto the two leading principal components (PCA). They"
                + " explain "
                + Figures.percent(plane.first() + plane.second())
                + " of the variance: points that are far from each other here are far apart in the representation, but"
                + " points that lie together here need not be close there. Point at an example, or tap it, to see it.";
    }

    /** Returns the points of a plane with the shares of the variance that its axes have. */
    static Block.Points points(PrincipalPlane plane, List<Card> cards, List<Block.Colouring> colourings) {
        float[] places = plane.points();
        return new Block.Points(
                "",
                "first component (" + Figures.percent(plane.first()) + ")",
                "second component (" + Figures.percent(plane.second()) + ")",
                IntStream.range(0, places.length / 2)
                        .mapToObj(i ->
                                new double[] {Figures.rounded(places[2 * i]), Figures.rounded(places[2 * i + 1])})
                        .toArray(double[][]::new),
                cards,
                colourings,
                false);
    }

    private List<Card> cards() throws IOException {
        List<String> given = shown.given();
        List<String> captions = IntStream.range(0, shown.size())
                .mapToObj(i -> caption(i, given.get(i)))
                .toList();
        return ExampleCards.onMap(data, shown.part(), shown.examples(), captions, room);
    }

    private String caption(int i, String given) {
        String predicted = shown.predicted().get(i);
        return items().key(shown.examples()[i])
                + (given.isEmpty() ? "" : ": labelled " + given)
                + shown.truth().map(truth -> ", truly " + truth.get(i)).orElse("")
                + (predicted.isEmpty() ? "" : ", predicted " + predicted);
    }

    private List<Block.Colouring> colourings() {
        List<Block.Colouring> colourings = new ArrayList<>();
        List<String> given = shown.given();
        boolean known = given.stream().anyMatch(label -> !label.isEmpty());
        if (shown.labels() instanceof ClassSets sets) {
            colourings.addAll(Colours.ofSets(sets, shown.rows()));
        } else if (known) {
            String name = shown.truth().isPresent() ? "given label" : "label in the " + shown.name() + " data";
            colourings.add(
                    shown.labels().classNames().isEmpty()
                            ? Colours.ofNumbers(name, given)
                            : Colours.of(name, given, shown.labels().classNames()));
        }
        shown.truth().ifPresent(truth -> {
            colourings.add(Colours.of("true label", truth, shown.labels().classNames()));
            colourings.add(Colours.right("given label right or wrong", truth, given));
        });
        List<String> predicted = shown.predicted();
        if (predicted.stream().anyMatch(label -> !label.isEmpty())) {
            if (!(shown.labels() instanceof ClassSets)) {
                colourings.add(
                        Colours.of("predicted label", predicted, data.inputs().classes()));
            }
            if (known) {
                colourings.add(shown.truth()
                        .map(truth -> Colours.right("prediction right or wrong", truth, predicted))
                        .orElseGet(() -> Colours.right("right or wrong", given, predicted)));
            }
        }
        return colourings;
    }
}
