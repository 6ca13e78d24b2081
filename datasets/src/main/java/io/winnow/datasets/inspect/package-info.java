/**
 * Inspects data sets: counts their examples and sizes, draws contact sheets and thumbnails, and reports what files of records and
 * described data contain. May depend on {@code datasets.example}, {@code datasets.file}, {@code datasets.fingerprint}, {@code datasets.image}, {@code datasets.label}, {@code datasets.numeric},
 * {@code datasets.random}, {@code datasets.source}, {@code datasets.split} and {@code datasets.text}.
 */
package io.winnow.datasets.inspect;
