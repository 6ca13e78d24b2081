/** What is said about an example: nothing, one class, or several. May depend on {@code datasets.file} and {@code datasets.random}. */
package io.winnow.datasets.label;
