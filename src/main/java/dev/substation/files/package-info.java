/**
 * Files that stations bring to the gateway, or fetch from it, instead of at the CSMS's file server:
 * an FTP server, an HTTP server, and clients for both. Knows transfers by their random names; what
 * a station is, and which message named a file, it does not know (docs/adr/0049-file-relay.md).
 */
package dev.substation.files;
