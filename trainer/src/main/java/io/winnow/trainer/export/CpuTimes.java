package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.winnow.trainer.runtime.OnnxModel;
import io.winnow.trainer.runtime.Tensor;
import io.winnow.trainer.runtime.TensorSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The processor time of two ONNX files for the same examples, in milliseconds: the median over runs that alternate between the files, with
 * one thread of ONNX Runtime. Unlike the time of a clock, it hardly depends on what else the machine does.
 *
 * @param examples number of examples of a run
 * @param floatMillis time of the float32 file
 * @param int8Millis time of the int8 file
 */
public record CpuTimes(int examples, double floatMillis, double int8Millis) {
    private static final int WARM_UP = 3;
    private static final int MOST_RUNS = 101;
    private static final double SECONDS = 4;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    static CpuTimes measure(Path floatFile, Path int8File, NDList examples, int count) throws IOException {
        try (OnnxModel plain = OnnxModel.open(floatFile, 1);
                OnnxModel small = OnnxModel.open(int8File, 1)) {
            List<Tensor> inputs = tensors(plain, examples, count);
            List<Double> plainTimes = new ArrayList<>();
            List<Double> smallTimes = new ArrayList<>();
            long begin = System.nanoTime();
            for (int run = -WARM_UP; run < MOST_RUNS; run++) {
                if (run > 0 && System.nanoTime() - begin > SECONDS * 1e9) {
                    break;
                }
                double first = cpuMillis(plain, inputs);
                double second = cpuMillis(small, inputs);
                if (run >= 0) {
                    plainTimes.add(first);
                    smallTimes.add(second);
                }
            }
            return new CpuTimes(count, median(plainTimes), median(smallTimes));
        }
    }

    private static double cpuMillis(OnnxModel model, List<Tensor> inputs) throws IOException {
        // With a single thread, ONNX Runtime computes in the thread that calls it.
        long begin = THREADS.getCurrentThreadCpuTime();
        model.run(inputs);
        return (THREADS.getCurrentThreadCpuTime() - begin) / 1e6;
    }

    private static double median(List<Double> times) {
        double[] sorted =
                times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Returns the first examples as the model takes them. */
    private static List<Tensor> tensors(OnnxModel model, NDList examples, int count) {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            TensorSpec spec = model.inputs().get(i);
            NDArray array = examples.get(i);
            long[] shape = array.getShape().getShape();
            ByteBuffer source = array.toByteBuffer();
            int bytes = Math.toIntExact(source.remaining() / shape[0] * count);
            ByteBuffer data = Tensor.allocate(bytes);
            data.put(source.slice(source.position(), bytes)).flip();
            long[] some = Arrays.copyOf(shape, shape.length);
            some[0] = count;
            tensors.add(new Tensor(spec.name(), spec.type(), some, data));
        }
        return tensors;
    }
}
