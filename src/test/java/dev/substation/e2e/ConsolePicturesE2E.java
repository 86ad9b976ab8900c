package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.e2e.Browser.Width;
import dev.substation.sandbox.Demo;
import dev.substation.sandbox.PracticeCsms;
import dev.substation.testing.GatewayProcess;
import dev.substation.testing.PlainJsonStation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures of {@code docs/console.md}, with what the demo plays: {@code
 * -Ddocs.pictures=true}. They are looked at by people, not compared.
 */
@EnabledIfSystemProperty(
        named = "docs.pictures",
        matches = "true",
        disabledReason = "-Ddocs.pictures=true takes the pictures of docs/console.md anew")
class ConsolePicturesE2E {

    private static final Path FOLDER = Path.of("docs/console");

    @TempDir Path temp;

    @Test
    void ofEachPage() throws IOException {
        Files.createDirectories(FOLDER);
        try (PracticeCsms csms = PracticeCsms.open(0);
                GatewayProcess gateway =
                        GatewayProcess.start(
                                temp.resolve("home"),
                                Demo.siteYaml().replace("" + Demo.CSMS_PORT, "" + csms.port()));
                Demo demo = demo(gateway, csms);
                Browser browser = Browser.start()) {
            assertTrue(demo.play());
            PlainJsonStation.refused(gateway.uri("ws", "/ocpp/TE-4711"), "ocpp1.6");
            Pictures pictures = new Pictures(browser, gateway.uri("http", "/").toString());
            pictures.take("stations", "stations", Width.DESKTOP, false);
            pictures.take("station", "stations/KEBA-DEMO-1", Width.DESKTOP, false);
            pictures.take("messages", "messages", Width.DESKTOP, false);
            pictures.take("message", "messages/" + start(gateway), Width.DESKTOP, false);
            pictures.take("refused", "refused", Width.DESKTOP, false);
            pictures.take("csms", "csms", Width.DESKTOP, false);
            pictures.take("transactions", "transactions", Width.DESKTOP, false);
            pictures.take("transaction", "transactions/1", Width.DESKTOP, false);
            pictures.take("health", "health", Width.DESKTOP, true);
            pictures.take("rules", "rules/10-id-tags.yaml", Width.DESKTOP, false);
            pictures.take("phone", "stations", Width.PHONE, true);
            pictures.take(csms.controlUrl() + "/", "practice");
        }
        try (GatewayProcess gateway = GatewayProcess.restart(temp.resolve("new"), Map.of());
                Browser browser = Browser.start()) {
            PlainJsonStation.refused(gateway.uri("ws", "/ocpp/TE-4711"), "ocpp1.6");
            new Pictures(browser, gateway.uri("http", "/").toString())
                    .take("setup", "setup", Width.DESKTOP, false);
        }
    }

    private static Demo demo(GatewayProcess gateway, PracticeCsms csms) {
        PrintStream nowhere =
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new Demo(gateway.uri("http", ""), csms, nowhere);
    }

    /** The line of the message log where the first charge starts. */
    private static String start(GatewayProcess gateway) {
        String lines =
                gateway.get(
                                "/api/v1/messages?action=StartTransaction&part=call"
                                        + "&station=KEBA-DEMO-1&limit=1")
                        .body();
        return lines.replaceFirst("(?s).*?\"id\":(\\d+).*", "$1");
    }

    private record Pictures(Browser browser, String console) {

        void take(String name, String page, Width width, boolean dark) throws IOException {
            browser.show(width, dark);
            take(console + "#/" + page, name);
        }

        void take(String address, String name) throws IOException {
            browser.open(address);
            browser.find("main h1");
            browser.waits("the page is drawn", () -> browser.text().length() > 200);
            Files.write(FOLDER.resolve(name + ".webp"), browser.picture());
        }
    }
}
