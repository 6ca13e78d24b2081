package io.winnow.spark;

import java.util.function.Consumer;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/** Tells the user which executors were lost and which took their place. */
final class LostExecutors extends SparkListener {
    private final Consumer<String> say;
    private boolean lost;

    LostExecutors(Consumer<String> say) {
        this.say = say;
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
        lost = true;
        say.accept("Executor " + event.executorId() + " of Spark was lost: "
                + event.reason().lines().findFirst().orElse("no reason given")
                + " Its tasks are computed again elsewhere.");
    }

    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded event) {
        if (lost) {
            say.accept("Executor " + event.executorId() + " of Spark has joined.");
        }
    }
}
