package dev.substation.sandbox;

import java.net.URI;
import java.util.Map;
import java.util.function.Function;

/**
 * {@code gw demo} for the launcher, which shares no classes with this package. It is asked twice:
 *
 * <ol>
 *   <li>for nothing: the practice csms opens, and {@code site} is the text of the site.yaml to run
 *       the gateway with; or {@code problems} says why not;
 *   <li>for {@code gateway}, its base address, once it is up: the demonstration plays, {@code
 *       status} is 0 when all was seen, else 1. Stations and csms stay until the process ends.
 * </ol>
 */
public final class DemoEntry implements Function<Map<String, String>, Map<String, String>> {

    private PracticeCsms csms;

    @Override
    public synchronized Map<String, String> apply(Map<String, String> question) {
        String gateway = question.get("gateway");
        return gateway == null ? open() : play(URI.create(gateway));
    }

    private Map<String, String> open() {
        try {
            csms = PracticeCsms.open(Demo.CSMS_PORT);
        } catch (PracticeCsms.PortTaken e) {
            return Map.of("problems", e.getMessage());
        }
        return Map.of("site", Demo.siteYaml());
    }

    private Map<String, String> play(URI gateway) {
        // Not closed: who looks on goes on with curl.
        @SuppressWarnings("resource")
        Demo demo = new Demo(gateway, csms, System.out);
        boolean complete = demo.play();
        demo.howToGoOn();
        return Map.of("status", complete ? "0" : "1");
    }
}
