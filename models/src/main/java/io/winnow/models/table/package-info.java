/** TabSim's encoder for tables, trained from scratch. This package may depend on {@code models.layer} and {@code models.torch}. */
package io.winnow.models.table;
