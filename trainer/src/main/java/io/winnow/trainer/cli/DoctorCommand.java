package io.winnow.trainer.cli;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import ai.djl.util.cuda.CudaUtils;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.catalog.Entry;
import io.winnow.models.layer.ChannelBlocks;
import io.winnow.models.layer.LinearMap;
import io.winnow.models.torch.Libtorch;
import io.winnow.models.torch.Streams;
import io.winnow.models.torch.Threads;
import io.winnow.trainer.doctor.DeviceCheck;
import io.winnow.trainer.doctor.Finding;
import io.winnow.trainer.doctor.Footprint;
import io.winnow.trainer.doctor.MemoryProbe;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.recipe.Provenance;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Devices;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code winnow doctor}. */
@Command(
        name = "doctor",
        description =
                "Shows the engine, GPUs, memory and data that Winnow finds; checks a device; finds the largest batch that fits.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Option(
            names = "--check",
            description = "Compares losses and gradients on the device with those on the CPU in double precision.")
    private boolean check;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "Device that --check tests: auto, cpu, cuda or cuda:N. Default: ${DEFAULT-VALUE}")
    private String device = "auto";

    @Option(
            names = "--fit",
            paramLabel = "CONFIG",
            description =
                    "Runs a few steps of each training of this experiment, without heads and augmentation, and shows the"
                            + " memory that they need and an upper bound of the batch size.")
    private Path fit;

    @Mixin
    private SetOption set;

    @Option(
            names = "--fit-stage",
            paramLabel = "STAGE",
            hidden = true,
            description = "Runs the memory trial of one stage in this process.")
    private String stage;

    @Option(names = "--json", description = "Prints the result of --check or --fit as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        new OptionRules(spec)
                .excludes("--check", "--fit")
                .needs("--device", "--check")
                .needs("--set", "--fit")
                .needs("--json", "--check", "--fit")
                .needs("--fit-stage", "--fit");
        if (check) {
            return check();
        } else if (stage != null) {
            return tryStage();
        } else if (fit != null) {
            return fit();
        }
        show(spec.commandLine().getOut());
        return 0;
    }

    private static void show(PrintWriter out) throws IOException {
        Engine engine = Engine.getInstance();
        out.println("Java          " + Runtime.version());
        out.println("engine        " + engine.getEngineName() + " " + engine.getVersion() + ", DJL "
                + Engine.getDjlVersion());
        out.println("libtorch      " + Libtorch.flavor()
                + (engine.hasCapability(StandardCapabilities.CUDA) ? ", with CUDA" : ", without CUDA") + ", in "
                + Libtorch.folder());
        Threads.atMost(Runtime.getRuntime().availableProcessors());
        out.println("processors    " + Runtime.getRuntime().availableProcessors() + "; the engine uses "
                + Threads.ofEngine() + " threads");
        out.println("products      by " + (LinearMap.isByOneDnn() ? "oneDNN" : "PyTorch's usual operator")
                + " in linear layers on the CPU");
        if (ChannelBlocks.areLost()) {
            out.println(
                    "convolutions  PyTorch's own are wrong here for most numbers of channels, because this machine does not tell"
                            + " it the sizes of the processor's caches. Winnow adds channels of zeros, so that training and evaluation"
                            + " are right. Use ONNX instead of TorchScript files of networks with convolutions.");
        }
        out.println("streams       " + Streams.count(Integer.MAX_VALUE)
                + " at most, for independent parts of a computation on the CPU");
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
                    + catalog.present(entry).map(Object::toString).orElse("not downloaded"));
        }
    }

    /** The output of {@code --check --json}. */
    private record Checked(String device, boolean passed, List<Finding> findings) {}

    private int check() {
        Device chosen = Devices.resolve(device);
        List<Finding> findings = new DeviceCheck(chosen).run();
        boolean passed = findings.stream().allMatch(Finding::passes);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(new Checked(Provenance.describe(chosen), passed, findings)));
        } else {
            out.println(Provenance.describe(chosen) + " against the CPU in double precision:");
            findings.forEach(finding -> out.println(finding.text()));
        }
        return passed ? 0 : Winnow.FAILED;
    }

    /** The output of {@code --fit --json}. */
    private record Fitted(String device, int replicas, List<Footprint> trainings) {}

    private int fit() throws IOException {
        Experiment experiment = Experiment.read(fit, set.assignments());
        PrintWriter err = spec.commandLine().getErr();
        SizeChecks.run(experiment, fit, set.assignments(), new Catalog(DataRoot.ofEnvironment()), false, err::println);
        Device chosen = Devices.resolve(experiment);
        List<ProbedTraining> trainings = experiment.recipe().trainings();
        if (trainings.isEmpty()) {
            throw new UserException("The memory of " + fit
                    + " cannot be estimated, because it trains no encoder. --fit supports trainings of"
                    + " encoders only.");
        }
        PrintWriter out = spec.commandLine().getOut();
        List<Footprint> footprints = new ArrayList<>();
        for (ProbedTraining training : trainings) {
            Footprint footprint = FitProcess.run(fit, set.assignments(), training.stage());
            footprints.add(footprint);
            if (!json) {
                out.println(footprint.text());
            }
        }
        if (json) {
            out.println(Json.line(new Fitted(Provenance.describe(chosen), experiment.replicas(), footprints)));
        }
        return footprints.stream().allMatch(Footprint::fits) ? 0 : Winnow.FAILED;
    }

    private int tryStage() throws IOException {
        Experiment experiment = Experiment.read(fit, set.assignments());
        ProbedTraining training = experiment.recipe().trainings().stream()
                .filter(candidate -> candidate.stage().equals(stage))
                .findFirst()
                .orElseThrow(() -> new UserException("No stage '" + stage + "' of " + fit + " trains an encoder."));
        Preprocessing input;
        try (TaskData data = training.data()
                .open(new Catalog(DataRoot.ofEnvironment()), experiment.recipe().fixed(note -> {}), Optional.empty())) {
            input = data.inputs().preprocessing();
        }
        try (NDManager manager = NDManager.newBaseManager(Devices.resolve(experiment))) {
            spec.commandLine()
                    .getOut()
                    .println(Json.line(
                            MemoryProbe.of(training, experiment.engine(), input, experiment.replicas(), manager)));
        }
        return 0;
    }
}
