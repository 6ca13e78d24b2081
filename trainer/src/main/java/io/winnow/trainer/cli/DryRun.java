package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.loader.ImageBatch;
import io.winnow.datasets.loader.ImageLoader;
import io.winnow.datasets.loader.LoadingException;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.ImageRecipe;
import io.winnow.trainer.recipe.supervised.ClassifierEvaluation;
import io.winnow.trainer.recipe.supervised.GivenClasses;
import io.winnow.trainer.recipe.tabsim.TabSim;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vision.ImageData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks the data of an experiment without training anything. */
final class DryRun {
    private static final int BATCH = 16;

    private DryRun() {}

    /**
     * Opens the data and their labels, and reads a first batch.
     *
     * @return lines that describe the data
     * @throws UserException when the data cannot be read
     */
    static List<String> of(Experiment experiment, Catalog catalog) {
        try {
            if (experiment.recipe() instanceof ImageRecipe recipe) {
                return images(recipe, catalog);
            }
            if (experiment.recipe() instanceof TabSim recipe) {
                GradedPairs pairs = recipe.data().open(catalog);
                return List.of(pairs.name() + ": " + pairs.pairs().size() + " pairs.");
            }
            return List.of();
        } catch (LoadingException e) {
            throw new UserException(Optional.ofNullable(e.getCause()).orElse(e).getMessage());
        } catch (IOException e) {
            throw new UserException(e.getMessage());
        }
    }

    private static List<String> images(ImageRecipe recipe, Catalog catalog) throws IOException {
        try (ImageData data = ImageData.open(recipe.encoder().data(), catalog)) {
            if (recipe.evaluation() instanceof ClassifierEvaluation) {
                GivenClasses.of(data); // throws if the labels do not suit a classifier
            }
            try (ImageLoader loader = data.trainLoader(Math.min(BATCH, data.trainExamples().length));
                    ImageLoader.Batches batches = loader.inOrder();
                    ImageBatch first = batches.next()) {
                List<String> lines = new ArrayList<>();
                lines.add(described(data.train(), data.trainExamples().length) + ", of which the first " + first.size()
                        + " were read.");
                lines.add(described(data.test(), data.test().size()) + ".");
                lines.addAll(data.notes());
                return lines;
            }
        }
    }

    private static String described(ImageDataset images, int used) {
        return images.name() + ": " + used + (used == images.size() ? "" : " of " + images.size()) + " images, "
                + (images.labels() instanceof Labels.None
                        ? "no labels"
                        : images.labels().classCount() + " classes");
    }
}
