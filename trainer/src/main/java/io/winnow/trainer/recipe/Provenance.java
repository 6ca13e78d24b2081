package io.winnow.trainer.recipe;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.winnow.models.torch.Threads;
import io.winnow.trainer.run.Manifest;
import io.winnow.trainer.run.RunStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Records the origin of results: software versions, revision of the source code, device and time. */
public final class Provenance {
    /** End of the revision of a working directory with changes that are not committed. */
    private static final String DIRTY = "-dirty";

    private Provenance() {}

    static Manifest manifest(Experiment experiment, Device device) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        return new Manifest(
                experiment.name(),
                experiment.recipe().kind(),
                RunStatus.RUNNING,
                experiment.seed(),
                describe(device),
                Optional.of(Threads.ofEngine()),
                now,
                now,
                0,
                versions(),
                gitRevision(),
                null);
    }

    /** Returns the name of a device as it is written in configurations. */
    public static String describe(Device device) {
        return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
    }

    /** Returns the versions of Winnow, Java, DJL and PyTorch. */
    public static Map<String, String> versions() {
        Engine engine = Engine.getInstance();
        Map<String, String> versions = new TreeMap<>();
        String own = Provenance.class.getPackage().getImplementationVersion();
        versions.put("winnow", own == null ? "development" : own);
        versions.put("java", Runtime.version().toString());
        versions.put("pytorch", engine.getVersion());
        versions.put("djl", Engine.getDjlVersion());
        return versions;
    }

    /** Whether a working directory had changes that were not committed, so that the same revision does not mean the same code. */
    static boolean isChanged(String gitRevision) {
        return gitRevision != null && gitRevision.endsWith(DIRTY);
    }

    /** Returns the Git revision of the working directory, or null if it is not in a Git checkout. */
    public static String gitRevision() {
        try {
            Process process = new ProcessBuilder("git", "describe", "--always", "--dirty=" + DIRTY, "--abbrev=12")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? out : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
