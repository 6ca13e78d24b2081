package io.winnow.trainer.watch;

import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Who may see the runs. Every request for data carries a token in a header, which no page of another origin can know or send. On this machine's own
 * address the page itself contains the token; at other addresses the user opens the page with it.
 */
final class Access {
    private static final int TOKEN_BYTES = 24;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~-]{16,200}");

    /** An address rather than a name. A page of another origin can make its name resolve to this machine, but not an address. */
    private static final Pattern NUMERIC = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.%]+]");

    private final String host;
    private final String token;
    private final boolean secret;

    private Access(String host, String token, boolean secret) {
        this.host = host;
        this.token = token;
        this.secret = secret;
    }

    /**
     * Decides on the access to a server.
     *
     * @param host address at which it listens
     * @param given token that the user has chosen; null if none
     * @throws UserException if the token can be guessed, or if there is no such address
     */
    static Access to(String host, String given) {
        if (given != null && !TOKEN.matcher(given).matches()) {
            throw new UserException(
                    "--token must have 16 to 200 letters, digits, dots, underscores, tildes and dashes, so that it"
                            + " cannot be guessed. Leave it out to have one made.");
        }
        try {
            boolean secret = given != null || !InetAddress.getByName(host).isLoopbackAddress();
            return new Access(host, given == null ? made() : given, secret);
        } catch (UnknownHostException e) {
            throw new UserException("There is no address '" + host + "'. Choose another --host.", e);
        }
    }

    private static String made() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether the token must not be part of the page. */
    boolean isSecret() {
        return secret;
    }

    String token() {
        return token;
    }

    /**
     * Whether the page may be shown under the name to which a request was addressed. If it contains the token, this must be a name of this server:
     * a page of another origin may have made its own name resolve to this machine (DNS rebinding), and would be able to read the token. A page
     * without it may have any name, such as that of a proxy.
     *
     * @param header header {@code Host} of the request; null if there is none
     */
    boolean isAcceptedName(String header) {
        if (secret || header == null) {
            return secret;
        }
        String name = header.toLowerCase(Locale.ROOT).replaceFirst(":\\d{1,5}$", "");
        return NUMERIC.matcher(name).matches()
                || name.equals("localhost")
                || name.equals(host.toLowerCase(Locale.ROOT));
    }

    /**
     * Whether a request carries the token.
     *
     * @param header header {@code Authorization} of the request; null if there is none
     */
    boolean isAllowed(String header) {
        byte[] expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        byte[] found = String.valueOf(header).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, found); // takes the same time wherever they differ
    }

    /** Returns the address of the page, with the token where it is needed: behind #, which browsers do not send. */
    String address(int port) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        String shown = address.isAnyLocalAddress() ? machine() : host.contains(":") ? "[" + host + "]" : host;
        return "http://" + shown + ":" + port + "/" + (secret ? "#token=" + token : "");
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
