package io.winnow.trainer.calibrate;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A Gaussian for each class (arXiv 2211.10955, section 3.2): means (K, D) and covariances (K, D, D), float64 on the device of the
 * representation. A covariance may be singular or indefinite; sampling and densities survive it.
 */
public final class ClassGaussians implements AutoCloseable {
    private final NDManager manager;
    private final NDArray means;
    private final NDArray covariances;
    private final int[] observed;
    private final int[] kept;

    private ClassGaussians(NDArray means, NDArray covariances, int[] observed, int[] kept, NDManager parent) {
        manager = parent.newSubManager(means.getDevice());
        means.attach(manager);
        covariances.attach(manager);
        this.means = means;
        this.covariances = covariances;
        this.observed = observed;
        this.kept = kept;
    }

    /**
     * Mean and unbiased covariance of the kept examples of each class; the covariance of a single one is zero.
     *
     * @param z (N, D)
     * @param classes (N), each in [0, classCount)
     * @param keep (N)
     * @throws IllegalArgumentException for a class that keeps no example
     */
    public static ClassGaussians of(NDArray z, int[] classes, int classCount, boolean[] keep) {
        ClassRows rows = new ClassRows(z, classes, classCount);
        int[] kept = new int[classCount];
        try (NDManager scope = ClassRows.scope(z)) {
            NDList means = new NDList();
            NDList covariances = new NDList();
            for (int k = 0; k < classCount; k++) {
                int[] own = Arrays.stream(rows.of(k)).filter(row -> keep[row]).toArray();
                if (own.length == 0) {
                    throw new IllegalArgumentException("Class " + k + " has no example to estimate a Gaussian from.");
                }
                kept[k] = own.length;
                NDList moments = ClassRows.FUNCTIONS.callList("moments", rows.read(own, scope));
                moments.attach(scope);
                means.add(moments.get(0));
                covariances.add(moments.get(1));
            }
            return new ClassGaussians(
                    NDArrays.stack(means), NDArrays.stack(covariances), rows.counts(), kept, z.getManager());
        }
    }

    /** Gaussians of known parameters, taken over. */
    static ClassGaussians of(NDArray means, NDArray covariances, int[] observed, int[] kept) {
        return new ClassGaussians(means, covariances, observed, kept, means.getManager());
    }

    /**
     * The calibrated Gaussians: each tail class takes a share of mean and covariance from its nearest heads, of which the further ones
     * weigh more, as the paper has it. Heads stay as they are.
     */
    public ClassGaussians borrow(Borrowing rule) {
        int[] heads = HeadClasses.of(observed, rule.headShare());
        int[] counts = rule.counts() == Borrowing.Counts.KEPT ? kept : observed;
        int dimension = (int) means.getShape().get(1);
        double[] mu = means.toDoubleArray();
        try (NDManager scope = manager.newSubManager()) {
            NDList newMeans = new NDList();
            NDList newCovariances = new NDList();
            for (int k = 0; k < observed.length; k++) {
                if (Arrays.binarySearch(heads, k) >= 0) {
                    newMeans.add(row(means, k, scope));
                    newCovariances.add(row(covariances, k, scope));
                    continue;
                }
                Lenders lenders = Lenders.of(mu, dimension, k, heads, counts, rule.heads());
                NDList blended = ClassRows.FUNCTIONS.callList(
                        "blend",
                        means,
                        covariances,
                        scope.create(
                                Arrays.stream(lenders.classes).asLongStream().toArray()),
                        scope.create(lenders.weights),
                        k,
                        rule.gamma(),
                        rule.alpha());
                blended.attach(scope);
                newMeans.add(blended.get(0));
                newCovariances.add(blended.get(1));
            }
            return new ClassGaussians(
                    NDArrays.stack(newMeans),
                    NDArrays.stack(newCovariances),
                    observed,
                    kept,
                    manager.getParentManager());
        }
    }

    private static NDArray row(NDArray array, int index, NDManager scope) {
        NDArray row = array.get(new NDIndex("{}", index));
        row.attach(scope);
        return row;
    }

    /** The heads that lend to a tail class, nearest first, and their weights omega. */
    @SuppressWarnings("ArrayRecordComponent") // an intermediate value; never compared
    record Lenders(int[] classes, double[] weights) {
        /** @param means row-major (K * D) */
        static Lenders of(double[] means, int dimension, int tail, int[] heads, int[] counts, int most) {
            double[] distances = new double[counts.length];
            for (int head : heads) {
                for (int d = 0; d < dimension; d++) {
                    double difference = means[head * dimension + d] - means[tail * dimension + d];
                    distances[head] += difference * difference;
                }
            }
            int[] nearest = IntStream.of(heads)
                    .boxed()
                    .sorted(Comparator.comparingDouble(head -> distances[head]))
                    .limit(most)
                    .mapToInt(Integer::intValue)
                    .toArray();
            double[] weights = IntStream.of(nearest)
                    .mapToDouble(head -> counts[head] * distances[head])
                    .toArray();
            double sum = Arrays.stream(weights).sum();
            for (int i = 0; i < weights.length; i++) {
                // All heads at the tail's own mean: 0/0, and any weights give the same mean.
                weights[i] = sum > 0 ? weights[i] / sum : 1.0 / weights.length;
            }
            return new Lenders(nearest, weights);
        }
    }

    /** Points (M, D) float32, and the class of each (M). */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    public record Points(NDArray vectors, int[] classes) {}

    /**
     * Draws points of every class.
     *
     * @param seed of PyTorch's generator
     * @param manager of the points
     */
    public Points sample(int perClass, long seed, NDManager manager) {
        Engine.getInstance().setRandomSeed((int) seed);
        long dimension = means.getShape().get(1);
        try (NDManager scope = this.manager.newSubManager()) {
            NDList parts = new NDList();
            for (int k = 0; k < observed.length; k++) {
                NDArray points = ClassRows.FUNCTIONS.call(
                        "draw",
                        row(means, k, scope),
                        row(covariances, k, scope),
                        scope.randomNormal(new Shape(perClass, dimension)));
                points.attach(scope);
                parts.add(points);
            }
            NDArray vectors = NDArrays.concat(parts);
            vectors.attach(manager);
            int[] classes = IntStream.range(0, observed.length * perClass)
                    .map(i -> i / perClass)
                    .toArray();
            return new Points(vectors, classes);
        }
    }

    /**
     * Log densities (N, K) of representations (N, D), float64, which the caller closes.
     *
     * @param ridge added to every eigenvalue of a covariance, as a share of the mean variance of all classes; above 0
     */
    public NDArray logDensity(NDArray z, double ridge) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray wide = ClassRows.FUNCTIONS.call("wide", z);
            wide.attach(scope);
            NDArray added = ClassRows.FUNCTIONS.call("mean_variance", covariances);
            added.attach(scope);
            double least = Math.max(ridge * added.toDoubleArray()[0], Double.MIN_NORMAL);
            NDList columns = new NDList();
            for (int k = 0; k < observed.length; k++) {
                NDArray column = ClassRows.FUNCTIONS.call(
                        "log_density", wide, row(means, k, scope), row(covariances, k, scope), least);
                column.attach(scope);
                columns.add(column);
            }
            NDArray densities = NDArrays.stack(columns, 1);
            densities.attach(z.getManager());
            return densities;
        }
    }

    /**
     * Probabilities of the classes (N, K), float64, under equal priors, which the caller closes. In many dimensions those of Gaussians
     * are all 0 or 1; so log densities are divided by the temperature under which the given classes are likeliest.
     *
     * @param z (N, D)
     * @param given (N) classes
     * @param ridge as in {@link #logDensity}
     */
    public NDArray posteriors(NDArray z, int[] given, double ridge) {
        try (NDArray densities = logDensity(z, ridge);
                NDArray classes = z.getManager()
                        .create(Arrays.stream(given).asLongStream().toArray())) {
            NDArray posteriors = ClassRows.FUNCTIONS.call("tempered", densities, classes);
            posteriors.attach(z.getManager());
            return posteriors;
        }
    }

    /** Means (K, D). */
    public NDArray means() {
        return means;
    }

    /** Covariances (K, D, D). */
    public NDArray covariances() {
        return covariances;
    }

    /** Examples of each class from which its Gaussian was estimated. */
    public int[] kept() {
        return kept.clone();
    }

    @Override
    public void close() {
        manager.close();
    }
}
