/**
 * Trying to make the gateway lose something: independent stations and a moody CSMS around a gateway
 * that is killed again and again, and a comparison of what the stations were told with what the
 * CSMS was sent. Knows the gateway by its wire alone, except for {@link
 * dev.substation.chaos.PlainGateway}, which runs its parts without a container.
 */
package dev.substation.chaos;
