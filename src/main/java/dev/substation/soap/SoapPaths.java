package dev.substation.soap;

import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * The addresses of the SOAP face, and the one version that each takes, if it takes only one. Where
 * stations have secrets, a secret is one more part of an address: {@code /soap/SECRET}, {@code
 * /soap/1.6/SECRET} or {@code /soap/SECRET/1.6}.
 */
public final class SoapPaths {

    /** The address of SteVe, so that stations can be moved by changing the host alone. */
    public static final String STEVE = "/steve/services/CentralSystemService";

    private final Map<String, Optional<Dialect>> paths = new LinkedHashMap<>();
    private final BooleanSupplier secrets;

    /**
     * One of the addresses.
     *
     * @param secret what stands behind it where stations have secrets
     * @param behind what stands behind it where they have none, which may be the identity
     */
    record Place(
            String path, Optional<Dialect> only, List<String> secret, Optional<String> behind) {

        /** None of them. */
        static final Place NONE = new Place("", Optional.empty(), List.of(), Optional.empty());

        /**
         * The identity in the address, for a message that names none; not a number of a version.
         */
        Optional<String> identity() {
            return behind.filter(text -> !VERSION.matcher(text).matches());
        }
    }

    private static final Pattern VERSION =
            Pattern.compile("(?:v|ocpp-?)?\\d{1,2}(?:\\.\\d{1,2})*[js]?", Pattern.CASE_INSENSITIVE);

    /**
     * @param aliases further paths that work like {@code /soap}, each beginning with a slash
     */
    public SoapPaths(List<String> aliases) {
        this(aliases, () -> false);
    }

    /**
     * @param secrets whether any station has a secret now
     */
    public SoapPaths(List<String> aliases, BooleanSupplier secrets) {
        this.secrets = secrets;
        paths.put("/soap", Optional.empty());
        paths.put("/soap/1.5", Optional.of(Dialect.SOAP_15));
        paths.put("/soap/1.6", Optional.of(Dialect.SOAP_16));
        aliases.forEach(alias -> paths.put(trimmed(alias), Optional.empty()));
    }

    /** All of them, so that other faces know what is not theirs. */
    public List<String> all() {
        return List.copyOf(paths.keySet());
    }

    /** What to map the servlet to: each path, and all below it, so that a wrong one is answered. */
    public String[] mappings() {
        List<String> mappings = new ArrayList<>();
        paths.keySet().stream()
                .filter(path -> !path.startsWith("/soap/"))
                .forEach(path -> mappings.add(path + "/*"));
        return mappings.toArray(String[]::new);
    }

    /** Which of the addresses this is; slashes at the end do not matter. */
    Optional<Place> place(String raw) {
        String path = trimmed(raw);
        if (paths.containsKey(path)) {
            return Optional.of(new Place(path, paths.get(path), List.of(), Optional.empty()));
        }
        return paths.keySet().stream()
                .filter(base -> path.startsWith(base + "/"))
                .max(Comparator.comparingInt(String::length))
                .flatMap(base -> place(base, path.substring(base.length() + 1)));
    }

    private Optional<Place> place(String base, String behind) {
        int slash = behind.indexOf('/');
        String found = slash < 0 ? behind : behind.substring(0, slash);
        String path = slash < 0 ? base : base + behind.substring(slash);
        return Optional.ofNullable(paths.get(path))
                .map(
                        only ->
                                secrets.getAsBoolean()
                                        ? new Place(path, only, List.of(found), Optional.empty())
                                        : new Place(path, only, List.of(), Optional.of(found)));
    }

    /**
     * Why a message is not taken at an address that is none of them.
     *
     * @param shown the address, as it may be shown
     * @param context where the server serves the gateway
     */
    static Answer.Failure unknown(String shown, String context) {
        return Answer.failure(
                Cause.WRONG_PATH,
                Xml.printable(shown, 80),
                "use %1$s/soap, %1$s/soap/1.5 or %1$s/soap/1.6".formatted(context));
    }

    /** An address as it may be shown in the log: without what may be a station's secret. */
    String shown(String raw) {
        String path = trimmed(raw);
        if (!secrets.getAsBoolean() || paths.containsKey(path)) {
            return raw;
        }
        return paths.keySet().stream()
                        .filter(base -> path.startsWith(base + "/"))
                        .max(Comparator.comparingInt(String::length))
                        .orElse("")
                + "/…";
    }

    /** The contract of a path, on the class path. */
    static String contract(Place place, boolean ofChargePoint) {
        String version = place.only().equals(Optional.of(Dialect.SOAP_15)) ? "1.5" : "1.6";
        return "/wsdl/ocpp-%s-%s.wsdl"
                .formatted(version, ofChargePoint ? "charge-point" : "central-system");
    }

    private static String trimmed(String path) {
        String trimmed = path.replaceAll("/{2,}", "/");
        while (trimmed.length() > 1 && trimmed.endsWith("/")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        return trimmed;
    }
}
