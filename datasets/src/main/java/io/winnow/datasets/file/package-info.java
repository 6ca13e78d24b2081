/**
 * Text files as people have them: their character sets, the separators of their values, and quotes. Used wherever a file that a user names
 * is read as text. Depends on nothing.
 */
package io.winnow.datasets.file;
