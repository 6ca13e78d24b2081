package io.winnow.datasets.inspect;

import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.random.Permutation;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Draws thumbnails of a data set on one page: one row per class if each image has exactly one label, and otherwise a grid. */
public final class ContactSheet {
    private static final int THUMBNAIL = 64;
    private static final int GAP = 2;
    private static final int COLUMNS = 12;
    private static final int MAX_ROWS = 40;

    private ContactSheet() {}

    /** Writes a PNG of examples that are drawn by a seed; damaged images leave a gap. */
    public static void write(ImageDataset dataset, long seed, Path file) throws IOException {
        List<List<Integer>> rows = rows(dataset, seed);
        int cell = THUMBNAIL + GAP;
        BufferedImage page =
                new BufferedImage(COLUMNS * cell + GAP, rows.size() * cell + GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = page.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < rows.get(row).size(); column++) {
                try {
                    BufferedImage image = Pictures.of(dataset.item(rows.get(row).get(column)));
                    graphics.drawImage(image, GAP + column * cell, GAP + row * cell, THUMBNAIL, THUMBNAIL, null);
                } catch (CorruptImageException damaged) {
                    graphics.clearRect(GAP + column * cell, GAP + row * cell, THUMBNAIL, THUMBNAIL);
                }
            }
        }
        graphics.dispose();
        try (OutputStream out = Files.newOutputStream(file)) {
            Pictures.writePng(page, out);
        }
    }

    private static List<List<Integer>> rows(ImageDataset dataset, long seed) {
        int[] order = Permutation.of(dataset.size(), seed);
        boolean byClass = dataset.labels() instanceof ClassLabels;
        int count = byClass
                ? Math.min(MAX_ROWS, dataset.labels().classNames().size())
                : Math.min(COLUMNS, (order.length + COLUMNS - 1) / COLUMNS);
        List<List<Integer>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new ArrayList<>());
        }
        int next = 0;
        for (int example : order) {
            int row = dataset.labels() instanceof ClassLabels single ? single.classes()[example] : next++ / COLUMNS;
            if (row >= 0 && row < count && rows.get(row).size() < COLUMNS) {
                rows.get(row).add(example);
            }
        }
        return rows;
    }
}
