/** What all data sets have in common: the exception for mistakes in the user's data. Depends on nothing. */
package io.winnow.datasets;
