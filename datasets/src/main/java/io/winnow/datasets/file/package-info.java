/**
 * Reads text files as users have them: detects character sets and the separators of values, handles quotation marks, and reads the records
 * of CSV, JSON and plain text. Every file that a user names is read as text by this package. Depends on nothing.
 */
package io.winnow.datasets.file;
