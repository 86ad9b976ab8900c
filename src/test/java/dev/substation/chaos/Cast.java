package dev.substation.chaos;

import java.util.ArrayList;
import java.util.List;

/** Who takes part in a run: the stations, and as what the CSMS knows them. */
final class Cast {

    /** What a station speaks. */
    enum Speech {
        SOAP_15("15"),
        SOAP_16("16"),
        JSON("J");

        private final String word;

        Speech(String word) {
            this.word = word;
        }
    }

    /** A connector of an upstream station. */
    record Place(String upstream, int connector) {}

    /**
     * A rule that gathers meter values.
     *
     * @param kamelet with its parameters, as a route names it
     * @param seconds the most that lies between a value and the one that goes up for it
     * @param closesSoon whether the gateway's clock closes it while a run waits for that
     */
    record Window(String kamelet, int seconds, boolean closesSoon) {

        private static final Window LAST =
                new Window(
                        "{ name: meter-window, parameters: { seconds: 5, keep: last } }", 5, true);
        private static final Window MEAN =
                new Window(
                        "{ name: meter-window, parameters: { seconds: 3, keep: mean } }", 3, true);
        private static final Window ALIGNED =
                new Window("{ name: clock-align-meter, parameters: { minutes: 1 } }", 60, false);

        private static Window of(Speech speech) {
            return switch (speech) {
                case SOAP_15 -> LAST;
                case SOAP_16 -> ALIGNED;
                case JSON -> MEAN;
            };
        }
    }

    /**
     * A station.
     *
     * @param places its connectors from 1 on, as the CSMS knows them
     * @param speaker the upstream station that speaks for it where no connector is named
     * @param window the rule that its meter values meet; null for none
     * @param crowd how many stations share an upstream station with it
     */
    record Role(
            String station,
            Speech speech,
            List<Place> places,
            String speaker,
            Window window,
            int crowd) {

        Place place(int connector) {
            return places.get(connector - 1);
        }

        int connectors() {
            return places.size();
        }
    }

    private static final int SOCKETS = 3;
    private static final int BOXES = 2;

    private final List<Role> roles = new ArrayList<>();
    private final StringBuilder stations = new StringBuilder();
    private final StringBuilder upstream = new StringBuilder();
    private final StringBuilder routes = new StringBuilder();

    /**
     * @param plain how many stations that go up as they are, of each dialect
     * @param special how many that are split, as many joined ones, and as many whose meter values
     *     are gathered
     */
    Cast(int plain, int special) {
        for (Speech speech : Speech.values()) {
            for (int i = 1; i <= plain; i++) {
                plain("STORM-" + speech.word + "-" + i, speech, null);
            }
            for (int i = 1; i <= special; i++) {
                split("NET-" + speech.word + "-" + i, speech);
                joined("-" + speech.word + "-" + i, speech);
                plain("WINDOW-" + speech.word + "-" + i, speech, Window.of(speech));
            }
        }
    }

    private void plain(String name, Speech speech, Window window) {
        stations.append("  %s: {}\n".formatted(name));
        roles.add(
                new Role(
                        name,
                        speech,
                        List.of(new Place(name, 1), new Place(name, 2)),
                        name,
                        window,
                        1));
        if (window != null) {
            routes.append(
                    """
                            - filter:
                                simple: "${header.station} == '%s'"
                                steps:
                                  - kamelet: %s
                    """
                            .formatted(name, window.kamelet));
        }
    }

    private void split(String name, Speech speech) {
        List<Place> sockets = new ArrayList<>();
        StringBuilder parts = new StringBuilder();
        for (int i = 1; i <= SOCKETS; i++) {
            String part = name + "-" + (char) ('A' + i - 1);
            sockets.add(new Place(part, 1));
            parts.append(i == 1 ? "" : ", ").append("\"%d\": %s".formatted(i, part));
        }
        stations.append("  %s: { split: { %s } }\n".formatted(name, parts));
        roles.add(new Role(name, speech, sockets, name + "-A", null, 1));
    }

    private void joined(String name, Speech speech) {
        StringBuilder boxes = new StringBuilder();
        for (int i = 1; i <= BOXES; i++) {
            String box = "BOX" + name + "-" + (char) ('A' + i - 1);
            stations.append("  %s: {}\n".formatted(box));
            boxes.append(i == 1 ? "" : ", ").append("\"%d\": %s".formatted(i, box));
            roles.add(
                    new Role(
                            box,
                            speech,
                            List.of(new Place("HALL" + name, i)),
                            "HALL" + name,
                            null,
                            BOXES));
        }
        upstream.append("  HALL%s: { join: { %s } }\n".formatted(name, boxes));
    }

    List<Role> roles() {
        return roles;
    }

    /** The sections of {@code site.yaml} that name them. */
    String siteYaml() {
        return "stations:\n" + stations + (upstream.isEmpty() ? "" : "upstream:\n" + upstream);
    }

    /** The routes of the site. */
    String routesYaml() {
        return """
                # What a storm needs: meter values are gathered for some stations.
                - route:
                    id: site
                    from:
                      uri: direct:site
                      steps:
                """
                + routes
                + "        - to: direct:deliver\n";
    }
}
