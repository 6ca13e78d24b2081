package io.winnow.models.torch;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.Utils;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PyTorch's native library, as this process has loaded it. */
public final class Libtorch {
    /** How DJL names the folders of its own: version, flavor, system and processor. */
    private static final Pattern FOLDER = Pattern.compile("\\d+(?:\\.\\d+)+(?:-\\d+)?-(.+)-(?:linux|win|osx)-[^-]+");

    private Libtorch() {}

    /** The folder that it lies in. */
    public static Path folder() {
        Engine.getInstance();
        return Path.of(LibUtils.getLibtorchPath());
    }

    /** Which build it is, as DJL calls it: cpu, cu128 and the like; of a folder that is not DJL's own, what {@code PYTORCH_FLAVOR} says. */
    public static String flavor() {
        return flavor(folder(), Utils.getEnvOrSystemProperty("PYTORCH_FLAVOR"));
    }

    static String flavor(Path folder, String said) {
        Matcher name = FOLDER.matcher(folder.getFileName().toString());
        if (name.matches()) {
            return name.group(1);
        }
        return said == null ? "unknown flavor" : said;
    }
}
