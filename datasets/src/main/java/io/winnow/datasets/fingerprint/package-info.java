/** Digests that identify data. A run records them so that it can be verified later that the data are unchanged. Depends on nothing. */
package io.winnow.datasets.fingerprint;
