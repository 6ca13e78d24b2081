package io.winnow.trainer.cli;

import io.winnow.trainer.doctor.Footprint;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code winnow doctor --fit CONFIG --fit-stage STAGE --json} in a process of its own, as memory is measured of a whole process. */
final class FitProcess {
    private FitProcess() {}

    /**
     * @throws IOException with what the process said, when it failed: a batch that did not even fit for the trial
     */
    static Footprint run(Path config, List<String> assignments, String stage) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseParallelGC",
                "-cp",
                System.getProperty("java.class.path"),
                Winnow.class.getName(),
                "doctor",
                "--fit",
                config.toString(),
                "--fit-stage",
                stage,
                "--json"));
        for (String assignment : assignments) {
            command.add("--set");
            command.add(assignment);
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // As the launcher sets it: memory that was freed is kept and used again.
        builder.environment().putIfAbsent("MALLOC_MMAP_MAX_", "0");
        builder.environment().putIfAbsent("MALLOC_TRIM_THRESHOLD_", "-1");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("The trial of " + stage + " failed.");
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("The trial of " + stage + " was interrupted.", e);
        }
        return Json.parse(out, Footprint.class);
    }
}
