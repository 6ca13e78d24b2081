package io.winnow.trainer.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

/** Lloyd iterations in plain array code: it computes all distances at once, and means as a product with one-hot assignments. */
final class PlainKMeans extends PlainLoop {
    private final KMeansWorkload same;

    PlainKMeans(KMeansWorkload same) {
        super(same, "plain");
        this.same = same;
    }

    @Override
    public void step(long number) {
        int k = same.rule().k();
        NDArray vectors = same.vectors();
        NDManager manager = vectors.getManager();
        NDArray centers = vectors.get(":{}", k);
        for (int i = 0; i <= same.rule().iterations(); i++) {
            try (NDManager scope = manager.newSubManager()) {
                scope.tempAttachAll(vectors, centers);
                NDArray squares = centers.square().sum(new int[] {1});
                NDArray nearest = vectors.matMul(centers.transpose())
                        .mul(-2)
                        .add(squares)
                        .argMin(1)
                        .toType(DataType.INT64, false);
                NDArray members = nearest.oneHot(k, DataType.FLOAT32);
                NDArray counts = members.sum(new int[] {0}).maximum(1).reshape(k, 1);
                NDArray means = members.transpose().matMul(vectors).div(counts);
                means.attach(manager);
                centers.close();
                centers = means;
            }
        }
        centers.close();
    }

    @Override
    public void close() {}
}
