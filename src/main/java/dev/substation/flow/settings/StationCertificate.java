package dev.substation.flow.settings;

import dev.substation.model.StationId;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * The certificate that a station must show, beyond that one of the site's authorities signed it,
 * which TLS finds out before anybody is asked here. OCPP's security profile 3 wants the identity as
 * the common name; stations are seen with alternative names, with the whole subject as their
 * identity ({@code UID=1013,O=SolarDev}), and with one certificate for all of a maker.
 */
public final class StationCertificate {

    /** It may show none; one that it shows must name it. */
    public static final StationCertificate OPTIONAL = new StationCertificate(false, true, null);

    /** It must show one that names it. */
    public static final StationCertificate REQUIRED = new StationCertificate(true, true, null);

    /** It must show one, whomever that names. */
    public static final StationCertificate ANY = new StationCertificate(true, false, null);

    /** rfc822Name, dNSName and uniformResourceIdentifier (RFC 5280 section 4.2.1.6). */
    private static final Set<Integer> TEXT_NAMES = Set.of(1, 2, 6);

    private final boolean required;
    private final boolean ofStation;

    /** What the subject must have; null when that is not asked. */
    private final X500Principal subject;

    private StationCertificate(boolean required, boolean ofStation, X500Principal subject) {
        this.required = required;
        this.ofStation = ofStation;
        this.subject = subject;
    }

    /** What {@code site.yaml} says: optional, required, any, or parts of a subject. */
    public static Optional<StationCertificate> of(String text) {
        return switch (text) {
            case "optional" -> Optional.of(OPTIONAL);
            case "required" -> Optional.of(REQUIRED);
            case "any" -> Optional.of(ANY);
            default -> principal(text).map(subject -> new StationCertificate(true, false, subject));
        };
    }

    private static Optional<X500Principal> principal(String text) {
        try {
            return text.contains("=") ? Optional.of(new X500Principal(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StationCertificate that
                && required == that.required
                && ofStation == that.ofStation
                && Objects.equals(subject, that.subject);
    }

    @Override
    public int hashCode() {
        return Objects.hash(required, ofStation, subject);
    }

    /** Whether a station without a certificate is refused. */
    public boolean isRequired() {
        return required;
    }

    /**
     * What is wrong with what a station shows, in words that follow "The station X shows"; empty
     * when nothing is.
     */
    public Optional<String> objection(
            StationId station, Optional<X509Certificate> shown, Date now) {
        if (shown.isEmpty()) {
            return required ? Optional.of("no certificate") : Optional.empty();
        }
        X509Certificate certificate = shown.get();
        String name = certificate.getSubjectX500Principal().getName();
        try {
            // A resumed TLS session was checked when it began.
            certificate.checkValidity(now);
        } catch (CertificateException e) {
            return Optional.of("the certificate of " + name + ", which is not valid now");
        }
        boolean right =
                subject != null
                        ? rdns(certificate.getSubjectX500Principal()).containsAll(rdns(subject))
                        : !ofStation || names(certificate, station);
        return right ? Optional.empty() : Optional.of("the certificate of " + name);
    }

    /** What it must show, in words that follow "it must show". */
    public String words() {
        if (subject != null) {
            return "one with " + subject.getName() + " in its subject";
        }
        return ofStation
                ? "one that names it, as common name or alternative name"
                : "one that an authority of http.tls-client-ca has signed";
    }

    private static boolean names(X509Certificate certificate, StationId station) {
        X500Principal owner = certificate.getSubjectX500Principal();
        List<String> names = new ArrayList<>(commonNames(owner));
        names.addAll(alternativeNames(certificate));
        return names.stream().anyMatch(name -> isSame(station, name))
                || principal(station.value())
                        .filter(whole -> rdns(whole).equals(rdns(owner)))
                        .isPresent();
    }

    private static boolean isSame(StationId station, String name) {
        return !name.isBlank()
                && name.length() <= StationId.MAX_LENGTH
                && new StationId(name).equals(station);
    }

    private static List<String> commonNames(X500Principal owner) {
        return rdns(owner.getName()).stream()
                .map(StationCertificate::commonName)
                .filter(Objects::nonNull)
                .map(Object::toString)
                .toList();
    }

    private static Object commonName(Rdn part) {
        try {
            Attribute name = part.toAttributes().get("CN");
            return name == null ? null : name.get();
        } catch (NamingException e) {
            return null;
        }
    }

    private static List<String> alternativeNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> TEXT_NAMES.contains((Integer) name.get(0)))
                            .map(name -> (String) name.get(1))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /** The parts of a name, without differences of capitals, blanks and encodings. */
    private static List<Rdn> rdns(X500Principal name) {
        return rdns(name.getName(X500Principal.CANONICAL));
    }

    private static List<Rdn> rdns(String name) {
        try {
            return new LdapName(name).getRdns();
        } catch (InvalidNameException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
