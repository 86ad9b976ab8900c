package dev.substation.app.doctor;

import dev.substation.app.tls.TlsFiles;
import dev.substation.app.tls.UsualTrust;
import dev.substation.csms.NettyCsmsLinks;
import dev.substation.dialect.Checks;
import dev.substation.dialect.Dictionary;
import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.time.Timers;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.StationId;
import dev.substation.ocppj.TrafficBudget;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * The ways to a CSMS: its name, its clock, its certificate, and whether it lets each upstream
 * station in. A link is opened just as the gateway opens it, and closed at once; nothing is sent
 * over it. Not to be used while a gateway runs: the CSMS would end the link that the gateway has.
 */
public final class WaysToCsms {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofDays(30);

    /** Stations that sign nothing do well with this; a CSMS may reject times beyond it. */
    private static final Duration CLOCK_OFF = Duration.ofSeconds(30);

    private static final String SILENCE = "no answer within";
    private static final String CHECK_CLOCK =
            "set the clock of this machine, such as with chrony or systemd-timesyncd";

    private final Clock clock;
    private final TlsFiles tls = new TlsFiles(UsualTrust.authorities());
    private final NettyCsmsLinks links;

    /**
     * @param loops outlive this
     * @param lookups runs what blocks
     */
    public WaysToCsms(EventLoopGroup loops, Executor lookups, Timers timers, Clock clock) {
        this.clock = clock;
        links =
                new NettyCsmsLinks(
                        loops,
                        lookups,
                        timers,
                        new Checks(Dictionary.load()),
                        TrafficBudget.ofHeap(Runtime.getRuntime().maxMemory()),
                        tls,
                        Optional::empty);
    }

    /** Whether the name of a CSMS, or of the proxy before it, is known. */
    public static Finding name(CsmsSettings csms) {
        URI url = csms.urlFor(new StationId("doctor"));
        String host = csms.proxy().map(proxy -> proxy.host()).orElse(url.getHost());
        String what = csms.proxy().isPresent() ? "the proxy of CSMS" : "CSMS";
        try {
            String address = InetAddress.getByName(host).getHostAddress();
            return Finding.ok(
                    "%s %s is at %s%s",
                    what, csms.name(), host, host.equals(address) ? "" : ", " + address);
        } catch (UnknownHostException e) {
            return Finding.wrong("%s %s: nobody knows the name %s", what, csms.name(), host)
                    .advising(
                            "check csms.%s.%s in site.yaml, and the name server of this machine"
                                    .formatted(
                                            csms.name(),
                                            csms.proxy().isPresent() ? "proxy" : "url"));
        }
    }

    /**
     * What the web server of a CSMS says to a plain request: the time, and its certificate.
     *
     * @param identity whose files TLS takes
     */
    public List<Finding> server(CsmsSettings csms, StationId identity) {
        if (csms.proxy().flatMap(proxy -> proxy.user()).isPresent()) {
            return List.of(
                    Finding.note(
                            "CSMS %s: its clock was not asked for, since the proxy wants a"
                                    + " password",
                            csms.name()));
        }
        URI url = csms.urlFor(identity);
        boolean secure = "wss".equalsIgnoreCase(url.getScheme());
        URI root = URI.create((secure ? "https://" : "http://") + url.getRawAuthority() + "/");
        try {
            HttpClient.Builder client =
                    HttpClient.newBuilder()
                            .connectTimeout(PATIENCE)
                            .proxy(
                                    csms.proxy()
                                            .map(
                                                    proxy ->
                                                            ProxySelector.of(
                                                                    new InetSocketAddress(
                                                                            proxy.host(),
                                                                            proxy.port())))
                                            .orElse(HttpClient.Builder.NO_PROXY));
            if (secure) {
                client.sslContext(tls.of(identity, csms.tls()));
            }
            Instant before = clock.instant();
            HttpResponse<Void> answer =
                    client.build()
                            .send(
                                    HttpRequest.newBuilder(root)
                                            .timeout(PATIENCE)
                                            .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding());
            List<Finding> findings = new ArrayList<>();
            findings.add(clock(csms, answer.headers().firstValue("Date"), before, clock.instant()));
            answer.sslSession()
                    .flatMap(session -> certificate(csms, session, before))
                    .ifPresent(findings::add);
            return findings;
        } catch (IOException e) {
            // Some speak WebSocket and nothing else; the links say whether it can be reached.
            return List.of(
                    Finding.note(
                            "CSMS %s: no clock to compare with, since %s does not answer a plain"
                                    + " request (%s)",
                            csms.name(), root, why(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static String why(IOException e) {
        return e instanceof ConnectException ? "no connection" : String.valueOf(e.getMessage());
    }

    static Finding clock(CsmsSettings csms, Optional<String> date, Instant before, Instant after) {
        Optional<Instant> told = date.flatMap(WaysToCsms::time);
        if (told.isEmpty()) {
            return Finding.note("CSMS %s: it does not tell its time", csms.name());
        }
        Instant middle = before.plus(Duration.between(before, after).dividedBy(2));
        Duration ahead = Duration.between(told.get(), middle);
        return ahead.abs().compareTo(CLOCK_OFF) > 0
                ? Finding.wrong(
                                "the clock of this machine is %d s %s that of CSMS %s",
                                ahead.abs().toSeconds(),
                                ahead.isNegative() ? "behind" : "ahead of",
                                csms.name())
                        .advising(CHECK_CLOCK)
                : Finding.ok("the clock agrees with that of CSMS %s", csms.name());
    }

    private static Optional<Instant> time(String date) {
        try {
            return Optional.of(
                    ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<Finding> certificate(
            CsmsSettings csms, SSLSession session, Instant now) {
        try {
            Certificate first = session.getPeerCertificates()[0];
            if (!(first instanceof X509Certificate shown)) {
                return Optional.empty();
            }
            Instant end = shown.getNotAfter().toInstant();
            return Optional.of(
                    end.isBefore(now.plus(SOON))
                            ? Finding.wrong(
                                            "the certificate of CSMS %s expires on %s",
                                            csms.name(), end)
                                    .advising("tell its operator")
                            : Finding.ok(
                                    "the certificate of CSMS %s is valid until %s",
                                    csms.name(), end));
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    /** Whether nobody answered, as behind a firewall. */
    public static boolean isSilence(Finding link) {
        return link.text().contains(SILENCE);
    }

    /** Whether a CSMS lets an upstream station in. */
    public Finding link(CsmsSettings csms, StationId identity) {
        CompletableFuture<Optional<String>> outcome = new CompletableFuture<>();
        CsmsLink link = links.open(identity, csms, new Outcome(outcome));
        try {
            Optional<String> trouble = outcome.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return trouble.isEmpty()
                    ? Finding.ok("CSMS %s lets %s in", csms.name(), identity)
                    : Finding.wrong("CSMS %s, %s: %s", csms.name(), identity, trouble.get())
                            .advising(advice(csms, identity, trouble.get()));
        } catch (TimeoutException e) {
            return Finding.wrong(
                            "CSMS %s, %s: " + SILENCE + " %d s",
                            csms.name(),
                            identity,
                            PATIENCE.toSeconds())
                    .advising(connecting(csms, identity));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.wrong("interrupted");
        } catch (ExecutionException e) {
            return Finding.wrong("CSMS %s, %s: %s", csms.name(), identity, e.getCause());
        } finally {
            link.close("the doctor has seen enough")
                    .completeOnTimeout(null, 1, TimeUnit.SECONDS)
                    .join();
        }
    }

    /** Empty where the reason says itself what to do. */
    private static String advice(CsmsSettings csms, StationId identity, String reason) {
        return reason.contains("onnection") || reason.contains("timed out")
                ? connecting(csms, identity)
                : "";
    }

    private static String connecting(CsmsSettings csms, StationId identity) {
        return "check that the CSMS runs, that csms.%s.url is right, and that this machine may connect to %s: firewall, proxy, route"
                .formatted(csms.name(), csms.urlFor(identity).getAuthority());
    }

    /**
     * What becomes of the first attempt.
     *
     * @param outcome completes with why the station was not let in, or with nothing
     */
    private record Outcome(CompletableFuture<Optional<String>> outcome)
            implements CsmsLink.Listener {

        @Override
        public void connected() {
            outcome.complete(Optional.empty());
        }

        @Override
        public void disconnected(String reason) {
            outcome.complete(Optional.of(reason));
        }

        @Override
        public CompletableFuture<Answer> call(Call call) {
            return CompletableFuture.completedFuture(
                    Answer.failure(
                            Cause.STATION_UNREACHABLE, call.station(), "it is not connected"));
        }
    }
}
