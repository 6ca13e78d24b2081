package io.winnow.trainer.cli;

import ai.djl.Device;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.Profiler;
import io.winnow.models.torch.Threads;
import io.winnow.trainer.bench.BenchOptions;
import io.winnow.trainer.bench.BenchReport;
import io.winnow.trainer.bench.Benchmark;
import io.winnow.trainer.bench.Measurement;
import io.winnow.trainer.bench.Workload;
import io.winnow.trainer.bench.Workloads;
import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.config.Names;
import io.winnow.trainer.recipe.Provenance;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Devices;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow bench}. */
@Command(
        name = "bench",
        description = "Measures the speed of fixed workloads, and of a plain matrix product for comparison.",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "WORKLOAD",
            arity = "0..*",
            description = "Workloads to measure: vit-tiny, vit-small, resnet20, centers, tabsim, minilm, kmeans, audit,"
                    + " decode, photographs. Default: all except audit; on a CPU, also without vit-small")
    private List<String> names = List.of();

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "Device to run on: auto, cpu, cuda or cuda:N. Default: ${DEFAULT-VALUE}")
    private String device = "auto";

    @Option(
            names = "--precision",
            paramLabel = "float32|tf32|bfloat16|float16",
            description = "Numeric precision of the encoders. Everything else is computed in float32. Default: float32")
    private Precision precision = Precision.FLOAT32;

    @Option(
            names = "--compiled",
            description = "Measures each training workload without and with compiled passes, in alternation.")
    private boolean compiled;

    @Option(
            names = "--plain",
            description =
                    "Also measures, in alternation, straightforward code that does the same work with the same libtorch."
                            + " Needs --precision float32.")
    private boolean plain;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Number of CPU threads that PyTorch uses. Default: one per core")
    private Integer threads;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Number of timed rounds of each workload. Default: ${DEFAULT-VALUE}")
    private int rounds = 7;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            description = "Shortest duration of a round in seconds. Default: ${DEFAULT-VALUE}")
    private double seconds = 2;

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description =
                    "Measures nothing; runs a few steps of each workload instead, and writes PyTorch's trace of the host"
                            + " time to this file. Perfetto and chrome://tracing show it.")
    private Path profile;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private static final int PROFILED_STEPS = 3;

    @Override
    public Integer call() throws IOException {
        new OptionRules(spec).excludes("--profile", "--json", "--plain", "--rounds", "--seconds");
        if (profile != null) {
            Outputs.requireFile("--profile", profile, true);
        }
        for (String name : names) {
            if (Workloads.of(name) == null) {
                throw new UserException(
                        "There is no workload '" + name + "'; " + Names.allowedAtEnd(name, Workloads.names()));
            }
        }
        if (rounds < 1 || !(seconds >= 0) || (threads != null && threads < 1)) {
            throw new UserException(
                    "--rounds and --threads must be at least 1, and --seconds must be at least 0; found --rounds "
                            + rounds + (threads == null ? "" : ", --threads " + threads) + ", --seconds " + seconds
                            + ".");
        }
        if (plain && precision != Precision.FLOAT32) {
            throw new UserException("--plain compares in float32 only; found --precision "
                    + precision.name().toLowerCase(Locale.ROOT) + ". Leave out one of the two.");
        }
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        Device chosen = Devices.resolve(device);
        if (threads != null) {
            Threads.use(threads); // last, because the device limits the threads to the processors
        }
        precision.refusal(chosen, System.getenv(Precision.TF32_VARIABLE)).ifPresent(reason -> {
            throw new UserException(reason);
        });
        BenchOptions options = new BenchOptions(chosen, precision, Compilation.OFF, rounds, seconds);
        List<String> wanted = names.isEmpty() ? Workloads.usual(chosen) : names;
        if (profile != null) {
            profile(wanted, options);
            return 0;
        }
        PrintWriter out = spec.commandLine().getOut();
        BenchReport.Machine machine = BenchReport.Machine.here(Threads.ofEngine(), load);
        if (!json) {
            out.printf(
                    Locale.ROOT,
                    "%s, %d processors, %d threads, %d MiB, load %.2f; %s, %s; PyTorch %s%n",
                    machine.processor(),
                    machine.processors(),
                    machine.threads(),
                    machine.memoryMiB(),
                    machine.load(),
                    Provenance.describe(chosen),
                    precision.name().toLowerCase(Locale.ROOT),
                    Provenance.versions().get("pytorch"));
        }
        List<Measurement> measurements = new ArrayList<>();
        for (String name : wanted) {
            for (Function<BenchOptions, Workload> opened : Workloads.of(name)) {
                for (Measurement measurement : measure(opened, options)) {
                    measurements.add(measurement);
                    if (!json) {
                        out.println(measurement.text());
                    }
                }
            }
        }
        if (json) {
            out.println(Json.line(new BenchReport(
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                    machine,
                    Provenance.versions(),
                    Provenance.gitRevision(),
                    Provenance.describe(chosen),
                    precision,
                    measurements)));
        }
        return 0;
    }

    private List<Measurement> measure(Function<BenchOptions, Workload> opened, BenchOptions options) {
        List<Workload> workloads = new ArrayList<>(List.of(opened.apply(options)));
        try {
            if (compiled && workloads.get(0).isTraining()) {
                workloads.add(opened.apply(options.with(Compilation.ON)));
            }
            if (plain) {
                workloads.get(0).plain().ifPresent(workloads::add);
            }
            return Benchmark.measure(workloads, options);
        } finally {
            workloads.forEach(Workload::close);
        }
    }

    private void profile(List<String> wanted, BenchOptions options) throws IOException {
        AtomicFiles.write(profile, temporary -> {
            try (Profiler profiler = Profiler.start(temporary)) {
                for (String name : wanted) {
                    for (Function<BenchOptions, Workload> opened : Workloads.of(name)) {
                        try (Workload workload =
                                opened.apply(options.with(compiled ? Compilation.ON : Compilation.OFF))) {
                            for (int step = 0; step < PROFILED_STEPS; step++) {
                                workload.step(step);
                            }
                        }
                    }
                }
            }
        });
    }
}
