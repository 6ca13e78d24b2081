/**
 * Files for tools in which people label: what is to be labelled goes out, and answers come back, in CSV, in the formats of Label Studio, in
 * that of CVAT for images, and, if they are boxes, in COCO. Knows items by their ids alone, so any command can use it that asks people about
 * items. Depends on nothing but {@code run}.
 */
package io.winnow.trainer.labelling;
