/**
 * The one file of {@code gw support}: what somebody needs who helps from afar, without secrets and
 * without card numbers.
 */
package dev.substation.app.support;
