/**
 * Logins at the identity provider of the site, by OpenID Connect.
 *
 * <p>The only package that uses Nimbus. Knows {@code access}, whose {@code SingleSignOn} it is, and
 * nothing of stations, CSMSs or HTTP requests to the gateway. Not loaded unless the site has such a
 * provider.
 */
package dev.substation.oidc;
