package io.winnow.trainer.recipe.recommend;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Matrices by name in a safetensors file. */
final class FactorFile {
    private FactorFile() {}

    /**
     * Writes matrices.
     *
     * @param matrices float64 matrices by rows and their widths
     * @param metadata texts by key
     */
    static void write(Path file, Map<String, Matrix> matrices, Map<String, String> metadata) throws IOException {
        try (NDManager scope = NDManager.newBaseManager(Device.cpu())) {
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            matrices.forEach((name, each) -> arrays.put(name, each.array(scope)));
            AtomicFiles.write(file, temporary -> SafeTensors.write(temporary, arrays, metadata));
        }
    }

    /** Reads matrices as float64. */
    static Map<String, Matrix> read(Path file) throws IOException {
        try (NDManager scope = NDManager.newBaseManager(Device.cpu())) {
            Map<String, Matrix> matrices = new LinkedHashMap<>();
            SafeTensors.read(file, scope).forEach((name, array) -> matrices.put(name, Matrix.of(array)));
            return matrices;
        }
    }

    /** Reads the texts of a file. */
    static Map<String, String> metadata(Path file) throws IOException {
        return SafeTensors.metadata(file);
    }

    /**
     * A matrix (rows, width).
     *
     * @param values the matrix by rows
     * @param whole whether it is stored in float64, rather than in float32
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    record Matrix(double[] values, int width, boolean whole) {
        private NDArray array(NDManager manager) {
            Shape shape = new Shape(values.length / width, width);
            return whole ? manager.create(values, shape) : manager.create(rounded(values), shape);
        }

        private static Matrix of(NDArray array) {
            boolean whole = array.getDataType() == DataType.FLOAT64;
            double[] values;
            if (whole) {
                values = array.toDoubleArray();
            } else {
                float[] read = array.toFloatArray();
                values = new double[read.length];
                Arrays.setAll(values, i -> read[i]);
            }
            return new Matrix(values, (int) array.getShape().get(1), whole);
        }

        private static float[] rounded(double[] values) {
            float[] rounded = new float[values.length];
            for (int i = 0; i < rounded.length; i++) {
                rounded[i] = (float) values[i];
            }
            return rounded;
        }

        /** Returns a row. */
        float[] row(int index) {
            return rounded(Arrays.copyOfRange(values, index * width, (index + 1) * width));
        }

        /** Returns the matrix as it is after it was stored in float32. */
        Matrix stored() {
            double[] stored = new double[values.length];
            Arrays.setAll(stored, i -> (float) values[i]);
            return new Matrix(stored, width, false);
        }
    }
}
