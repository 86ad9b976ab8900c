/** Measurements by main classes; docs/performance.md and docs/benchmarks.md say what they gave. */
package dev.substation.bench;
