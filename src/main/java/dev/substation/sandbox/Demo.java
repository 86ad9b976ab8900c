package dev.substation.sandbox;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Frame;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * Plays a charging session of a KEBA network (real frames, {@code demo/keba-p30.jsonl}) through a
 * running gateway, first over SOAP 1.5, then over JSON, and shows each message at the station
 * beside the same message at the CSMS. In the file, a {@code transactionId} of 0 stands for the one
 * that the station got; StopTransaction waits until the CSMS has asked for it.
 */
public final class Demo implements AutoCloseable {

    /** The port that {@link #siteYaml} expects the practice CSMS at. */
    public static final int CSMS_PORT = 9180;

    private static final String FRAMES = "/demo/keba-p30.jsonl";
    private static final String CARD = "12345678";

    private final URI gateway;
    private final PracticeCsms csms;
    private final SideBySide page;
    private final List<DemoSession> sessions = new ArrayList<>();
    private final Checklist checklist = new Checklist();

    /**
     * @param gateway the running gateway, {@code http://127.0.0.1:8080}; its site is {@link
     *     #siteYaml}
     * @param csms the CSMS that the gateway's site names
     * @param columns the width of the page in characters
     * @param colours whether {@code out} is a terminal
     */
    public Demo(URI gateway, PracticeCsms csms, PrintStream out, int columns, boolean colours) {
        this.gateway = gateway;
        this.csms = csms;
        this.page = new SideBySide(out, columns, colours);
    }

    /** The same, as wide as {@code COLUMNS} says, or 160; coloured on a terminal. */
    public Demo(URI gateway, PracticeCsms csms, PrintStream out) {
        this(gateway, csms, out, columns(), System.console() != null);
    }

    private static int columns() {
        String columns = System.getenv("COLUMNS");
        return columns != null && columns.matches("[0-9]{2,4}") ? Integer.parseInt(columns) : 160;
    }

    /** The {@code site.yaml} of the demonstration. */
    public static String siteYaml() {
        try (InputStream in = Demo.class.getResourceAsStream("/demo/site.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Plays both sessions and prints what came of it.
     *
     * @return whether everything was seen that was expected
     */
    public boolean play() {
        play("KEBA-DEMO-1", Dialect.SOAP_15);
        play("KEBA-DEMO-2", Dialect.JSON_16);
        summary();
        return checklist.complete();
    }

    /** Prints what to try next; the stations stay on until {@link #close}. */
    public void howToGoOn() {
        String control = csms.controlUrl();
        page.title("Go on yourself (Ctrl+C ends)");
        page.line("Stations, messages and transactions in a browser on this machine:");
        page.line("  " + gateway + "/");
        page.line("Be the CSMS in a browser on this machine: send any operation, see what comes:");
        page.line("  " + control + "/");
        page.line("Start and stop a charge as the csms:");
        page.line(
                "  curl -d '{\"idTag\":\""
                        + CARD
                        + "\",\"connectorId\":2}' "
                        + control
                        + "/send/KEBA-DEMO-1/RemoteStartTransaction");
        page.line(
                "  curl -d '{\"transactionId\":ID}' "
                        + control
                        + "/send/KEBA-DEMO-1/RemoteStopTransaction");
        page.line("Any other operation goes the same way:");
        page.line("  curl -d '{}' " + control + "/send/KEBA-DEMO-1/GetConfiguration");
        page.line("What the CSMS received, and who is connected:");
        page.line("  curl '" + control + "/messages?station=KEBA-DEMO-1'");
        page.line("  curl " + control + "/stations");
        page.line("A station of your own (its name must begin with DEMO-):");
        page.line(
                "  gw station --dialect soap1.6 --url " + gateway + "/soap --id DEMO-1 --session");
        page.line("Addresses for stations:");
        page.line("  SOAP 1.5 and 1.6  " + gateway + "/soap");
        page.line("  OCPP-J 1.6        " + webSocket() + "/{station}");
    }

    private String webSocket() {
        return gateway.toString().replaceFirst("^http", "ws") + "/ocpp";
    }

    @Override
    public void close() {
        sessions.forEach(DemoSession::close);
    }

    /** Plays one session; what was seen goes to the checklist. */
    void play(String id, Dialect dialect) {
        page.title("A KEBA network of four over " + dialect.word() + ": " + id);
        page.heads("station " + id + " (" + dialect.word() + ")", "csms (json1.6)");
        URI url = URI.create(dialect.isSoap() ? gateway + "/soap" : webSocket());
        DemoSession session;
        try {
            session = new DemoSession(id, dialect, url, csms, page, checklist);
            sessions.add(session);
        } catch (CompletionException e) {
            checklist.expect(id + " connection to the gateway", "open", e.getCause().toString());
            return;
        }
        for (Frame.CallFrame frame : frames()) {
            if (frame.action().equals(Action.StopTransaction)) {
                session.remoteStop();
            }
            session.send(frame.action(), frame.payload());
            if (session.isLost()) {
                break;
            }
        }
        session.check();
    }

    void summary() {
        page.title("What was expected");
        checklist.print(page);
        page.line("");
        page.line(
                checklist.complete()
                        ? "All of it was seen."
                        : "Something is missing; see the lines with ✗.");
    }

    boolean isComplete() {
        return checklist.complete();
    }

    private static List<Frame.CallFrame> frames() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                Demo.class.getResourceAsStream(FRAMES), StandardCharsets.UTF_8))) {
            List<Frame.CallFrame> frames = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                frames.add(Wire.call(line));
            }
            return frames;
        } catch (IOException | BadMessage e) {
            throw new IllegalStateException(FRAMES + " cannot be read", e);
        }
    }
}
