/**
 * What all data sets have in common: the exception for mistakes in the user's data, the plural in messages about them, and lists of texts
 * in little memory. Depends on nothing.
 */
package io.winnow.datasets;
