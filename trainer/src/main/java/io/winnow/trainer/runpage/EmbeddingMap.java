package io.winnow.trainer.runpage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.random.EvenSpacing;
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
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A map of the test examples: the two leading principal components of their representations by the trained encoder. */
final class EmbeddingMap {
    private static final int POINTS = 2000;
    private static final int FEWEST = 3;

    /** Characters of JSON that the previews of a map may have, so that the page stays below 3 MB. */
    private static final int PREVIEW_CHARACTERS = 1_200_000;

    private static final String GIVEN = "label in the test data";

    private final TaskData data;
    private final Optional<TestOutputs> outputs;
    private final int[] shown;

    private EmbeddingMap(TaskData data, Optional<TestOutputs> outputs) {
        this.data = data;
        this.outputs = outputs;
        shown = EvenSpacing.of(data.test().size(), POINTS);
    }

    /** Returns the map; a sentence says why there is none. */
    static List<Block> of(FinishedRun run, TaskData data, Optional<TestOutputs> outputs, NDManager manager)
            throws IOException {
        return new EmbeddingMap(data, outputs).blocks(run, manager);
    }

    private List<Block> blocks(FinishedRun run, NDManager manager) throws IOException {
        ModelChoice choice = new ModelChoice(WeightsChoice.LAST, ModelChoice.Part.ENCODER);
        try (NDManager scope = manager.newSubManager();
                TrainedModel encoder = run.experiment().recipe().model(run, choice, scope)) {
            if (shown.length < FEWEST || encoder.output().dimension() < 2) {
                return List.of(new Block.Text("There are too few test " + data.unit()
                        + ", or too few numbers in a representation, for a map."));
            }
            NDArray vectors = encoder.run(data.test(), shown, data.maxCorrupt(), scope);
            PrincipalPlane plane = PrincipalPlane.of(vectors);
            return List.of(
                    new Block.Text(sentence(plane, encoder.output().dimension())),
                    new Block.Points(
                            "",
                            "first component (" + Figures.percent(plane.first()) + ")",
                            "second component (" + Figures.percent(plane.second()) + ")",
                            points(plane),
                            cards(),
                            colourings(),
                            false));
        }
    }

    private String sentence(PrincipalPlane plane, int dimension) {
        return "Each point is a test example"
                + (shown.length < data.test().size()
                        ? ", one of " + Figures.count(shown.length) + " at even steps among "
                                + Figures.count(data.test().size())
                        : "")
                + ". Its place is the projection of its representation, " + dimension
                + " numbers that the trained encoder computes, onto the two leading principal components (PCA). They"
                + " explain "
                + Figures.percent(plane.first() + plane.second())
                + " of the variance: points that are far from each other here are far apart in the representation, but"
                + " points that lie together here need not be close there. Point at an example, or tap it, to see it.";
    }

    private static double[][] points(PrincipalPlane plane) {
        float[] places = plane.points();
        return IntStream.range(0, places.length / 2)
                .mapToObj(i -> new double[] {Figures.rounded(places[2 * i]), Figures.rounded(places[2 * i + 1])})
                .toArray(double[][]::new);
    }

    /** Cards of the examples: previews at even steps as far as there is room for them, and otherwise keys and labels. */
    private List<Card> cards() throws IOException {
        List<Card> cards = new ArrayList<>();
        int room = PREVIEW_CHARACTERS / shown.length;
        int used = 0;
        for (int i = 0; i < shown.length; i++) {
            String caption = caption(shown[i]);
            if (used > room * i) { // on average, each example may use its share
                cards.add(new Card(null, null, caption));
                continue;
            }
            Card card = ExampleCards.small(data.preview(TaskData.Part.TEST, shown[i]), caption);
            used += Stream.of(card.image(), card.text(), card.caption())
                    .filter(Objects::nonNull)
                    .mapToInt(String::length)
                    .sum();
            cards.add(card);
        }
        return cards;
    }

    private String caption(int example) {
        String label = ShortLabel.of(data.test().labels(), example);
        String predicted = outputs.map(each -> predicted(each, example)).orElse("");
        return data.test().key(example)
                + (label.isEmpty() ? "" : ": labelled " + label)
                + (predicted.isEmpty() ? "" : ", predicted " + predicted);
    }

    private static String predicted(TestOutputs outputs, int example) {
        return ShortLabel.of(outputs.target(), outputs.prediction(example));
    }

    private List<Block.Colouring> colourings() {
        Labels labels = data.test().labels();
        List<Block.Colouring> colourings = new ArrayList<>();
        List<String> given = IntStream.of(shown)
                .mapToObj(example -> ShortLabel.of(labels, example))
                .toList();
        boolean known = given.stream().anyMatch(label -> !label.isEmpty());
        if (labels instanceof ClassSets sets) {
            colourings.addAll(Colours.ofSets(sets, shown));
        } else if (known) {
            colourings.add(
                    labels.classNames().isEmpty()
                            ? Colours.ofNumbers(GIVEN, given)
                            : Colours.of(GIVEN, given, labels.classNames()));
        }
        List<String> predicted = IntStream.of(shown)
                .mapToObj(
                        example -> outputs.map(each -> predicted(each, example)).orElse(""))
                .toList();
        if (predicted.stream().anyMatch(label -> !label.isEmpty())) {
            if (!(labels instanceof ClassSets)) {
                colourings.add(
                        Colours.of("predicted label", predicted, data.inputs().classes()));
            }
            if (known) {
                colourings.add(Colours.right(given, predicted));
            }
        }
        return colourings;
    }
}
