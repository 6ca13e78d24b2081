package io.winnow.models.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeLogTest {
    /** The levels are 0 for information, 1 for warnings and 2 for errors. */
    @Test
    @EnabledOnOs(OS.LINUX)
    @EnabledIfEnvironmentVariable(named = "TORCH_CPP_LOG_LEVEL", matches = "ERROR")
    void takesTheLevelFromTheEnvironment() {
        Engine.getInstance();
        Path library = Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName("c10"));
        Pointer level =
                NativeLibrary.getInstance(library.toString()).getGlobalVariableAddress("FLAGS_caffe2_log_level");
        level.setInt(0, 1);
        NativeLog.readLevelFromEnvironment();
        assertThat(level.getInt(0)).isEqualTo(2);
    }
}
