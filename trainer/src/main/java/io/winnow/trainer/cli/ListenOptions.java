package io.winnow.trainer.cli;

import io.winnow.trainer.run.UserException;
import picocli.CommandLine.Option;

/** Where a server listens. */
final class ListenOptions {
    private static final int LAST_PORT = 65535;

    @Option(
            names = "--host",
            description =
                    "Address to listen at. Default: ${DEFAULT-VALUE}, which only programs on this machine can reach")
    private String host = "127.0.0.1";

    @Option(names = "--port", description = "Port to listen at; 0 for any free one. Default: ${DEFAULT-VALUE}")
    private int port;

    /** @param port default of the option */
    ListenOptions(int port) {
        this.port = port;
    }

    String host() {
        return host;
    }

    int port() {
        if (port < 0 || port > LAST_PORT) {
            throw new UserException("--port must be a number from 0 to " + LAST_PORT + "; found " + port + ".");
        }
        return port;
    }
}
