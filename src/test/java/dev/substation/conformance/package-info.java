/**
 * What becomes of every message of every dialect on its way through the gateway, and the report on
 * it (docs/conformance.md).
 */
package dev.substation.conformance;
