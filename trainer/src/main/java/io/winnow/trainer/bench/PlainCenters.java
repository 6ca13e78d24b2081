package io.winnow.trainer.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Autograd;

/**
 * The work of {@link CentersWorkload} with all centers in one parameter. The rows are sampled, but the gradient from automatic
 * differentiation and the momentum are dense: they have all rows.
 */
final class PlainCenters extends PlainLoop {
    private static final double RATE = 0.01;
    private static final double MOMENTUM = 0.9;

    private final CentersWorkload same;
    private final NDManager manager;
    private final NDArray embeddings;
    private final NDArray centers;
    private final NDArray momentum;

    PlainCenters(CentersWorkload same) {
        super(same, "dense");
        this.same = same;
        manager = NDManager.newBaseManager(same.device());
        embeddings = manager.randomNormal(new Shape(same.batch(), same.dimension()));
        embeddings.setRequiresGradient(true);
        centers = manager.randomNormal(0, 0.01f, new Shape(same.count(), same.dimension()), DataType.FLOAT32);
        centers.setRequiresGradient(true);
        momentum = manager.zeros(centers.getShape());
    }

    @Override
    public void step(long number) {
        Autograd.zeroGradient(embeddings);
        Autograd.zeroGradient(centers);
        int own = same.batch() * CentersWorkload.LABELS;
        try (NDManager scope = manager.newSubManager()) {
            scope.tempAttachAll(embeddings, centers, momentum);
            NDArray labels = scope.create(same.labels(number)).toType(DataType.INT64, false);
            NDArray drawn = scope.randomInteger(0, same.count(), new Shape(same.negatives()), DataType.INT64);
            NDArray positives =
                    scope.arange(own).toType(DataType.INT64, false).reshape(same.batch(), CentersWorkload.LABELS);
            try (Autograd.Recording recording = Autograd.record()) {
                NDArray sampled = centers.get(new NDIndex("{}", labels.concat(drawn)));
                NDArray loss = CentersWorkload.LOSS.mean(embeddings, sampled, positives);
                loss.attach(scope);
                Autograd.backward(loss);
            }
            try (Autograd.Recording pause = Autograd.pause()) {
                momentum.muli(MOMENTUM).addi(centers.getGradient());
                centers.subi(momentum.mul(RATE));
            }
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
