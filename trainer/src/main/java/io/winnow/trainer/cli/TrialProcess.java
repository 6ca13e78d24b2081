package io.winnow.trainer.cli;

import io.winnow.trainer.sweep.Slot;
import io.winnow.trainer.sweep.TrialTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs {@code winnow train} in a process of its own, with the options of this process for Java. */
final class TrialProcess implements TrialTrainer {
    private static final int POLL_MILLISECONDS = 100;

    @Override
    public int train(Path config, Path runs, Path log, Slot slot, BooleanSupplier stop) throws IOException {
        List<String> command =
                WinnowProcess.command(List.of("train", config.toString(), "--run-dir", runs.toString(), "--resume"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(slot.environment());
        Process process = builder.start();
        try {
            boolean asked = false;
            while (!process.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                if (!asked && stop.getAsBoolean()) {
                    asked = true;
                    process.destroy(); // SIGTERM, upon which a training saves its state
                }
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("The training was interrupted.", e);
        }
    }
}
