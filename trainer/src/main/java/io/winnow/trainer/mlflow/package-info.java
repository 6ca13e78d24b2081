/**
 * Records trainings on an MLflow tracking server by its REST API, version 2.0: parameters, metrics, tags, the status and files. Depends on
 * {@code run} and {@code config} alone.
 */
package io.winnow.trainer.mlflow;
