package io.winnow.trainer.cli;

import io.winnow.trainer.modality.Modalities;
import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.ExportedBundle;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.serve.InferenceServer;
import io.winnow.trainer.serve.LoadTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow serve}. */
@Command(
        name = "serve",
        description =
                "Serves an exported model over HTTP by the Open Inference Protocol (KServe V2). Requests that arrive"
                        + " at the same time are computed in one batch. SIGTERM or Ctrl-C ends the server after all"
                        + " accepted requests are answered.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 50;
    private static final int[] CLIENTS = {1, 8, 64};
    private static final double WARM_UP_SECONDS = 5;

    @Parameters(paramLabel = "EXPORT", description = "Bundle that `winnow export` wrote, with an ONNX file.")
    private Path bundle;

    @Mixin
    private ListenOptions listen = new ListenOptions(8080);

    @Option(names = "--name", description = "Name of the model in addresses. Default: the name of the bundle's folder")
    private String name;

    @Option(
            names = "--max-batch",
            paramLabel = "N",
            description = "Largest number of examples in a batch. Default: ${DEFAULT-VALUE}")
    private int maxBatch = 64;

    @Option(
            names = "--max-delay",
            paramLabel = "MS",
            description = "Milliseconds for which a batch that is not full waits for further requests. Default:"
                    + " ${DEFAULT-VALUE}, so that a batch takes what has arrived while the previous one was"
                    + " computed")
    private int maxDelay = 0;

    @Option(
            names = "--max-waiting",
            paramLabel = "N",
            description =
                    "Largest number of requests that wait. Beyond it, requests are refused with status 503. Default:"
                            + " ${DEFAULT-VALUE}")
    private int maxWaiting = 1024;

    @Option(
            names = "--max-bytes",
            paramLabel = "N",
            description = "Largest length of a request in bytes. Default: ${DEFAULT-VALUE}")
    private long maxBytes = 64L << 20;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Number of threads that compute a batch. Default: one for each processor")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--grace",
            paramLabel = "MS",
            description = "Milliseconds for which a server that was asked to stop says that it is not ready, but still"
                    + " accepts requests, so that a load balancer can send new requests elsewhere. Default:"
                    + " ${DEFAULT-VALUE}")
    private long grace = 1000;

    @Option(
            names = "--load-test",
            paramLabel = "SECONDS",
            description = "Instead of serving, measures throughput and latency with 1, 8 and 64 clients, for this many"
                    + " seconds each, with examples as JSON and as bytes, and of ONNX Runtime without the server.")
    private Double loadTest;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        int port = listen.port();
        if (maxBatch < 1 || maxDelay < 0 || maxWaiting < 1 || maxBytes < 1 || threads < 1 || grace < 0) {
            throw new UserException(
                    "--max-batch, --max-waiting, --max-bytes and --threads must be at least 1, and --max-delay and"
                            + " --grace at least 0.");
        }
        if (loadTest != null && !(loadTest > 0 && loadTest < Double.POSITIVE_INFINITY)) {
            throw new UserException("--load-test must be a number of seconds above 0; found " + loadTest + ".");
        }
        Path file = file();
        ThresholdPromise.warning(file, Modalities.export(file).description().output(), false)
                .ifPresent(spec.commandLine().getErr()::println);
        String shown =
                name == null ? bundle.toAbsolutePath().normalize().getFileName().toString() : name;
        if (!shown.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new UserException(
                    "The name of the model is a part of addresses, so it must consist of letters, digits, dots,"
                            + " underscores and dashes; found '" + shown + "'. Choose one with --name.");
        }
        InferenceServer.Options options = new InferenceServer.Options(
                shown,
                loadTest == null ? listen.host() : "127.0.0.1",
                loadTest == null ? port : 0,
                maxBatch,
                maxDelay,
                maxWaiting,
                maxBytes,
                threads);
        return loadTest == null ? serve(file, options) : measure(file, options);
    }

    private Path file() {
        if (!ExportedBundle.isExport(bundle)) {
            throw new UserException(bundle
                    + " is not a bundle that `winnow export` wrote. Export a run first: "
                    + (Files.exists(bundle.resolve("config.yaml"))
                            ? "winnow export " + bundle + " --output BUNDLE"
                            : "winnow export RUN --output " + bundle));
        }
        Path file = Files.isDirectory(bundle) ? ExportFormat.ONNX.in(bundle) : bundle;
        if (!Files.isRegularFile(file) || !file.toString().endsWith(".onnx")) {
            throw new UserException(bundle + " has no ONNX file. Export the run again with --format onnx.");
        }
        return file;
    }

    private int serve(Path file, InferenceServer.Options options) throws IOException, InterruptedException {
        InferenceServer server = InferenceServer.start(file, options);
        StopSignal stop = StopSignal.listening(Progress.silent());
        spec.commandLine()
                .getOut()
                .println("Serving " + options.name() + " at http://" + options.host() + ":" + server.port()
                        + "/v2/models/" + options.name() + ". Press Ctrl-C to stop.");
        spec.commandLine().getOut().flush();
        try {
            while (true) {
                stop.check();
                Thread.sleep(POLL_MILLIS);
            }
        } catch (StoppedException e) {
            server.stop(grace);
            return 0;
        }
    }

    private int measure(Path file, InferenceServer.Options options) throws IOException, InterruptedException {
        LoadTest test = new LoadTest(file, options, loadTest);
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("", "examples/s", "median (ms)", "99th percentile (ms)", "failed requests"));
        cells.add(row("ONNX Runtime called directly, without the server", test.bare(1)));
        cells.add(row("ONNX Runtime called directly, with " + maxBatch + " examples a call", test.bare(maxBatch)));
        // Server and clients are compiled while they run, which would count against the first row.
        LoadTest warmUp = new LoadTest(file, options, Math.min(WARM_UP_SECONDS, loadTest));
        warmUp.clients(CLIENTS[1], false);
        warmUp.clients(CLIENTS[1], true);
        boolean lost = false;
        for (boolean binary : new boolean[] {false, true}) {
            for (int clients : CLIENTS) {
                LoadTest.Measured measured = test.clients(clients, binary);
                lost |= measured.failed() > 0;
                cells.add(row(
                        "server, " + clients + (clients == 1 ? " client" : " clients")
                                + (binary ? ", elements as bytes" : ""),
                        measured));
            }
        }
        spec.commandLine().getOut().println(ResultTable.align(cells));
        return lost ? Winnow.FAILED : 0;
    }

    private static List<String> row(String name, LoadTest.Measured measured) {
        return List.of(
                name,
                String.format(Locale.ROOT, "%.0f", measured.examplesPerSecond()),
                String.format(Locale.ROOT, "%.2f", measured.medianMillis()),
                String.format(Locale.ROOT, "%.2f", measured.p99Millis()),
                Integer.toString(measured.failed()));
    }
}
