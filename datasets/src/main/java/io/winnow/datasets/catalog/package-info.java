/**
 * Named data sets: their files and checksums, their licence, and where they can be had. May depend on {@code datasets.image} and {@code
 * datasets.table}.
 */
package io.winnow.datasets.catalog;
