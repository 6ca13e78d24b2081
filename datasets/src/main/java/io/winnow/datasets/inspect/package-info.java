/** Looks at data sets: counts, sizes, a contact sheet. */
package io.winnow.datasets.inspect;
