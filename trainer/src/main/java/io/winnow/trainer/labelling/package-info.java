/**
 * Files for tools in which people label: what is to be labelled goes out, and answers come back, in CSV, in the formats of Label Studio and
 * in that of CVAT for images. Knows items by their ids alone, so any command can use it that asks people about items. Depends on nothing but
 * {@code run}.
 */
package io.winnow.trainer.labelling;
