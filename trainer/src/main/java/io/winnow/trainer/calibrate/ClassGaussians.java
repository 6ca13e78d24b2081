package io.winnow.trainer.calibrate;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.run.StopSignal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Gaussian for each class (RCAL, arXiv 2211.10955, section 3.2): means (K, D) and covariances (K, D, D), float64 on the device of the
 * representations. A covariance may be singular or even indefinite; sampling and densities handle both.
 */
public final class ClassGaussians implements AutoCloseable {
    /** Number of representations whose densities are computed at once. */
    private static final int TILE = 1 << 15;

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
     * Estimates the mean and the unbiased covariance of the kept examples of each class. The covariance of a single example is zero.
     *
     * @param z representations (N, D)
     * @param classes class of each example (N), in [0, classCount)
     * @param keep which examples to use (N)
     * @throws IllegalArgumentException if a class has no kept example
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
                    throw new IllegalArgumentException(
                            "Class " + k
                                    + " has no example from which to estimate a Gaussian. Remove the class, or keep at least one of its examples.");
                }
                kept[k] = own.length;
                NDList moments = CalibrateScript.moments(rows.read(own, scope));
                moments.attach(scope);
                means.add(moments.get(0));
                covariances.add(moments.get(1));
            }
            return new ClassGaussians(
                    NDArrays.stack(means), NDArrays.stack(covariances), rows.counts(), kept, z.getManager());
        }
    }

    /** Returns Gaussians with known parameters. The arrays are closed with the result. */
    static ClassGaussians of(NDArray means, NDArray covariances, int[] observed, int[] kept) {
        return new ClassGaussians(means, covariances, observed, kept, means.getManager());
    }

    /**
     * Returns the calibrated Gaussians: each tail class borrows a fraction of its mean and covariance from its nearest head classes. Head
     * classes are unchanged. As in the paper, the weight of a head grows with its distance from the tail class.
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
                NDList blended = CalibrateScript.blend(
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

    /** The head classes from which a tail class borrows, nearest first, and their weights, omega in the paper. */
    @SuppressWarnings("ArrayRecordComponent") // an intermediate value; never compared
    record Lenders(int[] classes, double[] weights) {
        /**
         * Chooses the lenders of a tail class.
         *
         * @param means row-major (K * D)
         * @param counts sizes of the classes (K)
         * @param most largest number of lenders
         */
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
                // The sum is 0 if all heads have the mean of the tail class. Any weights then give the same mean.
                weights[i] = sum > 0 ? weights[i] / sum : 1.0 / weights.length;
            }
            return new Lenders(nearest, weights);
        }
    }

    /** Points (M, D) float32 and the class of each point (M). */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    public record Points(NDArray vectors, int[] classes) {}

    /**
     * Draws points from the Gaussian of each class.
     *
     * @param perClass number of points for each class
     * @param seed seed for the random generator of PyTorch
     * @param manager the points are attached to it
     */
    public Points sample(int perClass, long seed, NDManager manager) {
        Engine.getInstance().setRandomSeed((int) seed);
        long dimension = means.getShape().get(1);
        try (NDManager scope = this.manager.newSubManager()) {
            NDList parts = new NDList();
            for (int k = 0; k < observed.length; k++) {
                NDArray points = CalibrateScript.draw(
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
     * Returns the log densities (N, K) of representations (N, D), float64. The caller closes them.
     *
     * @param ridge added to every eigenvalue of a covariance, as a fraction of the mean variance of all classes; above 0
     */
    public NDArray logDensity(NDArray z, double ridge) {
        int n = Math.toIntExact(z.getShape().get(0));
        int count = observed.length;
        double[] densities = new double[Math.multiplyExact(n, count)];
        try (NDManager scope = manager.newSubManager()) {
            NDArray added = CalibrateScript.meanVariance(covariances);
            added.attach(scope);
            double least = Math.max(ridge * added.toDoubleArray()[0], Double.MIN_NORMAL);
            List<NDList> spectra = new ArrayList<>();
            for (int k = 0; k < count; k++) {
                NDList spectrum = CalibrateScript.spectrum(row(covariances, k, scope), least);
                spectrum.attach(scope);
                spectra.add(spectrum);
            }
            for (int first = 0; first < n; first += TILE) {
                StopSignal.poll();
                try (NDManager tile = manager.newSubManager()) {
                    NDArray part = z.get(new NDIndex("{}:{}", first, Math.min(n, first + TILE)));
                    part.attach(tile);
                    NDArray wide = CalibrateScript.wide(part);
                    wide.attach(tile);
                    NDList columns = new NDList();
                    for (int k = 0; k < count; k++) {
                        NDList spectrum = spectra.get(k);
                        NDArray column =
                                CalibrateScript.logDensity(wide, row(means, k, tile), spectrum.get(0), spectrum.get(1));
                        column.attach(tile);
                        columns.add(column);
                    }
                    double[] found = NDArrays.stack(columns, 1).toDoubleArray();
                    System.arraycopy(found, 0, densities, first * count, found.length);
                }
            }
        }
        return z.getManager().create(densities, new Shape(n, count));
    }

    /**
     * Returns the posterior probabilities of the classes (N, K), float64, under equal priors. The caller closes them. In many dimensions
     * the posteriors of Gaussians are all close to 0 or 1. Therefore, log densities are divided by a temperature, which is chosen to
     * maximize the likelihood of the given classes.
     *
     * @param z representations (N, D)
     * @param given given class of each example (N)
     * @param ridge as in {@link #logDensity}
     */
    public NDArray posteriors(NDArray z, int[] given, double ridge) {
        try (NDArray densities = logDensity(z, ridge);
                NDArray classes = z.getManager()
                        .create(Arrays.stream(given).asLongStream().toArray())) {
            NDArray posteriors = CalibrateScript.tempered(densities, classes);
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

    /** Number of examples of each class from which its Gaussian was estimated (K). */
    public int[] kept() {
        return kept.clone();
    }

    @Override
    public void close() {
        manager.close();
    }
}
