package dev.substation.app.doctor;

import dev.substation.app.settings.Settings;
import dev.substation.dialect.Json;
import dev.substation.model.Payload;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where stations come in: the ports, their certificate, and what a running gateway says. */
public final class WaysIn {

    private static final Duration SOON = Duration.ofDays(30);

    private final Settings.Http http;

    public WaysIn(Settings.Http http) {
        this.http = http;
    }

    /** While no gateway runs: whether the ports are free, and the certificate is good. */
    public List<Finding> closed(Instant now) {
        List<Finding> findings = new ArrayList<>();
        findings.add(port(http.port(), "http.port"));
        http.tls()
                .ifPresent(
                        tls -> {
                            findings.add(port(tls.port(), "http.tls-port"));
                            tls.certificateEnds().ifPresent(end -> findings.add(ends(end, now)));
                        });
        findings.add(firewall());
        return findings;
    }

    /**
     * While a gateway runs: what it says of itself.
     *
     * @param said from {@link #said} or {@link #silent}
     */
    public List<Finding> open(Instant now, List<Finding> said) {
        List<Finding> findings = new ArrayList<>(said);
        http.tls()
                .flatMap(Settings.Tls::certificateEnds)
                .ifPresent(end -> findings.add(ends(end, now)));
        findings.add(firewall());
        return findings;
    }

    private Finding port(int port, String setting) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(http.address()), port));
            return Finding.ok("port %d of %s is free", port, http.address());
        } catch (IOException e) {
            return Finding.wrong(
                            "port %d of %s cannot be opened: %s",
                            port, http.address(), e.getMessage())
                    .advising(
                            port < 1024
                                    ? "stop what uses it; ports below 1024 need a user who may open"
                                            + " them, or choose another with "
                                            + setting
                                    : "stop what uses it, or choose another with " + setting);
        }
    }

    static Finding ends(Instant end, Instant now) {
        if (!end.isAfter(now)) {
            return Finding.wrong("the certificate of http.tls-key-store expired on %s", end)
                    .advising("renew it: stations that check it do not connect");
        }
        return end.isBefore(now.plus(SOON))
                ? Finding.wrong("the certificate of http.tls-key-store expires on %s", end)
                        .advising("renew it before that")
                : Finding.ok("the certificate of http.tls-key-store is valid until %s", end);
    }

    private Finding firewall() {
        String ports =
                http.tls()
                        .map(tls -> "%d and %d".formatted(http.port(), tls.port()))
                        .orElse(Integer.toString(http.port()));
        return Finding.note(
                "a firewall must let stations in at TCP port %s, and the gateway out to the CSMS"
                        + " and to the callback addresses of SOAP stations",
                ports);
    }

    /** A gateway runs, and nobody answers where it should be. */
    public static List<Finding> silent(Object url) {
        return List.of(
                Finding.wrong("a gateway runs on this home, but %s does not answer", url)
                        .advising(
                                "look at its log; if it answers elsewhere, say where with --url"));
    }

    /** What a gateway said of its health. */
    public static List<Finding> said(int status, String body) {
        Optional<Payload> page = page(body);
        if (page.isEmpty() || page.get().text("status").isEmpty()) {
            return List.of(
                    Finding.wrong(
                                    "the page of health answers %d, and not as a gateway does",
                                    status)
                            .advising("find out which program has the port"));
        }
        return said(
                page.get().text("status").get(),
                page.get().get("reasons") instanceof List<?> reasons ? reasons : List.of());
    }

    /**
     * The same in its parts.
     *
     * @param reasons what keeps it from being well
     */
    public static List<Finding> said(String status, List<?> reasons) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("a gateway runs; its health is %s", status));
        reasons.forEach(reason -> findings.add(Finding.wrong("%s", reason)));
        return findings;
    }

    private static Optional<Payload> page(String body) {
        try {
            return Optional.of(Json.read(body));
        } catch (dev.substation.dialect.BadMessage e) {
            return Optional.empty();
        }
    }
}
