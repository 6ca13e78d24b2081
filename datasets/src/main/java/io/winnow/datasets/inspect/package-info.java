/**
 * Looks at data sets: counts, sizes, a contact sheet. May depend on {@code datasets.image}, {@code datasets.label} and {@code
 * datasets.random}.
 */
package io.winnow.datasets.inspect;
