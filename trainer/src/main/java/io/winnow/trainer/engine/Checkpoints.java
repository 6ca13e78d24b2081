package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The checkpoints of one training. Each is a folder: {@code step-00000500/{model,optimizer,..}.safetensors, state.json, checksums}. A
 * folder gets this name only once it is complete. Damage that happens later is detected by the checksums, and the damaged folder is
 * renamed.
 */
public final class Checkpoints {
    private static final String PREFIX = "step-";
    private static final String DAMAGED = "damaged-";

    private final Path folder;

    /** @param folder folder that holds the checkpoints; it need not exist yet */
    public Checkpoints(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a checkpoint, then deletes all but the last {@code keep} checkpoints and the one of {@code state.bestStep()}.
     *
     * @param parts arrays by name, for each part: {@code model}, {@code optimizer}, ..
     */
    void save(Checkpoint.State state, Map<String, Map<String, NDArray>> parts, int keep) throws IOException {
        Path target = folder.resolve(PREFIX + String.format(Locale.ROOT, "%08d", state.step()));
        AtomicFiles.directory(target, temporary -> {
            Map<String, String> sums = new TreeMap<>();
            for (Map.Entry<String, Map<String, NDArray>> part : parts.entrySet()) {
                Path file = temporary.resolve(part.getKey() + ".safetensors");
                SafeTensors.write(file, part.getValue(), Map.of("format", "winnow-1"));
                sums.put(file.getFileName().toString(), sha256(file));
            }
            Path stateFile = temporary.resolve("state.json");
            Files.writeString(stateFile, Json.page(state));
            sums.put("state.json", sha256(stateFile));
            Files.writeString(
                    temporary.resolve("checksums"),
                    sums.entrySet().stream()
                            .map(sum -> sum.getValue() + "  " + sum.getKey() + "\n")
                            .collect(Collectors.joining()));
        });
        List<Checkpoint> all = all();
        for (Checkpoint old : all.subList(0, Math.max(0, all.size() - keep))) {
            if (old.step() != state.bestStep()) {
                AtomicFiles.delete(old.folder());
            }
        }
    }

    /**
     * Returns the newest checkpoint that is not damaged, or empty if there is none. Newer checkpoints that are damaged are renamed: a
     * damaged checkpoint must not count among those to keep, or a good one would be deleted in its place.
     *
     * @param warnings takes one line for each damaged checkpoint
     */
    public Optional<Checkpoint> newest(Consumer<String> warnings) throws IOException {
        List<Checkpoint> all = all();
        for (int i = all.size() - 1; i >= 0; i--) {
            Optional<String> damage = damage(all.get(i));
            if (damage.isEmpty()) {
                return Optional.of(all.get(i));
            }
            Path damaged = all.get(i).folder();
            Path aside = folder.resolve(DAMAGED + damaged.getFileName());
            AtomicFiles.delete(aside);
            Files.move(damaged, aside);
            warnings.accept("Warning: checkpoint " + damaged + " is damaged (" + damage.get() + "). It was renamed to "
                    + aside.getFileName() + ", and the checkpoint before it is used instead.");
        }
        return Optional.empty();
    }

    /** Returns the checkpoint of a step, or empty if it was not kept. */
    public Optional<Checkpoint> at(long step) throws IOException {
        return all().stream().filter(checkpoint -> checkpoint.step() == step).findFirst();
    }

    /** Returns all checkpoints, oldest first, without verifying their checksums. */
    public List<Checkpoint> all() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.getFileName().toString().matches(PREFIX + "\\d+"))
                    .map(path -> new Checkpoint(
                            path, Long.parseLong(path.getFileName().toString().substring(PREFIX.length()))))
                    .sorted(Comparator.comparingLong(Checkpoint::step))
                    .toList();
        }
    }

    /** Returns what is wrong with a checkpoint; empty if its checksums are right. */
    private static Optional<String> damage(Checkpoint checkpoint) {
        try {
            for (String line : Files.readAllLines(checkpoint.folder().resolve("checksums"))) {
                String[] sum = line.split(" {2}", 2);
                if (sum.length != 2
                        || !sha256(checkpoint.folder().resolve(sum[1])).equals(sum[0])) {
                    return Optional.of("wrong checksum of " + sum[sum.length - 1]);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
