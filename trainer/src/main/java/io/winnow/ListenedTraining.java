package io.winnow;

import io.winnow.trainer.run.MetricSink;
import io.winnow.trainer.run.Progress;

/** Passes the messages, the progress and the metrics of a training to a listener. */
record ListenedTraining(TrainingListener listener) implements Progress {
    /** Returns what passes the metrics. */
    MetricSink metrics() {
        return event -> listener.measured(event.stage(), event.step(), event.epoch(), event.values());
    }

    @Override
    public void say(String line) {
        listener.said(line);
    }

    @Override
    public Task start(String name, String unit, long done, long total) {
        return new Task() {
            @Override
            public void at(long reached, String note) {
                listener.advanced(name, unit, reached, total);
            }

            @Override
            public void close() {}
        };
    }
}
