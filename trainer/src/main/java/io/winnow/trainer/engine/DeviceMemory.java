package io.winnow.trainer.engine;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Memory of a device: of a GPU what CUDA says of all its processes, of the CPU what Linux says of the machine and this process. Bytes. */
public final class DeviceMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private static final Logger LOG = LoggerFactory.getLogger(DeviceMemory.class);

    private DeviceMemory() {}

    /** That nobody uses now. */
    public static long available(Device device) throws IOException {
        if (device.isGpu()) {
            MemoryUsage memory = CudaUtils.getGpuMemory(device);
            return memory.getMax() - memory.getUsed();
        }
        return field(Path.of("/proc/meminfo"), "MemAvailable");
    }

    /** From now on {@link #peak} of the CPU is the most since now, where Linux allows it. */
    public static void restartPeak() {
        try {
            Files.writeString(Path.of("/proc/self/clear_refs"), "5");
        } catch (IOException e) {
            LOG.debug("The peak of memory goes on from before.", e);
        }
    }

    /**
     * The most that this process had since it began, or since {@link #restartPeak}. Of a GPU, what all processes have of this one device at
     * this moment, other programs' and no other device's: of this process it is a peak, as PyTorch gives nothing back that it once took,
     * but one since the process began.
     */
    public static long peak(Device device) throws IOException {
        return device.isGpu() ? CudaUtils.getGpuMemory(device).getUsed() : field(STATUS, "VmHWM");
    }

    private static long field(Path file, String name) throws IOException {
        if (!Files.isReadable(file)) {
            throw new UserException("Memory of the CPU is read from " + file + ", which this system has not.");
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }
}
