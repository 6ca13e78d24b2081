package io.winnow.models.pretrained;

import java.io.IOException;
import java.nio.file.Path;

/** The errors of files with weights. Each names the file, the problem, and what to do. */
final class Faults {
    private Faults() {}

    /** @param kind what the file should be, such as {@code safetensors file} */
    static IOException damaged(Path file, String kind, String problem) {
        return new IOException(file + " is not a valid " + kind + ": " + problem + ". Replace it with an intact copy.");
    }

    /** @param advice what to do, as a sentence */
    static IOException refused(Path file, String problem, String advice) {
        return new IOException("Cannot read " + file + ": " + problem + ". " + advice);
    }
}
