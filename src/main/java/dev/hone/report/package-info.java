/// Shows a run: metrics, settings, samples and answers come in as plain data, a page for people ([dev.hone.report.RunReport])
/// and event files for TensorBoard ([dev.hone.report.TensorBoardEvents]) go out. Open first: [dev.hone.report.RunReport], then
/// one [dev.hone.report.Section]. Nothing here knows an algorithm: what a report tells is what its caller hands in.
package dev.hone.report;
