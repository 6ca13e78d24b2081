/**
 * Reads the records of Parquet files as JSON objects. The only package that uses the libraries of Apache Parquet, of which it needs those
 * without Hadoop: they decode columns, and this package reads the file around them. Depends on nothing.
 */
package io.winnow.datasets.parquet;
