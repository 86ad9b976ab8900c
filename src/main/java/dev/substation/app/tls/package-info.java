/**
 * Certificates and keys from files: what the gateway presents, whom it trusts, and which
 * certificates were revoked. Files are read again when they change.
 *
 * <p>Knows the formats PEM and PKCS12 and the settings of one TLS side. Must not know the settings
 * of the site as a whole, and opens no connection.
 */
package dev.substation.app.tls;
