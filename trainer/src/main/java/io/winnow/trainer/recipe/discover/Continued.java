package io.winnow.trainer.recipe.discover;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.loss.Assignment;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.Tensors;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An earlier run whose classes are kept: old classes have their outputs, a class that answers have named since gets the output that most of
 * its examples have ("stable label mapping", Ma et al., CVPR 2024, arXiv 2403.04272; old classes are pinned here, and the mapping is found once
 * a run), and new classes without a name keep their numbers.
 *
 * @param names names of the outputs of the earlier run
 * @param weights weights of its network, by name
 * @param sources output of the earlier run for each class of this one, in the order of {@link KnownPart#old}; -1 for none
 * @param kept outputs of the earlier run that have no name yet
 * @param votes number of the examples of each class that the output has
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record Continued(List<String> names, Map<String, NDArray> weights, int[] sources, int[] kept, int[] votes) {
    static final String MAPPING = "mapping.csv";

    /** Returns the number of classes of an earlier run, which are kept. */
    static int classes(Path earlier) throws IOException {
        return names(open(earlier)).size();
    }

    /**
     * Requires that a folder has a finished run of this method, which another run can continue.
     *
     * @param length length of the vectors of the other run, if it is known
     * @throws UserException if it has not, or if its vectors have another length
     */
    static void require(Path earlier, Optional<Integer> length) {
        FinishedRun run = open(earlier);
        try (NDManager scope = NDManager.newBaseManager(Device.cpu())) {
            Map<String, NDArray> weights = weights(run, scope);
            length.ifPresent(own -> requireLength(earlier, weights, own));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireLength(Path earlier, Map<String, NDArray> weights, int length) {
        long before = weights.get(DiscoveryNetwork.CLASSES).getShape().get(1);
        if (before != length) {
            throw new UserException("recipe.continues is " + earlier + ", which has vectors of length " + before
                    + ", but those of this run have the length " + length + ". Keep data and vectors as they were.");
        }
    }

    private static Map<String, NDArray> weights(FinishedRun run, NDManager scope) throws IOException {
        return SafeTensors.read(run.stage(Discover.DISCOVER).resolve(DiscoveryTraining.HEAD), scope);
    }

    private static FinishedRun open(Path earlier) {
        FinishedRun run = FinishedRun.open(earlier);
        run.recipe(Discover.class, "that has found classes");
        Discover.requireFinished(run);
        return run;
    }

    private static List<String> names(FinishedRun run) throws IOException {
        return List.of(Json.read(run.stage(Discover.DISCOVER).resolve(DiscoveryFiles.NAMES), String[].class));
    }

    /**
     * Finds the outputs.
     *
     * @param rows unit vectors of the examples (N, D)
     * @param scope manager to which the weights are attached
     * @throws UserException if the earlier run has vectors of another length
     */
    static Continued of(Path earlier, KnownPart known, float[][] rows, NDManager scope) throws IOException {
        FinishedRun run = open(earlier);
        List<String> names = names(run);
        Map<String, NDArray> weights = weights(run, scope);
        requireLength(earlier, weights, rows[0].length);
        float[][] probabilities;
        try (DiscoveryNetwork network = DiscoveryNetwork.of(
                run.recipe(Discover.class, "that has found classes").discover(), weights, scope)) {
            probabilities = network.probabilities(rows, network.parameters());
        }
        return of(names, weights, known, probabilities);
    }

    /** @param probabilities probabilities of the outputs of the earlier run for each example (N, K) */
    static Continued of(List<String> names, Map<String, NDArray> weights, KnownPart known, float[][] probabilities) {
        int[] sources = known.old().stream().mapToInt(names::indexOf).toArray();
        int[] fresh =
                IntStream.range(0, sources.length).filter(c -> sources[c] < 0).toArray();
        int[] free = IntStream.range(0, names.size())
                .filter(output -> !known.old().contains(names.get(output)))
                .toArray();
        double[][] counts = new double[fresh.length][free.length];
        double[][] gains = new double[fresh.length][free.length];
        for (int i = 0; i < probabilities.length; i++) {
            int own = known.given()[i];
            int row = own < 0 || sources[own] >= 0 ? -1 : Arrays.binarySearch(fresh, own);
            for (int f = 0; f < free.length && row >= 0; f++) {
                boolean vote = Ranks.largest(probabilities[i]) == free[f];
                counts[row][f] += vote ? 1 : 0;
                // Probabilities decide between outputs with equally many votes, such as none.
                gains[row][f] += (vote ? 1 : 0) + probabilities[i][free[f]] / (2.0 * probabilities.length);
            }
        }
        int[] chosen = Assignment.largest(gains);
        int[] votes = new int[sources.length];
        for (int row = 0; row < fresh.length; row++) {
            if (chosen[row] >= 0) {
                sources[fresh[row]] = free[chosen[row]];
                votes[fresh[row]] = (int) counts[row][chosen[row]];
            }
        }
        int[] kept = Arrays.stream(free)
                .filter(output -> Arrays.stream(sources).noneMatch(source -> source == output))
                .toArray();
        return new Continued(names, weights, sources, kept, votes);
    }

    /** Returns what is known, with the names that the classes without an answer have had. */
    KnownPart naming(KnownPart known) {
        int numbered = names.stream()
                .filter(name -> name.matches(KnownPart.NEW + "\\d{1,9}"))
                .mapToInt(name -> Integer.parseInt(name.substring(KnownPart.NEW.length())))
                .max()
                .orElse(0);
        return known.keeping(Arrays.stream(kept).mapToObj(names::get).toList(), numbered);
    }

    /**
     * Loads the weights into the network of this run. The classifier of a class without an output starts at the mean of its examples.
     *
     * @param parameters parameters of the network, whose other weights keep their values
     * @param rows unit vectors of the examples (N, D)
     */
    void load(ParameterArena parameters, KnownPart known, float[][] rows) {
        try (NDManager scope = parameters.values().getManager().newSubManager()) {
            Map<String, NDArray> all = new LinkedHashMap<>(parameters.named(scope));
            all.replaceAll((name, own) -> {
                NDArray other = weights.get(name);
                return other != null && other.getShape().equals(own.getShape()) ? other : own;
            });
            NDArray classes = parameters.named(scope).get(DiscoveryNetwork.CLASSES);
            float[][] lines = Tensors.rows(classes);
            float[][] before = Tensors.rows(weights.get(DiscoveryNetwork.CLASSES));
            for (int c = 0; c < lines.length; c++) {
                Optional<Integer> at = source(c, known.old().size());
                if (at.isPresent()) {
                    lines[c] = before[at.get()];
                } else if (c < known.old().size()) {
                    lines[c] = mean(rows, known.given(), c);
                }
            }
            all.put(DiscoveryNetwork.CLASSES, UnitRows.array(lines, scope));
            parameters.load(all);
        }
    }

    /** Output of the earlier run of a class of this one. */
    private Optional<Integer> source(int c, int old) {
        if (c < old) {
            return sources[c] < 0 ? Optional.empty() : Optional.of(sources[c]);
        }
        return c - old < kept.length ? Optional.of(kept[c - old]) : Optional.empty();
    }

    private static float[] mean(float[][] rows, int[] given, int c) {
        float[] sum = new float[rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            for (int d = 0; d < sum.length && given[i] == c; d++) {
                sum[d] += rows[i][d];
            }
        }
        return sum;
    }

    /** Writes which output each class has that was named since, and returns it in sentences. */
    List<String> write(KnownPart known, Path folder) throws IOException {
        List<List<Object>> lines = new ArrayList<>();
        List<String> said = new ArrayList<>();
        for (int c = 0; c < sources.length; c++) {
            String name = known.old().get(c);
            if (names.contains(name)) {
                continue;
            }
            int own = c;
            int examples = (int)
                    Arrays.stream(known.given()).filter(each -> each == own).count();
            String before = sources[c] < 0 ? "" : names.get(sources[c]);
            lines.add(List.of(name, before, examples, votes[c]));
            said.add(
                    before.isEmpty()
                            ? name + " takes the place of no new class: it gets a class of its own."
                            : name + " takes the place of " + before + ", to which " + votes[c] + " of its " + examples
                                    + " examples belonged.");
        }
        TableFile.write(folder.resolve(MAPPING), List.of("class", "before", "examples", "votes"), lines);
        return said;
    }
}
