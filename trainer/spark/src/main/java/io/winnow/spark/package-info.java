/**
 * Workers of Apache Spark for Winnow: each task of a run is a task of Spark. This package alone depends on Spark, and only on the interfaces
 * of {@link io.winnow.trainer.workers} besides; what the tasks compute it does not know.
 */
package io.winnow.spark;
