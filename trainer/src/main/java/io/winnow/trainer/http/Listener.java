package io.winnow.trainer.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Opens HTTP servers of the JDK. */
public final class Listener {
    private static final int BACKLOG = 1024;

    /** How long a client may take to send a request. */
    private static final int REQUEST_SECONDS = 60;

    private Listener() {}

    /**
     * Listens at an address. The server is not started yet.
     *
     * @param port port to listen at; 0 for any free one
     * @param threads compute the answers
     * @throws UserException if the address cannot be used
     */
    public static HttpServer open(String host, int port, ExecutorService threads) throws IOException {
        // Without it, the answers on a connection that stays open wait for the client's acknowledgement (40 ms).
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", Integer.toString(REQUEST_SECONDS));
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(host, port), BACKLOG);
            http.setExecutor(threads);
            return http;
        } catch (BindException | UnresolvedAddressException e) {
            throw new UserException(
                    "The server cannot listen at " + host + ":" + port + ": "
                            + (e instanceof BindException ? e.getMessage() : "there is no such address")
                            + ". Choose another --port or --host.",
                    e);
        }
    }

    /**
     * Sends an answer, whose headers are set. The answer to a request with the method HEAD has the length of the body, but not the body.
     */
    public static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Returns threads for a server, as many as there are requests at a time. They do not keep the process alive. */
    public static ExecutorService threads() {
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "http");
            thread.setDaemon(true);
            return thread;
        });
    }
}
