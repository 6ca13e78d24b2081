/** What identifies data: a digest that a run records, so that it can tell later whether the data are the same. Depends on nothing. */
package io.winnow.datasets.fingerprint;
