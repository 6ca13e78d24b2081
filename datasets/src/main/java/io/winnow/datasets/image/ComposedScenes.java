package io.winnow.datasets.image;

import io.winnow.datasets.DataException;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.fingerprint.LazyFingerprint;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.random.CounterRandom;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Scenes that consist of several images of another data set on a black canvas, so that every class in a scene is known: real images with
 * true multiple labels. The items lie in the cells of a 2x2 grid, shifted at random within a margin, and may overlap. Their choice, number
 * and positions are a function of the seed and the index of the scene.
 *
 * <p>All images are equally likely to be an item, unless there is a long tail of items: then the class of an item is drawn first, and an
 * image of it after that, so that scenes keep their number of items while some classes become rare.
 */
public final class ComposedScenes implements ImageDataset {
    private static final int GRID = 2;

    private final ImageDataset items;
    private final Layout layout;
    private final double itemTail;
    private final int[][] members;
    private final long seed;
    private final Description description;

    /** What is seen where two items overlap. */
    public enum Overlap {
        /** The lighter of two pixels, so that the black background of one item does not hide another item. */
        LIGHTER,
        /** The item that was placed last. */
        LAST
    }

    /**
     * What scenes look like.
     *
     * @param item size of every item; a scene is twice as high and as wide
     * @param fewest smallest number of items in a scene, at least 1
     * @param most largest number of items in a scene, at most 4
     * @param shift largest distance of an item from the centre of its cell, in pixels
     */
    public record Layout(ImageSize item, int fewest, int most, int shift, Overlap overlap) {
        public Layout {
            if (fewest < 1 || most < fewest || most > GRID * GRID) {
                throw new IllegalArgumentException("A scene must have between 1 and " + GRID * GRID + " items, found "
                        + fewest + " to " + most + ".");
            }
        }

        ImageSize scene() {
            return new ImageSize(GRID * item.height(), GRID * item.width());
        }
    }

    /**
     * Creates a set of scenes.
     *
     * @param items images with a single label each, all of the size of the layout's items; {@link #item} throws an exception if an item
     *     has another size
     * @param scenes number of scenes
     * @param itemTail how much likelier an item is of the first class than of the last, at least 1; class c of C has a probability in
     *     proportion to itemTail^(-c / (C - 1)). With 1, all images are equally likely.
     * @throws IllegalArgumentException if images have other labels than one class each, if itemTail is below 1, or if it is above 1 and
     *     a class has no image
     */
    public ComposedScenes(String name, ImageDataset items, Layout layout, int scenes, double itemTail, long seed) {
        if (!(items.labels() instanceof ClassLabels single)) {
            throw new IllegalArgumentException("Scenes are composed of images with exactly one label each, which "
                    + items.name() + " does not have.");
        }
        this.items = items;
        if (!(itemTail >= 1)) {
            throw new IllegalArgumentException("The long tail of items must be at least 1, found " + itemTail + ".");
        }
        this.layout = layout;
        this.itemTail = itemTail;
        this.members = itemTail == 1 ? new int[0][] : membersOf(single);
        this.seed = seed;
        int[][] positives = new int[scenes][];
        Arrays.setAll(
                positives,
                scene -> IntStream.of(itemsOf(scene))
                        .map(item -> single.classes()[item])
                        .sorted()
                        .distinct()
                        .toArray());
        description = new Description(
                name,
                items.channels(),
                Optional.of(layout.scene()),
                new ClassSets(positives, single.classNames()),
                LazyFingerprint.of(() -> fingerprint(scenes)));
    }

    private static int[][] membersOf(ClassLabels labels) {
        int[][] members = new int[labels.classCount()][];
        for (int c = 0; c < members.length; c++) {
            int label = c;
            members[c] = IntStream.range(0, labels.size())
                    .filter(item -> labels.classes()[item] == label)
                    .toArray();
            if (members[c].length == 0) {
                throw new IllegalArgumentException(
                        "No image has the class " + labels.classNames().get(c) + ", so no item of it can be drawn.");
            }
        }
        return members;
    }

    private String fingerprint(int scenes) {
        Fingerprint digest = new Fingerprint()
                .add(items.fingerprint())
                .add(scenes, layout.fewest, layout.most, layout.shift)
                .add(seed);
        Fingerprint drawn = itemTail == 1 ? digest : digest.add("items").add(Double.doubleToLongBits(itemTail));
        return (layout.overlap == Overlap.LIGHTER ? drawn : drawn.add(layout.overlap.name())).hex();
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public Image item(int scene) throws IOException {
        CounterRandom random = random(scene);
        int[] chosen = draw(random);
        int[] cells = IntStream.range(0, GRID * GRID).toArray();
        int height = layout.scene().height();
        int width = layout.scene().width();
        byte[] canvas = new byte[channels() * height * width];
        for (int i = 0; i < chosen.length; i++) {
            int pick = i + random.nextInt(cells.length - i);
            int cell = cells[pick];
            cells[pick] = cells[i];
            int top = cell / GRID * layout.item.height() + random.nextInt(2 * layout.shift + 1) - layout.shift;
            int left = cell % GRID * layout.item.width() + random.nextInt(2 * layout.shift + 1) - layout.shift;
            paste(part(chosen[i]), canvas, height, width, top, left);
        }
        return new Image(channels(), height, width, canvas);
    }

    private Image part(int index) throws IOException {
        Image part = items.item(index);
        if (part.height() != layout.item.height() || part.width() != layout.item.width()) {
            throw new DataException("Scenes are composed of images of " + layout.item + " pixels, but "
                    + items.key(index) + " of " + items.name() + " has " + new ImageSize(part.height(), part.width())
                    + ". Bring all images to that size, or compose scenes of a data set whose images have it.");
        }
        return part;
    }

    private void paste(Image item, byte[] canvas, int height, int width, int top, int left) {
        for (int c = 0; c < item.channels(); c++) {
            for (int y = Math.max(0, -top); y < Math.min(item.height(), height - top); y++) {
                for (int x = Math.max(0, -left); x < Math.min(item.width(), width - left); x++) {
                    int target = (c * height + top + y) * width + left + x;
                    int value = item.pixels()[(c * item.height() + y) * item.width() + x] & 0xff;
                    canvas[target] =
                            (byte) (layout.overlap == Overlap.LAST ? value : Math.max(canvas[target] & 0xff, value));
                }
            }
        }
    }

    /** The items of a scene, by their indices in the data set of items. */
    int[] itemsOf(int scene) {
        return draw(random(scene));
    }

    private int[] draw(CounterRandom random) {
        int[] chosen = new int[layout.fewest + random.nextInt(layout.most - layout.fewest + 1)];
        Arrays.setAll(chosen, i -> itemTail == 1 ? random.nextInt(items.size()) : drawByClass(random));
        return chosen;
    }

    private int drawByClass(CounterRandom random) {
        double step = Math.pow(itemTail, -1.0 / Math.max(1, members.length - 1));
        double total = 0;
        for (int c = 0; c < members.length; c++) {
            total += Math.pow(step, c);
        }
        double rest = random.nextDouble() * total;
        int label = 0;
        while (label < members.length - 1 && rest >= Math.pow(step, label)) {
            rest -= Math.pow(step, label);
            label++;
        }
        return members[label][random.nextInt(members[label].length)];
    }

    private CounterRandom random(int scene) {
        return CounterRandom.of(seed, scene);
    }

    @Override
    public String key(int scene) {
        return "scene " + scene;
    }

    @Override
    public void close() throws IOException {
        items.close();
    }
}
