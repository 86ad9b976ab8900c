/**
 * What stands beside the gateway in a benchmark: the same server with nothing of the gateway in it.
 * Deployed as a WAR of its own, so it knows nothing else of this project.
 */
package dev.substation.bench.peer;
