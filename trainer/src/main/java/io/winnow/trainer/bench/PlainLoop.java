package io.winnow.trainer.bench;

/** The work of another workload, or less, as straightforward code over the same libtorch does it. */
abstract class PlainLoop implements Workload {
    private final Workload same;
    private final String how;

    /** @param same open as long as this is */
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
