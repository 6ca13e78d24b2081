/**
 * One report on a data set (dataset-report.md): independent modules, each with what it needs, its figures and its findings, on one page
 * that opens without a network. Knows the data by {@link io.winnow.trainer.report.ReportData} and no method.
 */
package io.winnow.trainer.report;
