/** The encoder of tables of TabSim, trained from scratch. May depend on {@code models.layer} and {@code models.torch}. */
package io.winnow.models.table;
