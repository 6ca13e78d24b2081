package io.winnow.datasets.loader;

import io.winnow.datasets.random.Permutation;

/**
 * An order in which the examples of a bag follow each other, and batches consist of whole bags. The bags are shuffled anew in each epoch. If
 * bags differ in size, so do batches: each has the same number of bags, which is chosen so that batches have the batch size on average.
 */
public final class WholeBags implements EpochOrder {
    private final int[][] members;
    private final int bagsPerBatch;

    /**
     * Creates the order.
     *
     * @param members examples of each bag; each example of the loader belongs to exactly one bag, and each bag has an example
     * @param batchSize number of examples in a batch; a batch has one bag at least
     */
    public WholeBags(int[][] members, int batchSize) {
        this.members = members.clone();
        long examples = 0;
        for (int[] bag : members) {
            examples += bag.length;
        }
        bagsPerBatch = (int) Math.max(1, batchSize * (long) members.length / Math.max(1, examples));
    }

    @Override
    public int[] of(long seed, long epoch) {
        int[] order = Permutation.of(members.length, seed, epoch);
        int size = 0;
        for (int[] bag : members) {
            size += bag.length;
        }
        int[] examples = new int[size];
        int next = 0;
        for (int bag : order) {
            System.arraycopy(members[bag], 0, examples, next, members[bag].length);
            next += members[bag].length;
        }
        return examples;
    }

    @Override
    public int batches(int examples, int batchSize) {
        return (members.length + bagsPerBatch - 1) / bagsPerBatch;
    }

    @Override
    public int[] begins(long seed, long epoch, int examples, int batchSize) {
        int[] order = Permutation.of(members.length, seed, epoch);
        int[] begins = new int[batches(examples, batchSize) + 1];
        int next = 0;
        for (int b = 0; b < order.length; b++) {
            next += members[order[b]].length;
            begins[b / bagsPerBatch + 1] = next;
        }
        return begins;
    }

    @Override
    public boolean keepsBatches() {
        return true;
    }
}
