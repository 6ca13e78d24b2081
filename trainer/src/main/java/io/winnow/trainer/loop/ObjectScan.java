package io.winnow.trainer.loop;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Plural;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.inspect.Pictures;
import io.winnow.trainer.labelling.Box;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.predict.Prediction;
import io.winnow.trainer.predict.Predictor;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.PoolObjects;
import io.winnow.trainer.select.Vectors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Cuts the proposed objects out of their images, and computes their vectors with the encoder of the project. */
public final class ObjectScan {
    /** What is shown around a box, as a share of its sides. */
    private static final double CONTEXT = 0.1;

    private final ItemTable items;
    private final Predictor predictor;
    private final InputOptions options;
    private final Consumer<String> say;

    /** @param say receives notes for the user */
    public ObjectScan(ItemTable items, Predictor predictor, InputOptions options, Consumer<String> say) {
        this.say = say;
        this.items = items;
        this.predictor = predictor;
        this.options = options;
    }

    /**
     * Reads the objects of a project. If the proposals have no classes, clusters of the objects take their place.
     *
     * @throws UserException if a proposal names an unknown image, or no box lies in its image
     */
    public PoolObjects of(Project project, NDManager manager) throws IOException {
        List<Proposal> all = ProjectObjects.all(project, items);
        List<Proposal> cut = new ArrayList<>();
        Path folder = Files.createTempDirectory("winnow-objects");
        try {
            Map<Integer, List<Proposal>> byItem =
                    all.stream().collect(Collectors.groupingBy(Proposal::item, TreeMap::new, Collectors.toList()));
            for (Map.Entry<Integer, List<Proposal>> each : byItem.entrySet()) {
                cut.addAll(cut(each.getKey(), each.getValue(), cut.size(), folder));
            }
            if (cut.isEmpty()) {
                throw new UserException("None of the " + Plural.of(all.size(), "box", "boxes") + " of "
                        + project.config().proposals().orElseThrow()
                        + " lies in its image. A box is a list of left, top, width and height in pixels.");
            }
            if (cut.size() < all.size()) {
                int outside = all.size() - cut.size();
                say.accept("Left out " + Plural.of(outside, "box that lies", "boxes that lie")
                        + " outside of the image. A box is a list of left, top, width and height in pixels.");
            }
            Vectors vectors = vectors(folder, cut.size());
            return PoolObjects.of(
                    vectors,
                    cut.stream().mapToInt(Proposal::item).toArray(),
                    cut.stream().map(Proposal::label).toList(),
                    project.config().seed(),
                    manager);
        } finally {
            AtomicFiles.delete(folder);
        }
    }

    /** Writes the objects of an image as files with consecutive numbers, and returns those that lie in it. */
    private List<Proposal> cut(int row, List<Proposal> proposals, int first, Path folder) throws IOException {
        Image image = ProjectObjects.image(items.get(row));
        BufferedImage picture = Pictures.of(image);
        List<Proposal> found = new ArrayList<>();
        for (Proposal proposal : proposals) {
            Box box = proposal.box();
            int left = clip(box.x() - CONTEXT * box.width(), image.width());
            int top = clip(box.y() - CONTEXT * box.height(), image.height());
            int right = clip(box.x() + (1 + CONTEXT) * box.width(), image.width());
            int bottom = clip(box.y() + (1 + CONTEXT) * box.height(), image.height());
            if (right > left && bottom > top && box.isIn(image.width(), image.height())) {
                String name = String.format(Locale.ROOT, "%08d.png", first + found.size());
                try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
                    Pictures.writePng(picture.getSubimage(left, top, right - left, bottom - top), out);
                }
                found.add(proposal);
            }
        }
        return found;
    }

    private static int clip(double at, int size) {
        return (int) Math.round(Math.min(Math.max(at, 0), size));
    }

    private Vectors vectors(Path folder, int count) throws IOException {
        Map<String, float[]> found = new TreeMap<>();
        predictor.run(List.of(folder.toString()), options, new Predictor.Results() {
            @Override
            public void predicted(Prediction prediction) {
                found.put(prediction.key(), prediction.output());
            }

            @Override
            public void failed(String key, String why) throws IOException {
                throw new IOException("The object " + key + " cannot be encoded: " + why);
            }
        });
        int width = found.values().iterator().next().length;
        float[] values = new float[count * width];
        int row = 0;
        for (float[] vector : found.values()) {
            System.arraycopy(vector, 0, values, row * width, width);
            row++;
        }
        return new Vectors(values, count, width).unit();
    }
}
