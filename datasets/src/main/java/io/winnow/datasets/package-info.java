/** What all data sets have in common: the error that says what is wrong with the user's data. Depends on nothing. */
package io.winnow.datasets;
