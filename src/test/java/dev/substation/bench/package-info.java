/** Measurements by main classes; docs/benchmarks.md says how to run them and what they gave. */
package dev.substation.bench;
