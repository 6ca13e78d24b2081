/**
 * The catalog of named data sets: their files, checksums and licences, and where they can be fetched or how they are
 * computed. May depend on {@code datasets.image}, {@code datasets.random} and {@code datasets.table}.
 */
package io.winnow.datasets.catalog;
