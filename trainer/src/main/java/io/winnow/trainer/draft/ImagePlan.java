package io.winnow.trainer.draft;

import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sizes and durations of trainings of a ResNet-8 on images: a contrastive pre-training, and a second training after it. The rates are those
 * of MLCD on CIFAR-10 on two CPU cores (trainer/docs/results-notebook.md, "MLCD on CIFAR-10"); the time grows with the number of pixels and with the
 * square of the width.
 *
 * @param images number of training images
 * @param imageSize pixels
 * @param width channels of the first block
 * @param batch examples of a batch
 * @param first epochs of the pre-training
 * @param second epochs of the second training; 0 if there is none
 */
record ImagePlan(int images, int imageSize, int width, int batch, int first, int second) {
    private static final double PRETRAINED_PER_SECOND = 1278;
    private static final double TRAINED_PER_SECOND = 1714;
    /** Embedding the images and fitting linear classifiers, in a run of 661 s with 60,000 images. */
    private static final double EVALUATED_PER_SECOND = 1400;

    private static final int SIZE = 32;
    private static final int WIDTH = 16;
    /** Steps after which a pre-training of a few thousand images is useful, as in configs/supervised/own-images.yaml (30 epochs of 3,200). */
    private static final int ENOUGH_STEPS = 1500;

    private static final int FEWEST = 16;
    private static final int MOST_EPOCHS = 120;

    /** A size of images with a width of the encoder. */
    private record Rung(int imageSize, int width) {}

    /**
     * Plans trainings.
     *
     * @param images number of training images
     * @param side their typical length in pixels
     * @param share epochs of the second training for each of the first; 0 for none
     * @param fewest the fewest epochs of the second training, if there is one
     * @throws UserException if there are too few images
     */
    static ImagePlan of(int images, int side, double share, int fewest, Budget budget) {
        if (images < FEWEST) {
            throw new UserException(
                    "There are only " + images + " training images, without those that serve for testing; at least "
                            + FEWEST + " are needed. Add images.");
        }
        int batch = Math.min(images >= 10_000 ? 128 : 64, Integer.highestOneBit(images / 2));
        int enough = Math.max(3, Math.min(30, (int) Math.ceil(ENOUGH_STEPS / Math.max(1, images / (double) batch))));
        ImagePlan best = null;
        for (Rung rung : rungs(side)) {
            ImagePlan plan = new ImagePlan(images, rung.imageSize(), rung.width(), batch, enough, 0)
                    .lasting(budget, share, fewest);
            if (best == null || plan.first >= enough) {
                best = plan;
            }
        }
        return best;
    }

    /** The sizes from the fastest to the slowest, none larger than the images. */
    private static List<Rung> rungs(int side) {
        List<Rung> rungs = new ArrayList<>();
        for (int size : new int[] {SIZE, 64, 128, 224}) {
            if (rungs.isEmpty() || size <= side) {
                int used = Math.min(size, Math.max(8, side));
                rungs.add(new Rung(used, WIDTH));
            }
        }
        Rung largest = rungs.get(rungs.size() - 1);
        rungs.add(new Rung(largest.imageSize(), 2 * WIDTH));
        return rungs;
    }

    /** Returns a plan with as many epochs as the budget allows. */
    private ImagePlan lasting(Budget budget, double share, int fewest) {
        double spare = budget.seconds() - evaluation();
        double epoch = epoch(PRETRAINED_PER_SECOND) + share * epoch(TRAINED_PER_SECOND);
        int epochs = (int) Math.max(1, Math.min(MOST_EPOCHS, spare / epoch));
        int after = share == 0 ? 0 : (int) Math.max(Math.min(epochs, fewest), Math.round(share * epochs));
        return new ImagePlan(images, imageSize, width, batch, epochs, after);
    }

    private double evaluation() {
        return images / EVALUATED_PER_SECOND * cost() + 5;
    }

    private double epoch(double perSecond) {
        return images / perSecond * cost();
    }

    private double cost() {
        return (double) imageSize * imageSize / (SIZE * SIZE) * width * width / (WIDTH * WIDTH);
    }

    /** Estimated time of both trainings and their evaluation. */
    double seconds() {
        return first * epoch(PRETRAINED_PER_SECOND) + second * epoch(TRAINED_PER_SECOND) + evaluation();
    }

    /** Length of the queue of MoCo: a multiple of the batch that leaves most images out. */
    int queue() {
        return Math.max(batch, Math.min(4096, Integer.highestOneBit(Math.max(1, images / 2))) / batch * batch);
    }

    /** Returns a learning rate that is meant for batches of 64. */
    String rate(double rate) {
        return String.format(Locale.ROOT, "%.3g", rate * batch / 64).replaceFirst("0+$", "");
    }

    /** Fills the places of a template that every training of images has. */
    Template fill(Template template, double firstRate, double secondRate) {
        return template.put("width", width)
                .put("queue", queue())
                .put("batch", batch)
                .put("first_epochs", first)
                .put("second_epochs", second)
                .put("first_rate", rate(firstRate))
                .put("second_rate", rate(secondRate));
    }
}
