/**
 * The catalog of named data sets: their files, checksums and licences, and where they can be fetched. May depend on {@code datasets.image}
 * and {@code datasets.table}.
 */
package io.winnow.datasets.catalog;
