package io.winnow.models.layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/** What the processor of this machine can do. */
final class Processor {
    /** x86 instructions that multiply bfloat16 numbers. */
    private static final Set<String> BFLOAT16 = Set.of("avx512_bf16", "amx_bf16");

    private static final boolean MULTIPLIES_BFLOAT16 = multipliesBfloat16(Path.of("/proc/cpuinfo"));

    private Processor() {}

    /** Whether it has instructions that multiply bfloat16 numbers. Only Linux tells; elsewhere the answer is no. */
    static boolean multipliesBfloat16() {
        return MULTIPLIES_BFLOAT16;
    }

    /** @param description lists the processor's features as Linux does, in a line that starts with {@code flags} */
    static boolean multipliesBfloat16(Path description) {
        try (Stream<String> lines = Files.lines(description)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> Arrays.stream(line.split("\\s+", -1)).anyMatch(BFLOAT16::contains))
                    .orElse(false);
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }
}
