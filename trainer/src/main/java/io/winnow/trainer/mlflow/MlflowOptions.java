package io.winnow.trainer.mlflow;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import java.net.URI;
import java.net.URISyntaxException;

/** The MLflow server on which a training is recorded. */
@Doc("The MLflow server on which a training is recorded.")
public record MlflowOptions(
        @Doc("Address of the tracking server, such as http://127.0.0.1:5000. The environment variables"
                + " MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, give access"
                + " to it.")
        String uri,

        @Doc("Name of the experiment to which the run belongs. It is created if it does not exist.")
        String experiment) {
    /** Limit of the server for the name of an experiment. */
    private static final int MOST_CHARACTERS = 500;

    public MlflowOptions {
        Checks checks = new Checks();
        if (uri != null) {
            // A password must not be repeated in a message.
            checks.that(
                            !uri.contains("@"),
                            "uri",
                            "must not have a user name or password, which would be kept in config.yaml; set"
                                    + " MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD in the environment")
                    .that(
                            uri.contains("@") || isServer(uri),
                            "uri",
                            "must be an address http://HOST:PORT or https://HOST without parameters, found '" + uri
                                    + "'");
        }
        if (experiment != null) {
            checks.that(
                    !experiment.isBlank() && experiment.length() <= MOST_CHARACTERS,
                    "experiment",
                    "must have 1 to " + MOST_CHARACTERS + " characters, found " + experiment.length());
        }
        checks.done();
    }

    private static boolean isServer(String uri) {
        try {
            URI parsed = new URI(uri);
            return ("http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme()))
                    && parsed.getHost() != null
                    && parsed.getRawQuery() == null
                    && parsed.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
