/**
 * Inspects data sets: counts their examples and sizes, and draws contact sheets and thumbnails. May depend on {@code datasets.example},
 * {@code datasets.image}, {@code datasets.label} and {@code datasets.random}.
 */
package io.winnow.datasets.inspect;
