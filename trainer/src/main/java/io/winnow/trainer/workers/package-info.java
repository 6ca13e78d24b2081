/**
 * Workers that compute parts of a run, and how they are found: a cluster of another engine, such as Apache Spark, which is a library of its
 * own, or this process alone. This package knows no method and no engine; what the workers compute are tasks of bytes.
 */
package io.winnow.trainer.workers;
