package io.winnow.datasets.image;

import io.winnow.datasets.fingerprint.Fingerprint;
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
 */
public final class ComposedScenes implements ImageDataset {
    private static final int GRID = 2;

    private final ImageDataset items;
    private final int fewest;
    private final int most;
    private final int shift;
    private final Overlap overlap;
    private final long seed;
    private final ImageSize itemSize;
    private final Description description;

    /** What is seen where two items overlap. */
    public enum Overlap {
        /** The lighter of two pixels, so that the black background of one item does not hide another item. */
        LIGHTER,
        /** The item that was placed last. */
        LAST
    }

    /**
     * Creates a set of scenes.
     *
     * @param items single-label images of equal size
     * @param scenes number of scenes
     * @param fewest smallest number of items in a scene, at least 1
     * @param most largest number of items in a scene, at most 4
     * @param shift largest distance of an item from the centre of its cell, in pixels
     */
    public ComposedScenes(
            String name, ImageDataset items, int scenes, int fewest, int most, int shift, Overlap overlap, long seed) {
        if (fewest < 1 || most < fewest || most > GRID * GRID) {
            throw new IllegalArgumentException(
                    "A scene must have between 1 and " + GRID * GRID + " items, found " + fewest + " to " + most + ".");
        }
        if (!(items.labels() instanceof ClassLabels single)) {
            throw new IllegalArgumentException("Scenes are composed of images with exactly one label each, which "
                    + items.name() + " does not have.");
        }
        this.items = items;
        this.fewest = fewest;
        this.most = most;
        this.shift = shift;
        this.overlap = overlap;
        this.seed = seed;
        itemSize = items.fixedSize()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Scenes are composed of images of equal size, but " + items.name() + " has several sizes."));
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
                Optional.of(new ImageSize(GRID * itemSize.height(), GRID * itemSize.width())),
                new ClassSets(positives, single.classNames()),
                fingerprint(scenes));
    }

    private String fingerprint(int scenes) {
        Fingerprint digest = new Fingerprint()
                .add(items.fingerprint())
                .add(scenes, fewest, most, shift)
                .add(seed);
        return (overlap == Overlap.LIGHTER ? digest : digest.add(overlap.name())).hex();
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
        int height = GRID * itemSize.height();
        int width = GRID * itemSize.width();
        byte[] canvas = new byte[channels() * height * width];
        for (int i = 0; i < chosen.length; i++) {
            int pick = i + random.nextInt(cells.length - i);
            int cell = cells[pick];
            cells[pick] = cells[i];
            int top = cell / GRID * itemSize.height() + random.nextInt(2 * shift + 1) - shift;
            int left = cell % GRID * itemSize.width() + random.nextInt(2 * shift + 1) - shift;
            paste(items.item(chosen[i]), canvas, height, width, top, left);
        }
        return new Image(channels(), height, width, canvas);
    }

    private void paste(Image item, byte[] canvas, int height, int width, int top, int left) {
        for (int c = 0; c < item.channels(); c++) {
            for (int y = Math.max(0, -top); y < Math.min(item.height(), height - top); y++) {
                for (int x = Math.max(0, -left); x < Math.min(item.width(), width - left); x++) {
                    int target = (c * height + top + y) * width + left + x;
                    int value = item.pixels()[(c * item.height() + y) * item.width() + x] & 0xff;
                    canvas[target] = (byte) (overlap == Overlap.LAST ? value : Math.max(canvas[target] & 0xff, value));
                }
            }
        }
    }

    /** The items of a scene, by their indices in the data set of items. */
    int[] itemsOf(int scene) {
        return draw(random(scene));
    }

    private int[] draw(CounterRandom random) {
        int[] chosen = new int[fewest + random.nextInt(most - fewest + 1)];
        Arrays.setAll(chosen, i -> random.nextInt(items.size()));
        return chosen;
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
