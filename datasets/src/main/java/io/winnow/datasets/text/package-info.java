/**
 * Converts the text of tables into words and ids, the input of networks. May depend on {@code datasets.table}; does not depend on any
 * device.
 */
package io.winnow.datasets.text;
