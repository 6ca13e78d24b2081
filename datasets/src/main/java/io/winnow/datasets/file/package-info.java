/**
 * Reads text files as users have them: detects character sets and the separators of values, and handles quotation marks. Every file that a
 * user names is read as text by this package. Depends on nothing.
 */
package io.winnow.datasets.file;
