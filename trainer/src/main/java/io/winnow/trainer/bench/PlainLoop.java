package io.winnow.trainer.bench;

/** Does the work of another workload, or less, in straightforward code that uses the same libtorch. */
abstract class PlainLoop implements Workload {
    private final Workload same;
    private final String how;

    /**
     * @param same the other workload, which must stay open as long as this one
     * @param how how this one does the work, for its name
     */
    PlainLoop(Workload same, String how) {
        this.same = same;
        this.how = how;
    }

    @Override
    public final String name() {
        return same.name() + " " + how;
    }

    @Override
    public final String unit() {
        return same.unit();
    }

    @Override
    public final double items() {
        return same.items();
    }

    @Override
    public final double flop() {
        return same.flop();
    }
}
