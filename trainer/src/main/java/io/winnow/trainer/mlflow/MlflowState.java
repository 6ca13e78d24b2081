package io.winnow.trainer.mlflow;

import java.util.Map;

/**
 * {@code mlflow.json} in a run directory: the run on the server, so that a resumed training goes on in it. Without credentials.
 *
 * @param uri address of the server
 * @param artifactUri where the server keeps the files of the run
 * @param described whether parameters have been sent
 * @param sent last step of each metric that has been sent
 */
record MlflowState(
        String uri, String experimentId, String runId, String artifactUri, boolean described, Map<String, Long> sent) {
    MlflowState with(boolean nowDescribed, Map<String, Long> nowSent) {
        return new MlflowState(uri, experimentId, runId, artifactUri, nowDescribed, nowSent);
    }
}
