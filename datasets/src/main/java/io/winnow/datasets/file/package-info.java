/**
 * Reads text files as users have them: detects character sets and the separators of values, handles quotation marks, and reads the records
 * of CSV, JSON, plain text and Parquet. Every file of text that a user names is read by this package. May depend on {@code
 * datasets.parquet}.
 */
package io.winnow.datasets.file;
