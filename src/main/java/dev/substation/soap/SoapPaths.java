package dev.substation.soap;

import dev.substation.model.Dialect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The addresses of the SOAP face, and the one version that each takes, if it takes only one. */
public final class SoapPaths {

    /** The address of SteVe, so that stations can be moved by changing the host alone. */
    public static final String STEVE = "/steve/services/CentralSystemService";

    private final Map<String, Optional<Dialect>> paths = new LinkedHashMap<>();

    /**
     * @param aliases further paths that work like {@code /soap}, each beginning with a slash
     */
    public SoapPaths(List<String> aliases) {
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

    /** Whether this is one of the addresses; slashes at the end do not matter. */
    boolean has(String path) {
        return paths.containsKey(trimmed(path));
    }

    /** The one version that a path takes; empty for any. */
    Optional<Dialect> only(String path) {
        return paths.getOrDefault(trimmed(path), Optional.empty());
    }

    /** The contract of a path, on the class path. */
    String contract(String path, boolean ofChargePoint) {
        String version = only(path).equals(Optional.of(Dialect.SOAP_15)) ? "1.5" : "1.6";
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
