package io.winnow.trainer.engine;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory of a device, in bytes. For a GPU, the figures come from CUDA and cover all processes that use it. For the CPU, they come from
 * Linux and cover the machine ({@link #available}) or this process ({@link #peak}).
 */
public final class DeviceMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private static final Logger LOG = LoggerFactory.getLogger(DeviceMemory.class);

    private DeviceMemory() {}

    /** Returns the memory that no process uses at this moment. */
    public static long available(Device device) throws IOException {
        if (device.isGpu()) {
            MemoryUsage memory = CudaUtils.getGpuMemory(device);
            return memory.getMax() - memory.getUsed();
        }
        return field(Path.of("/proc/meminfo"), "MemAvailable");
    }

    /** Resets the peak of the CPU, so that {@link #peak} reports the maximum from now on. Has no effect where Linux does not allow it. */
    public static void restartPeak() {
        try {
            Files.writeString(Path.of("/proc/self/clear_refs"), "5");
        } catch (IOException e) {
            LOG.debug(
                    "The peak memory of the process could not be reset, so the reported peak may be an earlier one.",
                    e);
        }
    }

    /**
     * Returns the peak memory.
     *
     * <p>For the CPU, this is the most that this process has used since it started or since {@link #restartPeak}. For a GPU, it is the
     * memory of that one device that all processes, other programs included, use at this moment. PyTorch never returns memory to the
     * device, so for this process the figure is a peak as well, but always one since the process started.
     */
    public static long peak(Device device) throws IOException {
        return device.isGpu() ? CudaUtils.getGpuMemory(device).getUsed() : field(STATUS, "VmHWM");
    }

    /**
     * Returns the memory that is used at this moment: for the CPU, that of this process which is in physical memory; for a GPU, that of all
     * processes. Empty where it cannot be measured.
     */
    static OptionalLong used(Device device) throws IOException {
        if (device.isGpu()) {
            return OptionalLong.of(CudaUtils.getGpuMemory(device).getUsed());
        }
        return Files.isReadable(STATUS) ? find(STATUS, "VmRSS") : OptionalLong.empty();
    }

    private static long field(Path file, String name) throws IOException {
        if (!Files.isReadable(file)) {
            throw new UserException("The memory of the CPU cannot be measured: " + file
                    + " does not exist or cannot be read. Run this on Linux, or on a GPU.");
        }
        return find(file, name).orElseThrow();
    }

    /** Returns a number of bytes in a file of Linux; empty if the file has no such line, as under some sandboxes. */
    private static OptionalLong find(Path file, String name) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst();
    }
}
