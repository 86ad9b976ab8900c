package dev.substation.flow.settings;

import java.util.Optional;

/**
 * What a station must show before it is let in.
 *
 * @param profile the security profile of the white paper "Improved security for OCPP 1.6-J": 1 is
 *     Basic authentication, 2 the same over TLS, 3 TLS with a certificate of the station; 0 wants
 *     nothing beyond what stands here
 * @param tls whether it must come over TLS, whatever the profile says
 * @param secret what must stand in the address that it comes in at
 * @param certificate what certificate it must show
 * @param key what password it must show; empty when none is set
 * @param nextKey the password that takes the place of {@code key} once the station has shown it
 */
public record StationLocks(
        int profile,
        boolean tls,
        Optional<PathSecret> secret,
        StationCertificate certificate,
        Optional<StationKey> key,
        Optional<StationKey> nextKey) {

    /** The highest security profile. */
    public static final int HIGHEST = 3;

    /** Nothing is asked for. */
    public static final StationLocks NONE =
            new StationLocks(
                    0,
                    false,
                    Optional.empty(),
                    StationCertificate.OPTIONAL,
                    Optional.empty(),
                    Optional.empty());

    /** Whether the port in clear is closed to it. */
    public boolean needsTls() {
        return tls || profile >= 2;
    }

    /** Whether it must show a password, so that somebody must have set one. */
    public boolean needsPassword() {
        return profile == 1 || profile == 2;
    }

    /** Whether it must show a certificate. */
    public boolean needsCertificate() {
        return profile == HIGHEST || certificate.isRequired();
    }

    /** The certificate that it must show, by the profile too. */
    public StationCertificate wantedCertificate() {
        return needsCertificate() && !certificate.isRequired()
                ? StationCertificate.REQUIRED
                : certificate;
    }

    /** Whether passwords count: in profile 3 the certificate stands in their place. */
    public boolean asksForPassword() {
        return profile != HIGHEST;
    }

    /** The same in another profile. */
    public StationLocks in(int other) {
        return new StationLocks(other, tls, secret, certificate, key, nextKey);
    }

    /** The same with other passwords. */
    public StationLocks with(Optional<StationKey> other, Optional<StationKey> next) {
        return new StationLocks(profile, tls, secret, certificate, other, next);
    }
}
