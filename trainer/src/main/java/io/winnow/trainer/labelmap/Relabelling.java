package io.winnow.trainer.labelmap;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.example.Dataset;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.model.PlaceClassifier;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * Writes the label maps of a teacher on images, and what it sees in them.
 *
 * @param teacher the teacher
 * @param classes names of its classes (C)
 * @param options what is stored
 */
public record Relabelling(Teacher teacher, List<String> classes, Options options) {
    /** Number of images whose maps are in memory at once. */
    private static final int CHUNK = 256;

    /**
     * A teacher.
     *
     * @param name the teacher as the user named it
     * @param digest SHA-256 (hex) of its weights
     * @param places scores the places of images
     * @param judged figures on labelled images of the teacher and of what it is compared with, by their names
     */
    public record Teacher(
            String name, String digest, PlaceClassifier places, Map<String, Map<String, Double>> judged) {}

    /**
     * What is stored.
     *
     * @param top number of the largest logits that are stored for each place, at most C
     * @param half whether logits are stored in half precision
     * @param share least share of the places that a class must have to become a label
     * @param temperature divides the logits before they become probabilities in {@link ImageLabels}
     */
    public record Options(int top, boolean half, double share, double temperature) {}

    /**
     * What was written.
     *
     * @param images number of images
     * @param labels number of their labels
     * @param agreeing number of images whose given labels are all among their labels; images without given labels count
     */
    public record Summary(int images, int labels, int agreeing) {}

    /**
     * What the teacher says of the places of some images.
     *
     * @param shape shape of the logits (N, C, h, w)
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Scores(Shape shape, float[] logits) {}

    /**
     * Computes and writes a folder with maps and labels, which replaces an old one.
     *
     * @param examples indices of the images, at least one
     * @param manager manager on the device of the teacher
     * @param done receives the number of images that are done
     */
    public Summary write(Dataset<?> images, int[] examples, Path folder, NDManager manager, IntConsumer done)
            throws IOException {
        Summary[] summary = new Summary[1];
        AtomicFiles.directory(folder, temporary -> summary[0] = fill(images, examples, temporary, manager, done));
        return summary[0];
    }

    private Summary fill(Dataset<?> images, int[] examples, Path folder, NDManager manager, IntConsumer done)
            throws IOException {
        Labeller labeller = new Labeller(classes, options.share(), options.temperature());
        Scores scores = scores(images, chunk(examples, 0), manager);
        LabelMapInfo info = info(images, examples.length, scores.shape());
        int labels = 0;
        List<ImageLabels> doubtful = new ArrayList<>();
        try (MapFile maps = MapFile.create(folder, info);
                Writer lines = Files.newBufferedWriter(folder.resolve(LabelMaps.LABELS))) {
            for (int from = 0; from < examples.length; from += CHUNK) {
                StopSignal.poll();
                int[] chunk = chunk(examples, from);
                if (from > 0) {
                    scores = scores(images, chunk, manager);
                }
                int each = scores.logits().length / chunk.length;
                for (int i = 0; i < chunk.length; i++) {
                    float[] own = Arrays.copyOfRange(scores.logits(), i * each, (i + 1) * each);
                    requireNumbers(own, images.key(chunk[i]));
                    LabelMap map = largest(
                            new LabelMap(own, null, classes.size(), info.height(), info.width()), options.top());
                    maps.write(from + i, map, ImageDigest.of(images, chunk[i]).orElseThrow());
                    ImageLabels found =
                            labeller.of(images.key(chunk[i]), Labeller.given(images.labels(), chunk[i]), map);
                    labels += found.labels().size();
                    if (!found.agrees()) {
                        doubtful.add(found);
                    }
                    lines.write(Json.line(found) + "\n");
                }
                done.accept(from + chunk.length);
            }
        }
        writeDoubtful(doubtful, folder);
        AtomicFiles.write(folder.resolve(LabelMaps.INFO), Json.page(info));
        return new Summary(examples.length, labels, examples.length - doubtful.size());
    }

    /** Writes a record for each image, that with the smallest share of a given label first. */
    private static void writeDoubtful(List<ImageLabels> doubtful, Path folder) throws IOException {
        List<List<Object>> rows = doubtful.stream()
                .sorted(Comparator.comparingDouble(each -> each.givenShare().orElseThrow()))
                .<List<Object>>map(each -> List.of(
                        each.key(),
                        String.join("|", each.given()),
                        each.givenShare().orElseThrow(),
                        each.seen().stream().map(ImageLabels.Seen::label).collect(Collectors.joining("|")),
                        each.seen().get(0).share()))
                .toList();
        TableFile.write(
                folder.resolve(LabelMaps.DOUBTFUL),
                List.of("key", "given", "given_share", "seen", "largest_share"),
                rows);
    }

    private static int[] chunk(int[] examples, int from) {
        return Arrays.copyOfRange(examples, from, Math.min(examples.length, from + CHUNK));
    }

    private Scores scores(Dataset<?> images, int[] chunk, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray logits = teacher.places().logits(images, chunk, scope);
            return new Scores(logits.getShape(), logits.toFloatArray());
        }
    }

    /** @param shape shape of the logits of some images (N, C, h, w) */
    private LabelMapInfo info(Dataset<?> images, int count, Shape shape) {
        return new LabelMapInfo(
                teacher.name(),
                teacher.digest(),
                images.fingerprint(),
                classes,
                count,
                options.top(),
                (int) shape.get(2),
                (int) shape.get(3),
                options.half(),
                options.temperature(),
                teacher.judged());
    }

    private void requireNumbers(float[] logits, String key) {
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                throw new UserException("The teacher " + teacher.name() + " cannot label the image " + key
                        + ": its scores are not numbers (found " + logit
                        + "). Its training may have diverged; name another teacher.");
            }
        }
    }

    /** Returns the logits of whole images (N * C), row-major: the means of those of their places. */
    public static float[] means(PlaceClassifier places, Dataset<?> images, int[] examples, NDManager manager) {
        float[][] parts = new float[(examples.length + CHUNK - 1) / CHUNK][];
        for (int part = 0; part < parts.length; part++) {
            StopSignal.poll();
            int[] chunk = chunk(examples, part * CHUNK);
            try (NDManager scope = manager.newSubManager()) {
                parts[part] = places.logits(images, chunk, scope)
                        .mean(new int[] {3})
                        .mean(new int[] {2})
                        .toFloatArray();
            }
        }
        int classes = parts[0].length / Math.min(CHUNK, examples.length);
        float[] all = new float[examples.length * classes];
        for (int part = 0; part < parts.length; part++) {
            System.arraycopy(parts[part], 0, all, part * CHUNK * classes, parts[part].length);
        }
        return all;
    }

    /**
     * Keeps the k largest logits of each place of a whole map; of equal ones, those of the classes with the smallest numbers. The mean of the
     * others is subtracted, so that 0 stands for them whatever the level of the logits is: a teacher that was trained with binary
     * cross-entropy has negative logits only, among which a plain 0 would be the largest. Probabilities do not change by it.
     */
    static LabelMap largest(LabelMap map, int k) {
        if (k == map.classes()) {
            return map;
        }
        int places = map.height() * map.width();
        float[] values = new float[k * places];
        int[] numbers = new int[values.length];
        float[] column = new float[map.classes()];
        for (int place = 0; place < places; place++) {
            for (int c = 0; c < column.length; c++) {
                column[c] = map.values()[c * places + place];
            }
            int[] order = Ranks.descending(column);
            double others = 0;
            for (int rank = k; rank < order.length; rank++) {
                others += column[order[rank]] / (order.length - k);
            }
            for (int rank = 0; rank < k; rank++) {
                values[rank * places + place] = (float) (column[order[rank]] - others);
                numbers[rank * places + place] = order[rank];
            }
        }
        return new LabelMap(values, numbers, map.classes(), map.height(), map.width());
    }
}
