package io.winnow.trainer.cli;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.catalog.Entry;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code winnow doctor}. */
@Command(
        name = "doctor",
        description = "Shows what was found: engine, GPUs, memory, data.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Engine engine = Engine.getInstance();
        out.println("Java          " + Runtime.version());
        out.println("engine        " + engine.getEngineName() + " " + engine.getVersion() + ", DJL "
                + Engine.getDjlVersion());
        out.println("processors    " + Runtime.getRuntime().availableProcessors());
        out.println("Java heap     " + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB at most");
        out.println("GPUs          " + engine.getGpuCount() + ". " + Devices.found());
        for (int i = 0; i < engine.getGpuCount(); i++) {
            out.println("  cuda:" + i + "      "
                    + CudaUtils.getGpuMemory(Device.gpu(i)).getMax() / (1 << 20) + " MiB, compute capability "
                    + CudaUtils.getComputeCapability(i));
        }
        DataRoot root = DataRoot.ofEnvironment();
        out.println("data roots    " + root.roots());
        Catalog catalog = new Catalog(root);
        for (Entry entry : Catalog.entries()) {
            out.println("  " + entry.name() + ": "
                    + catalog.present(entry).map(Object::toString).orElse("not here"));
        }
        return 0;
    }
}
