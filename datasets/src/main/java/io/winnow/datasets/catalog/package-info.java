/** Named data sets: their files and checksums, their licence, and where they can be had. May depend on {@code datasets.image}. */
package io.winnow.datasets.catalog;
