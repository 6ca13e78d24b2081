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

    private static final Path OWN = Path.of("/proc/cpuinfo");
    private static final boolean MULTIPLIES_BFLOAT16 = multipliesBfloat16(OWN);

    /** Property of the JVM that switches oneDNN off where it is false. */
    private static final String ONE_DNN = "winnow.one-dnn";

    /** The first family of AMD's processors, Zen 5, whose units for AVX-512 are 512 bits wide. */
    private static final int WIDE_FAMILY = 26;

    private static final boolean FASTER_BY_ONE_DNN =
            !System.getProperty(ONE_DNN, "true").equals("false") && isFasterByOneDnn(OWN);

    private Processor() {}

    /** Whether it has instructions that multiply bfloat16 numbers. Only Linux tells; elsewhere the answer is no. */
    static boolean multipliesBfloat16() {
        return MULTIPLIES_BFLOAT16;
    }

    /**
     * Whether oneDNN multiplies float32 matrices about twice as fast as MKL, by which PyTorch multiplies them: on AMD's processors MKL uses AVX2
     * only. Earlier ones need two cycles for an instruction of AVX-512, so that nothing is gained there. The
     * property {@code winnow.one-dnn=false} switches it off.
     */
    static boolean isFasterByOneDnn() {
        return FASTER_BY_ONE_DNN;
    }

    static boolean isFasterByOneDnn(Path description) {
        return value(description, "vendor_id").equals("AuthenticAMD")
                && has(description, Set.of("avx512f"))
                && Integer.parseInt("0" + value(description, "cpu family").replaceAll("\\D", "")) >= WIDE_FAMILY;
    }

    static boolean multipliesBfloat16(Path description) {
        return has(description, BFLOAT16);
    }

    private static boolean has(Path description, Set<String> features) {
        return Arrays.stream(value(description, "flags").split("\\s+", -1)).anyMatch(features::contains);
    }

    /**
     * Returns a property of the first processor; an empty text if it is unknown.
     *
     * @param description describes the processors as Linux does, in lines such as {@code flags : fpu sse}
     */
    private static String value(Path description, String property) {
        try (Stream<String> lines = Files.lines(description)) {
            return lines.filter(line -> line.startsWith(property))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("");
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }
}
