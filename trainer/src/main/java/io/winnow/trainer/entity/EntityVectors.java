package io.winnow.trainer.entity;

import java.util.List;

/**
 * Vectors of entities without a text tower: the sum of the unit vectors of the images whose text names this entity alone and without ambiguity
 * (ours). An image is compared with the others of its entity, and not with itself.
 */
@SuppressWarnings("ArrayRecordComponent") // an index; never compared
record EntityVectors(float[][] images, double[][] sums, int[] sure) {
    /**
     * Computes the vectors.
     *
     * @param vectors vectors of the images (N, D), of which some may be null
     * @param found names in the text of each image (N)
     * @param count number of entities
     */
    static EntityVectors of(float[][] vectors, List<List<NameFinder.Found>> found, int count) {
        float[][] unit = new float[vectors.length][];
        double[][] sums = new double[count][];
        int[] sure = new int[vectors.length];
        for (int i = 0; i < vectors.length; i++) {
            unit[i] = vectors[i] == null ? null : unit(vectors[i]);
            sure[i] = only(found.get(i));
            if (sure[i] >= 0 && unit[i] != null) {
                double[] sum = sums[sure[i]] == null ? new double[unit[i].length] : sums[sure[i]];
                for (int d = 0; d < sum.length; d++) {
                    sum[d] += unit[i][d];
                }
                sums[sure[i]] = sum;
            }
        }
        return new EntityVectors(unit, sums, sure);
    }

    /** The only entity that the names in a text mean, or -1. */
    private static int only(List<NameFinder.Found> names) {
        int entity = -1;
        for (NameFinder.Found name : names) {
            if (name.entities().length > 1 || (entity >= 0 && entity != name.entities()[0])) {
                return -1;
            }
            entity = name.entities()[0];
        }
        return entity;
    }

    private static float[] unit(float[] vector) {
        double squares = 0;
        for (float each : vector) {
            squares += (double) each * each;
        }
        float[] unit = new float[vector.length];
        for (int d = 0; d < unit.length; d++) {
            unit[d] = (float) (vector[d] / Math.max(1e-12, Math.sqrt(squares)));
        }
        return unit;
    }

    /** Returns the cosine of an image with the other images of an entity; NaN if there are none, or if the image has no vector. */
    double cosine(int image, int entity) {
        if (images[image] == null || sums[entity] == null) {
            return Double.NaN;
        }
        double product = 0;
        double squares = 0;
        for (int d = 0; d < sums[entity].length; d++) {
            double other = sums[entity][d] - (sure[image] == entity ? images[image][d] : 0);
            product += other * images[image][d];
            squares += other * other;
        }
        return squares < 1e-9 ? Double.NaN : product / Math.sqrt(squares);
    }
}
