package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.example.Dataset;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.labelmap.LabelMaps;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.recipe.BatchStreams;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Soft labels of random crops by the label maps of a teacher (ReLabel; relabel.md, sections 3.2 and 3.3). */
@Doc("Labels of random crops by the label maps of a teacher (ReLabel, https://arxiv.org/abs/2101.05022), which `winnow"
        + " relabel` writes. They take the place of the given labels in training. Where images have exactly one class"
        + " each, they are distributions over the classes; where images have any number, they are the classes that the"
        + " teacher sees in the crop.")
public record LabelMapOptions(
        @Doc("Folder with the label maps of the training images.")
        Path folder,

        @Doc("localized: the label of a random crop is what the teacher sees in it; global: what it sees in the"
                + " whole image.")
        @Default("localized")
        Pooling pooling,

        @Doc("multi: labels are distributions over the classes; single: labels are the most probable class.")
        @Default("multi")
        Kind target,

        @Doc("logits: the logits of the places are averaged, then made probabilities, as in the paper;"
                + " probabilities: the other way round, so that a few places with large logits do not outweigh all"
                + " others.")
        @Default("logits")
        Average average,

        @Doc("Divides the logits before the softmax, above 0: the larger, the softer the labels.") @Default("1")
        double temperature,

        @Doc("For images with any number of classes: a crop has a class if the teacher gives it this share of the"
                + " crop, unless the class is given as absent from the image. Of the other classes nothing is known.")
        @Default("0.2")
        double share) {
    /** Where the logits of a view come from. */
    public enum Pooling {
        LOCALIZED,
        GLOBAL
    }

    /** What is averaged over the places of a view. */
    public enum Average {
        LOGITS,
        PROBABILITIES
    }

    /** What becomes of the logits of a view. */
    public enum Kind {
        MULTI,
        SINGLE
    }

    /** Number of keys in a message. */
    private static final int SHOWN = 3;

    public LabelMapOptions {
        new Checks()
                .positive("temperature", temperature)
                .that(share > 0 && share <= 1, "share", "must be above 0 and at most 1; found " + share)
                .done();
    }

    /** Returns why these maps cannot be used for a training, as a sentence that begins with the section; empty if they can. */
    Optional<String> problem(Target target, TaskData data, Optional<ViewsConfig> augmentation) {
        if (target.viewTargets(share).isEmpty()) {
            return Optional.of("needs training " + data.unit() + " with one or any number of classes each");
        }
        if (pooling == Pooling.LOCALIZED && !showsCrops(data.views(augmentation, Views.Strength.WEAK))) {
            return Optional.of(
                    "needs to know which part of an image a random view shows, which is only so for augmentation of"
                            + " the kind image and images that are not stretched. Set augmentation.kind to image, or"
                            + " label_maps.pooling to global");
        }
        try (LabelMaps maps = LabelMaps.open(folder)) {
            List<String> classes = maps.info().classes();
            if (!classes.containsAll(target.names())
                    || classes.size() != target.names().size()) {
                return Optional.of("has maps in " + folder + " for the classes " + classes
                        + ", but the classes of the training are " + target.names()
                        + ". Use the maps of a teacher with the same classes");
            }
            List<String> missing = missing(maps, data.train(), data.trainExamples());
            if (!missing.isEmpty()) {
                return Optional.of("has no maps in " + folder + " for " + some(missing, data));
            }
            List<String> changed = changed(maps, data.train(), data.trainExamples());
            return changed.isEmpty()
                    ? Optional.empty()
                    : Optional.of("has maps in " + folder + " that were made from other pixels than those of "
                            + some(changed, data));
        } catch (UserException | IOException e) {
            return Optional.of("cannot be read. " + e.getMessage().replaceFirst("\\.$", ""));
        }
    }

    private static String some(List<String> keys, TaskData data) {
        return keys.size() + " of the " + data.trainExamples().length + " training " + data.unit() + ", such as "
                + String.join(", ", keys.subList(0, Math.min(SHOWN, keys.size())))
                + ". Run `winnow relabel` with the configuration of this training";
    }

    private static boolean showsCrops(Views views) {
        return views.boxes(new Shape(1, 1, 1, 1), 0, 0, BatchStreams.VIEW).isPresent();
    }

    private static List<String> missing(LabelMaps maps, Dataset<?> images, int[] examples) {
        List<String> missing = new ArrayList<>();
        for (int example : examples) {
            if (!maps.has(images.key(example))) {
                missing.add(images.key(example));
            }
        }
        return missing;
    }

    /** Images are only read if the data set has changed in any way, such as in its labels. */
    private static List<String> changed(LabelMaps maps, Dataset<?> images, int[] examples) throws IOException {
        List<String> changed = new ArrayList<>();
        if (!maps.info().data().equals(images.fingerprint())) {
            for (int example : examples) {
                if (!maps.isOf(images, example)) {
                    changed.add(images.key(example));
                }
            }
        }
        return changed;
    }
}
