package dev.substation.app;

import dev.substation.api.Operations.BadRequest;
import dev.substation.api.RefusedState;
import dev.substation.api.Setup;
import dev.substation.app.doctor.Finding;
import dev.substation.app.doctor.WaysToCsms;
import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Settings;
import dev.substation.app.settings.SettingsFile;
import dev.substation.app.settings.SiteEdit;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.home.Home;
import dev.substation.home.OwnFiles;
import dev.substation.model.StationId;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the first CSMS and lets stations in, by lines that it adds to {@code site.yaml}. It reads
 * what comes of them before it writes them, and the gateway takes them as if somebody had edited
 * the file.
 */
final class SiteSetup implements Setup {

    private static final Logger LOG = LoggerFactory.getLogger(SiteSetup.class);

    private static final int BAD = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private static final String MAIN = "main";
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,39}");
    private static final String STATIONS = "stations:\n";

    /** Where a trial finds the password, which is in no file yet. */
    private static final String PASSWORD = "TRIAL_PASSWORD";

    private static final StationId NOBODY = new StationId("SUBSTATION-TEST");

    private final Home home;
    private final Map<String, String> environment;
    private final Optional<InetSocketAddress> listener;
    private final String context;
    private final Substation gateway;
    private final ThreadFactory maker;
    private final AtomicBoolean trying = new AtomicBoolean();

    /**
     * @param environment overrides the settings, as at the start
     * @param listener where stations connect; empty where only the server knows it
     * @param context where the server serves the gateway, {@code ""} at its root
     * @param maker makes threads
     */
    SiteSetup(
            Home home,
            Map<String, String> environment,
            Optional<InetSocketAddress> listener,
            String context,
            Substation gateway,
            ThreadFactory maker) {
        this.home = home;
        this.environment = environment;
        this.listener = listener;
        this.context = context;
        this.gateway = gateway;
        this.maker = maker;
    }

    @Override
    public State state() {
        return new State(
                gateway.isSetUp(),
                home.site().toString(),
                listener.map(this::addresses).orElse(List.of()));
    }

    private List<Address> addresses(InetSocketAddress at) {
        String host = at.getHostString();
        boolean any = GatewayAddress.isAny(host);
        return (any ? hosts() : List.of(host))
                .stream()
                        .map(one -> one.contains(":") ? "[" + one + "]" : one)
                        .map(
                                one ->
                                        new Address(
                                                one,
                                                "http://%s:%d%s/soap"
                                                        .formatted(one, at.getPort(), context),
                                                "ws://%s:%d%s/ocpp/{station}"
                                                        .formatted(one, at.getPort(), context)))
                        .toList();
    }

    /** The addresses of this machine that others can reach, those of IPv4 first. */
    private static List<String> hosts() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(one -> !one.isLoopbackAddress() && !one.isLinkLocalAddress())
                    .sorted(Comparator.comparing(one -> !(one instanceof Inet4Address)))
                    .map(InetAddress::getHostAddress)
                    .map(one -> one.replaceFirst("%.*", ""))
                    .distinct()
                    .toList();
        } catch (SocketException e) {
            LOG.debug("the addresses of this machine are not known", e);
            return List.of();
        }
    }

    @Override
    public CompletableFuture<Trial> attempt(Csms csms) throws BadRequest {
        Settings settings = settings(csms, unset());
        StationId identity = csms.identity().isEmpty() ? NOBODY : identity(csms.identity().get());
        if (!trying.compareAndSet(false, true)) {
            throw new BadRequest(
                    CONFLICT, "Another trial is under way; ask again when it has ended");
        }
        CompletableFuture<Trial> answer = new CompletableFuture<>();
        answer.whenComplete((done, fault) -> trying.set(false));
        try {
            CsmsSettings tried = settings.csms().get(csms.name().orElse(MAIN));
            Thread thread =
                    maker.newThread(
                            () -> {
                                try {
                                    answer.complete(tried(tried, identity));
                                } catch (RuntimeException | Error e) {
                                    answer.completeExceptionally(e);
                                }
                            });
            thread.setName("substation-trial");
            thread.setDaemon(true);
            thread.start();
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    /** The settings with a CSMS whose password is in no file. */
    private Settings settings(Csms csms, String text) throws BadRequest {
        Map<String, String> around = new HashMap<>(environment);
        csms.password().ifPresent(password -> around.put(PASSWORD, password));
        String lines =
                lines(
                        csms,
                        csms.name().orElse(MAIN),
                        csms.password().map(password -> "${env:" + PASSWORD + "}"));
        return read(SiteEdit.with(text, "csms", lines), around);
    }

    /** Finds what is wrong with the CSMS; whether the file has room for it is seen later. */
    private void checked(Csms csms, String text) throws BadRequest {
        try {
            settings(csms, text);
        } catch (BadRequest e) {
            settings(csms, "");
        }
    }

    private static StationId identity(String name) throws BadRequest {
        if (name.length() > StationId.MAX_LENGTH) {
            throw new BadRequest(
                    BAD, "identity has at most " + StationId.MAX_LENGTH + " characters");
        }
        return new StationId(name);
    }

    private Trial tried(CsmsSettings csms, StationId identity) {
        List<Finding> findings = new ArrayList<>();
        Finding known = WaysToCsms.name(csms);
        findings.add(known);
        if (!known.isWrong()) {
            try (Threads threads = new Threads(maker)) {
                EventLoopGroup loops = new NioEventLoopGroup(1, threads.named("csms"));
                try {
                    WaysToCsms ways =
                            new WaysToCsms(
                                    loops, threads.lookups(), threads.time(), WallClock.utc());
                    findings.addAll(ways.server(csms, identity));
                    findings.add(ways.link(csms, identity));
                } finally {
                    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
                }
            }
        }
        return new Trial(
                findings.stream().noneMatch(Finding::isWrong),
                findings.stream()
                        .map(
                                one ->
                                        new Found(
                                                one.kind().word(),
                                                one.text(),
                                                Optional.of(one.advice())
                                                        .filter(text -> !text.isEmpty())))
                        .toList());
    }

    @Override
    public synchronized Written set(Csms csms) throws BadRequest {
        String name = csms.name().orElse(MAIN);
        String before = unset();
        checked(csms, before);
        if (csms.password().isEmpty()) {
            return write(before, "csms", lines(csms, name, Optional.empty()));
        }
        Path file = freeFile(name);
        String lines =
                lines(csms, name, Optional.of("${file:" + home.directory().relativize(file) + "}"));
        try {
            OwnFiles.createFolder(file.getParent());
            OwnFiles.change(file, none -> csms.password().get());
        } catch (IOException e) {
            throw new BadRequest(
                    CONFLICT,
                    "%s cannot be written (%s); write the password into it by hand, readable for the gateway alone, and add these lines to %s:\ncsms:\n%s"
                            .formatted(file, e, home.site(), lines));
        }
        return write(before, "csms", lines); // the lines by hand name the file too, so it stays
    }

    /** The text of the settings, which must name no CSMS. */
    private String unset() throws BadRequest {
        String text = text();
        if (gateway.isSetUp() || read(text, environment).isSetUp()) {
            throw new BadRequest(CONFLICT, "A CSMS is set already; change it in " + home.site());
        }
        return text;
    }

    private Path freeFile(String name) throws BadRequest {
        Path keys = home.directory().resolve("keys");
        for (int i = 1; i < 100; i++) {
            Path file = keys.resolve("csms-" + name + (i == 1 ? "" : "-" + i));
            if (!Files.exists(file)) {
                return file;
            }
        }
        throw new BadRequest(CONFLICT, "There are too many files csms-" + name + "-* in " + keys);
    }

    private static String lines(Csms csms, String name, Optional<String> password)
            throws BadRequest {
        if (!NAME.matcher(name).matches()) {
            throw new BadRequest(
                    BAD, "name begins with a letter, and has letters, digits, - and _, at most 40");
        }
        StringBuilder lines = new StringBuilder("  " + name + ":\n");
        lines.append("    url: ").append(SiteEdit.quoted(csms.url())).append('\n');
        csms.user()
                .ifPresent(
                        user ->
                                lines.append("    user: ")
                                        .append(SiteEdit.quoted(user))
                                        .append('\n'));
        password.ifPresent(
                one -> lines.append("    password: ").append(SiteEdit.quoted(one)).append('\n'));
        return lines.toString();
    }

    @Override
    public synchronized Written letIn(long number) throws BadRequest {
        RefusedState peer =
                gateway.operations()
                        .refused(number)
                        .orElseThrow(
                                () ->
                                        new BadRequest(
                                                NOT_FOUND,
                                                "Nobody who was rejected has the number "
                                                        + number));
        if (peer.settled()) {
            throw new BadRequest(CONFLICT, home.site() + " lets it in already");
        }
        String lines =
                peer.snippet()
                        .filter(snippet -> snippet.startsWith(STATIONS))
                        .filter(snippet -> !peer.reason().equals("wrong-dialect"))
                        .map(snippet -> snippet.substring(STATIONS.length()))
                        .orElseThrow(
                                () ->
                                        new BadRequest(
                                                CONFLICT,
                                                "No new station would let it in: "
                                                        + peer.remedy()));
        return write(text(), "stations", lines);
    }

    private String text() throws BadRequest {
        try {
            return Files.readString(home.site());
        } catch (IOException e) {
            throw new BadRequest(CONFLICT, "%s cannot be read: %s".formatted(home.site(), e));
        }
    }

    private Written write(String before, String section, String lines) throws BadRequest {
        String after = SiteEdit.with(before, section, lines);
        read(before, environment);
        try {
            read(after, environment);
        } catch (BadRequest unfit) {
            throw byHand(section, lines, unfit.getMessage());
        }
        try {
            OwnFiles.change(home.site(), now -> now.equals(before) ? after : now);
            if (!Files.readString(home.site()).equals(after)) {
                throw new BadRequest(
                        CONFLICT, home.site() + " was changed in the meantime; do it again");
            }
        } catch (IOException e) {
            throw byHand(section, lines, e.toString());
        }
        LOG.info(
                "{}: added below {}: {}",
                home.site(),
                section,
                lines.strip().lines().findFirst().orElse(""));
        return new Written(home.site().toString(), section + ":\n" + lines);
    }

    private BadRequest byHand(String section, String lines, String why) {
        return new BadRequest(
                CONFLICT,
                "%s cannot be changed (%s); add these lines by hand:\n%s:\n%s"
                        .formatted(home.site(), why, section, lines));
    }

    private Settings read(String text, Map<String, String> around) throws BadRequest {
        try {
            return SettingsFile.parse(
                    text,
                    home.site().getFileName().toString(),
                    home.directory(),
                    around,
                    WallClock.utc());
        } catch (BadSettings e) {
            throw new BadRequest(BAD, String.join("; ", e.problems()));
        }
    }
}
