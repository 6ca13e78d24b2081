/** Words and their ids: how the text of tables reaches a network. May depend on {@code datasets.table}; knows nothing of devices. */
package io.winnow.datasets.text;
