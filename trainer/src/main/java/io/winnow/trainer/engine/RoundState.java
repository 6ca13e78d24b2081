package io.winnow.trainer.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What workers begin a round with, and what they give at its end: arrays that all workers share, and how the training went. States of several
 * workers are summed.
 *
 * @param arrays numbers by name
 * @param workers number of workers whose states are summed here
 * @param steps number of optimizer steps, over all of them
 * @param loss sum of the losses of these steps
 * @param norm sum of the norms of their gradients
 * @param examples number of examples
 * @param waited nanoseconds spent waiting for examples
 * @param computed nanoseconds of the slowest worker
 */
public record RoundState(
        Map<String, float[]> arrays,
        int workers,
        long steps,
        double loss,
        double norm,
        long examples,
        long waited,
        long computed) {
    /** The name of the trained weights among the arrays. */
    public static final String VALUES = "values";

    /** The name of the running statistics. */
    public static final String STATISTICS = "statistics";

    /** Begin of the names of arrays of the objective besides its parameters. */
    public static final String OBJECTIVE = "objective.";

    /** The name of the gradient of a step among the arrays that workers give. */
    static final String GRADIENT = "gradient";

    /** The name of an array of a worker that cannot go on with a round, because it was not there at its beginning. */
    private static final String BEHIND = "behind";

    /** What a worker gives that was not there at the beginning of a round. */
    static RoundState behind() {
        return of(Map.of(BEHIND, new float[0]));
    }

    /** Whether a worker was not there at the beginning of the round. */
    boolean isBehind() {
        return arrays.containsKey(BEHIND);
    }

    /** Arrays to begin a round with. */
    public static RoundState of(Map<String, float[]> arrays) {
        return new RoundState(arrays, 1, 0, 0, 0, 0, 0, 0);
    }

    /** Sums the states of workers. Arrays with names of {@link Team#GATHERED} are joined in the order of the workers instead. */
    public static RoundState sum(List<RoundState> states) {
        Map<String, float[]> sums = new LinkedHashMap<>();
        for (RoundState state : states) {
            state.arrays.forEach((name, values) -> sums.merge(name, values.clone(), (sum, next) -> {
                if (name.startsWith(Team.GATHERED)) {
                    return joined(sum, next);
                }
                add(sum, next);
                return sum;
            }));
        }
        int workers = 0;
        long steps = 0;
        double loss = 0;
        double norm = 0;
        long examples = 0;
        long waited = 0;
        long computed = 0;
        for (RoundState state : states) {
            workers += state.workers;
            steps += state.steps;
            loss += state.loss;
            norm += state.norm;
            examples += state.examples;
            waited += state.waited;
            computed = Math.max(computed, state.computed);
        }
        return new RoundState(sums, workers, steps, loss, norm, examples, waited, computed);
    }

    private static float[] joined(float[] first, float[] second) {
        float[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static void add(float[] sum, float[] values) {
        for (int i = 0; i < values.length; i++) {
            sum[i] += values[i];
        }
    }

    /** Returns the mean of an array over the workers. */
    float[] mean(String name) {
        float[] mean = arrays.get(name).clone();
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= workers;
        }
        return mean;
    }

    /** Returns the state as bytes. */
    public byte[] toBytes() {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(workers);
            out.writeLong(steps);
            out.writeDouble(loss);
            out.writeDouble(norm);
            out.writeLong(examples);
            out.writeLong(waited);
            out.writeLong(computed);
            out.writeInt(arrays.size());
            for (Map.Entry<String, float[]> each : arrays.entrySet()) {
                out.writeUTF(each.getKey());
                out.writeInt(each.getValue().length);
                ByteBuffer values = ByteBuffer.allocate(each.getValue().length * Float.BYTES);
                values.asFloatBuffer().put(each.getValue());
                out.write(values.array());
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e); // nothing is written outside of the memory
        }
    }

    /** Reads what {@link #toBytes} wrote. */
    public static RoundState of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int workers = in.readInt();
            long steps = in.readLong();
            double loss = in.readDouble();
            double norm = in.readDouble();
            long examples = in.readLong();
            long waited = in.readLong();
            long computed = in.readLong();
            Map<String, float[]> arrays = new LinkedHashMap<>();
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                String name = in.readUTF();
                float[] values = new float[in.readInt()];
                ByteBuffer.wrap(in.readNBytes(values.length * Float.BYTES))
                        .asFloatBuffer()
                        .get(values);
                arrays.put(name, values);
            }
            return new RoundState(arrays, workers, steps, loss, norm, examples, waited, computed);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
