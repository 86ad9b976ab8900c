/**
 * Traces: one for each call, over both legs, for a collector of OpenTelemetry
 * (docs/adr/0065-traces.md). Stands around the ports of the flow and is the only package that knows
 * OpenTelemetry. Without the settings {@code tracing} no class of it is loaded.
 */
package dev.substation.tracing;
