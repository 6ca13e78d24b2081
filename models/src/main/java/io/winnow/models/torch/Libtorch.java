package io.winnow.models.torch;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.Utils;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Describes PyTorch's native library that this process has loaded. */
public final class Libtorch {
    /** The names of DJL's own library folders: version, flavor, operating system and processor, as in 2.7.1-cpu-linux-x86_64. */
    private static final Pattern FOLDER = Pattern.compile("\\d+(?:\\.\\d+)+(?:-\\d+)?-(.+)-(?:linux|win|osx)-[^-]+");

    private Libtorch() {}

    /** The folder that contains the library. */
    public static Path folder() {
        Engine.getInstance();
        return Path.of(LibUtils.getLibtorchPath());
    }

    /**
     * The library's build as DJL names it, such as cpu or cu128. If the folder is not one of DJL's own, this is the value of {@code
     * PYTORCH_FLAVOR} (environment variable or system property), or "unknown flavor" without one.
     */
    public static String flavor() {
        return flavor(folder(), Utils.getEnvOrSystemProperty("PYTORCH_FLAVOR"));
    }

    static String flavor(Path folder, String declared) {
        Matcher name = FOLDER.matcher(folder.getFileName().toString());
        if (name.matches()) {
            return name.group(1);
        }
        return declared == null ? "unknown flavor" : declared;
    }
}
