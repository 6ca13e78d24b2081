package io.winnow.datasets.numeric;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Limited-memory BFGS (Nocedal and Wright 2006, algorithm 7.5). The line search finds a step with the weak Wolfe conditions by bisection.
 */
public final class Lbfgs {
    private static final int HISTORY = 10;
    private static final double SUFFICIENT_DECREASE = 1e-4;
    private static final double CURVATURE = 0.9;
    private static final int MAX_TRIALS = 30;

    private Lbfgs() {}

    /** A smooth function to minimize. */
    @FunctionalInterface
    public interface Function {
        /** Returns the value at {@code x} and writes the gradient at {@code x} to {@code gradient}. */
        double evaluate(double[] x, double[] gradient);
    }

    /** The point at which the search ended, its value and the number of iterations. */
    @SuppressWarnings("ArrayRecordComponent") // a vector; never compared
    public record Minimum(double[] x, double value, int iterations) {}

    /** A step s, the change y of the gradient over this step, and 1 / (s y). */
    @SuppressWarnings("ArrayRecordComponent") // vectors; never compared
    private record Pair(double[] step, double[] change, double inverse) {}

    /**
     * Minimizes a function.
     *
     * @param tolerance the search ends when an iteration lowers the value by less than this fraction of it
     */
    public static Minimum minimise(Function function, double[] start, int maxIterations, double tolerance) {
        double[] x = start.clone();
        double[] gradient = new double[x.length];
        double value = function.evaluate(x, gradient);
        Deque<Pair> pairs = new ArrayDeque<>();
        int iteration = 0;
        while (iteration < maxIterations && norm(gradient) > 1e-7) {
            double[] direction = direction(gradient, pairs);
            double slope = dot(direction, gradient);
            if (slope >= 0) {
                pairs.clear();
                direction = scaled(gradient, -1);
                slope = -dot(gradient, gradient);
            }
            double[] next = new double[x.length];
            double[] nextGradient = new double[x.length];
            double low = 0;
            double high = Double.POSITIVE_INFINITY;
            double rate = pairs.isEmpty() ? Math.min(1, 1 / norm(gradient)) : 1;
            double nextValue = value;
            boolean found = false;
            for (int trial = 0; trial < MAX_TRIALS && !found; trial++) {
                for (int i = 0; i < x.length; i++) {
                    next[i] = x[i] + rate * direction[i];
                }
                nextValue = function.evaluate(next, nextGradient);
                if (!(nextValue <= value + SUFFICIENT_DECREASE * rate * slope)) {
                    high = rate;
                } else if (dot(nextGradient, direction) < CURVATURE * slope) {
                    low = rate;
                } else {
                    found = true;
                }
                if (!found) {
                    rate = Double.isInfinite(high) ? 2 * low : (low + high) / 2;
                }
            }
            if (!(nextValue < value)) {
                break;
            }
            double[] step = difference(next, x);
            double[] change = difference(nextGradient, gradient);
            double curvature = dot(step, change);
            if (curvature > 1e-12) {
                pairs.addLast(new Pair(step, change, 1 / curvature));
                if (pairs.size() > HISTORY) {
                    pairs.removeFirst();
                }
            }
            double decrease = value - nextValue;
            x = next;
            gradient = nextGradient;
            value = nextValue;
            iteration++;
            if (decrease < tolerance * Math.abs(value)) {
                break;
            }
        }
        return new Minimum(x, value, iteration);
    }

    /** Computes the search direction by the two-loop recursion (algorithm 7.4). */
    private static double[] direction(double[] gradient, Deque<Pair> pairs) {
        double[] q = scaled(gradient, -1);
        double[] weights = new double[pairs.size()];
        int i = pairs.size();
        for (Iterator<Pair> newestFirst = pairs.descendingIterator(); newestFirst.hasNext(); ) {
            Pair pair = newestFirst.next();
            weights[--i] = pair.inverse * dot(pair.step, q);
            add(q, pair.change, -weights[i]);
        }
        if (!pairs.isEmpty()) {
            Pair newest = pairs.getLast();
            double scale = 1 / (newest.inverse * dot(newest.change, newest.change));
            q = scaled(q, scale);
        }
        for (Pair pair : pairs) {
            add(q, pair.step, weights[i] - pair.inverse * dot(pair.change, q));
            i++;
        }
        return q;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    private static void add(double[] a, double[] b, double factor) {
        for (int i = 0; i < a.length; i++) {
            a[i] += factor * b[i];
        }
    }

    private static double[] scaled(double[] a, double factor) {
        double[] out = new double[a.length];
        add(out, a, factor);
        return out;
    }

    private static double[] difference(double[] a, double[] b) {
        double[] out = a.clone();
        add(out, b, -1);
        return out;
    }
}
