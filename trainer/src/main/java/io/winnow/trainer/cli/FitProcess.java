package io.winnow.trainer.cli;

import io.winnow.trainer.doctor.Footprint;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs {@code winnow doctor --fit CONFIG --fit-stage STAGE --json} in a process of its own, because memory can only be measured for a whole
 * process.
 */
final class FitProcess {
    private FitProcess() {}

    /**
     * Runs the memory trial of a stage.
     *
     * @throws IOException when the process fails, for example because not even the small batches of the trial fit into memory
     */
    static Footprint run(Path config, List<String> assignments, String stage) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("doctor", "--fit", config.toString(), "--fit-stage", stage, "--json"));
        for (String assignment : assignments) {
            arguments.add("--set");
            arguments.add(assignment);
        }
        ProcessBuilder builder =
                new ProcessBuilder(WinnowProcess.command(arguments)).redirectError(ProcessBuilder.Redirect.INHERIT);
        // The same settings as in the launcher: freed memory is kept and used again.
        builder.environment().putIfAbsent("MALLOC_MMAP_MAX_", "0");
        builder.environment().putIfAbsent("MALLOC_TRIM_THRESHOLD_", "-1");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("The memory trial of stage " + stage + " failed; the messages above say why.");
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("The memory trial of stage " + stage + " was interrupted.", e);
        }
        return Json.parse(out, Footprint.class);
    }
}
