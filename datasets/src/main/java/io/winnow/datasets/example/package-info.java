/** Data sets of any kind of item. Depends on the package {@code label}. */
package io.winnow.datasets.example;
