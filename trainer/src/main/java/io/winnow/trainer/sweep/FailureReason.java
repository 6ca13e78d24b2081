package io.winnow.trainer.sweep;

import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Manifest;
import io.winnow.trainer.run.RunStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds out why a training ended without a result. */
final class FailureReason {
    private static final int STOPPED = 75;

    /** Exit codes from here on are signals that ended the process. */
    private static final int SIGNALS = 128;

    private static final int KILLED = SIGNALS + 9;
    private static final int LONGEST = 400;

    private FailureReason() {}

    /**
     * Returns the reason as sentences.
     *
     * @param run directory of the run, which may not exist
     * @param log messages of the process
     * @param begin length of the log in bytes before the process started
     */
    static String of(int exitCode, Path run, Path log, long begin) throws IOException {
        if (exitCode == STOPPED) {
            return "It was stopped from outside of the sweep, and can be continued.";
        }
        if (exitCode > SIGNALS) {
            return "Its process was ended by signal " + (exitCode - SIGNALS)
                    + (exitCode == KILLED ? ", as the system does if the machine runs out of memory." : ".");
        }
        Path file = run.resolve("run.json");
        if (Files.exists(file)) {
            Manifest manifest = Json.read(file, Manifest.class);
            if (manifest.status() == RunStatus.FAILED && manifest.message() != null) {
                return shortened(manifest.message().replaceFirst("^[\\w.$]+(Exception|Error): ", ""));
            }
        }
        byte[] all = Files.exists(log) ? Files.readAllBytes(log) : new byte[0];
        int from = (int) Math.min(begin, all.length);
        List<String> lines = new String(all, from, all.length - from, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("\t"))
                .toList();
        return lines.isEmpty()
                ? "Its process ended with exit code " + exitCode + " and without a message."
                : shortened(lines.get(lines.size() - 1));
    }

    private static String shortened(String message) {
        String line = message.replaceAll("\\s+", " ")
                .replaceAll("\\[((?:\\d+, ){5})[\\d, ]+]", "[$1..]") // a batch of examples
                .strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + ".." : line;
    }
}
