/**
 * What all data sets have in common: the exception for mistakes in the user's data, and the plural in messages about them. Depends on
 * nothing.
 */
package io.winnow.datasets;
