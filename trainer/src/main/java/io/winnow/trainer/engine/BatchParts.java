package io.winnow.trainer.engine;

import io.winnow.datasets.loader.Batch;

/** The part of one worker of each batch: part {@code number} of {@code workers}, as near to equal as possible. */
final class BatchParts<B extends Batch> implements BatchSource.Batches<B> {
    private final BatchSource.Batches<B> whole;
    private final ReplicableObjective<B, ?> objective;
    private final int number;
    private final int workers;
    /** The batch whose part was returned last, which must stay open as long as the part is used. */
    private B open;

    BatchParts(BatchSource.Batches<B> whole, ReplicableObjective<B, ?> objective, int number, int workers) {
        this.whole = whole;
        this.objective = objective;
        this.number = number;
        this.workers = workers;
    }

    @Override
    public boolean hasNext() {
        return whole.hasNext();
    }

    @Override
    public B next() {
        closeLast();
        open = whole.next();
        int size = open.indices().length;
        return objective.part(open, size * number / workers, size * (number + 1) / workers);
    }

    /** The share of the last part in its batch, above 0. */
    double share() {
        int size = open.indices().length;
        return (double) (size * (number + 1) / workers - size * number / workers) / size;
    }

    private void closeLast() {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    @Override
    public void close() {
        closeLast();
        whole.close();
    }
}
