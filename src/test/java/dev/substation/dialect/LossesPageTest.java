package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.testing.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/losses.md}: what can become otherwise on the way beside the differences of versions.
 * The reasons are taken out of the sources, so that none can be forgotten.
 */
class LossesPageTest {

    private static final Path MAIN = Path.of("src/main/java/dev/substation");
    private static final Pattern NOTED = Pattern.compile("notes\\.add\\(|(?<!void )\\bdropped\\(");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern MADE =
            Pattern.compile(
                    "new Note\\(|\\bNote\\.(renamed|deduced|approximated|impossible|whole|made)\\(");
    private static final Pattern LOSS = Pattern.compile("Loss\\.([A-Z]+)");

    /** What every message can meet, by the class that does it. */
    private static final Map<String, String> ON_THE_WAY = new TreeMap<>();

    /** Where the notes of other classes are described. */
    private static final Map<String, String> ELSEWHERE = new TreeMap<>();

    // spotless:off
    static {
        ON_THE_WAY.put("CardAnswers", "When the answer of a CSMS about a card is read");
        ON_THE_WAY.put("FieldSpellings", "When the names of fields are read");
        ON_THE_WAY.put("FrameReading", "When a WebSocket message is read");
        ON_THE_WAY.put("Leaves", "When values are read in another type or spelling");
        ON_THE_WAY.put("MeterStructure", "When meter values of a WebSocket station are read");
        ON_THE_WAY.put("ObviousValues", "When a time is missing");
        ON_THE_WAY.put("Reading", "When a message is read");
        ON_THE_WAY.put("SoapLeaves", "When the text of a SOAP message is read");
        ON_THE_WAY.put("SoapReading", "When the name of a SOAP message is read");
        ON_THE_WAY.put("SoapMeters", "When the meter values of a SOAP message are read");
        ON_THE_WAY.put("SoapWriting", "When a SOAP message is written");
        ON_THE_WAY.put("StationTimes", "When the times of a station are read");
        ON_THE_WAY.put("Normalising", "When a message is made valid for a CSMS with `strict: true`");
        ON_THE_WAY.put(
                "SampleNormalising",
                "When samples of a meter are made valid for a CSMS with `strict: true`");
        put("BinaryText", "messages in binary frames: [quirks.md](quirks.md#websocket-and-ocpp-j)");
        put("BootAnswers", "boots answered while the CSMS is offline, intervals and times for SOAP stations: [answer-table.md](answer-table.md)");
        put("Charging", "transaction ids, stops that are confirmed without the CSMS, stops that the gateway requests: [answer-table.md](answer-table.md#transaction-ids)");
        put("ChargingProfiles", "charging profiles that stations clear by id alone: [stations-technagon.md](stations-technagon.md#settings-in-the-gateway)");
        put("CombinedAnswers", "one answer of several stations or sockets: [split-and-join.md](split-and-join.md#one-answer-of-several)");
        put("CompositeAnswers", "charging profiles that the gateway keeps for stations: [smart-charging.md](smart-charging.md)");
        put("ConfigurationKeys", "configuration keys that the gateway answers: [answer-table.md](answer-table.md#configuration-keys)");
        put("ContentKey", "messages that a station repeats: [answer-table.md](answer-table.md#what-a-station-sends-again)");
        put("Corrections", "messages that the gateway makes, transaction ids, messages that pass without rules: [answer-table.md](answer-table.md)");
        put("CsmsAnswers", "answers of the CSMS with missing fields, or with numbers as text: [answer-table.md](answer-table.md#transaction-ids)");
        put("Delivery", "messages that the gateway makes, transaction ids, messages that pass without rules: [answer-table.md](answer-table.md)");
        put("DialectLimits", "answers that the gateway gives in place of a station, transaction ids: [answer-table.md](answer-table.md#for-stations-that-speak-ocpp-15)");
        put("Differences", "names of faults: [dialects.md](dialects.md)");
        put("Document", "unusual SOAP envelopes of a station: [quirks.md](quirks.md#soap)");
        put("Downward", "answers that the gateway gives in place of a station, transaction ids: [answer-table.md](answer-table.md#for-stations-that-speak-ocpp-15)");
        put("FileTransfers", "addresses of the gateway in place of a file server: [operations.md](operations.md#files-of-stations)");
        put("ErrorHelp", "what error codes of vendors mean (the message does not change): [error-help.md](error-help.md)");
        put("Fitting", "what is removed or rejected because a strict CSMS would reject it: [adr/0045](adr/0045-strict-csms.md)");
        put("GatewayCalls", "messages that the gateway makes, transaction ids, messages that pass without rules: [answer-table.md](answer-table.md)");
        put("GivenProfiles", "charging profiles that the gateway keeps for stations: [smart-charging.md](smart-charging.md)");
        put("HeartbeatKey", "the HeartbeatInterval that a CSMS sets: [answer-table.md](answer-table.md#configuration-keys)");
        put("HeldUpdates", "firmware updates that wait for their date: [stations-technagon.md](stations-technagon.md#settings-in-the-gateway)");
        put("KnownCards", "cards answered by offline authorization: [answer-table.md](answer-table.md#offline-authorization)");
        put("LinkKeys", "passwords and security profiles that a CSMS sets: [security.md](security.md#a-password-that-the-csms-sets)");
        put("ListedCards", "cards that the list of a station decides about: [answer-table.md](answer-table.md#online-authorization)");
        put("LocalLists", "local lists in several updates: [vendors.md](vendors.md#local-lists)");
        put("LogUploads", "logs that SOAP stations upload: [answer-table.md](answer-table.md#the-security-extension)");
        put("NotSent", "answers that the gateway gives in place of a station, transaction ids: [answer-table.md](answer-table.md#for-stations-that-speak-ocpp-15)");
        put("NotedRules", "answers that rules change back: [rules/](rules/README.md)");
        put("Occupied", "what Occupied means: [answer-table.md](answer-table.md#for-stations-that-speak-ocpp-15)");
        put("Oddity", "unusual SOAP envelopes of a station: [quirks.md](quirks.md#soap)");
        put("Passage", "rules: [rules/](rules/README.md)");
        put("Profile", "spellings of vendors, and what their stations lack: [vendors.md](vendors.md)");
        put("Recorded", "transaction ids, stops that are confirmed without the CSMS, stops that the gateway requests: [answer-table.md](answer-table.md#transaction-ids)");
        put("RefusedCards", "transactions that the gateway stops because the CSMS rejects the card: [answer-table.md](answer-table.md#offline-authorization)");
        put("Repeats", "messages that a station repeats: [answer-table.md](answer-table.md#what-a-station-sends-again)");
        put("SecurityExtension", "names of edition 1 of the security extension: [answer-table.md](answer-table.md#the-security-extension)");
        put("SmartCharging", "charging profiles that the gateway keeps for stations: [smart-charging.md](smart-charging.md)");
        put("SparedCards", "cards that a station must not block in its own list: [configuration.md](configuration.md#stations-that-block-cards-in-their-own-list)");
        put("StartConnector", "the connector of a remote start: [stations-technagon.md](stations-technagon.md#settings-in-the-gateway)");
        put("StopReasons", "why a transaction stopped: [answer-table.md](answer-table.md#for-stations-that-speak-ocpp-15)");
        put("Storable", "characters that no database stores: [operations.md](operations.md#the-message-log)");
        put("TransactionAnswers", "transaction ids, stops that are confirmed without the CSMS, stops that the gateway requests: [answer-table.md](answer-table.md#transaction-ids)");
        put("UnsuitableCalls", "calls that an OCPP 1.5 station would misunderstand: [answer-table.md](answer-table.md#for-stations-that-speak-ocpp-15)");
        put("Upward", "messages that the gateway makes, transaction ids, messages that pass without rules: [answer-table.md](answer-table.md)");
        put("Wiring", "connector numbers: [split-and-join.md](split-and-join.md)");
    }
    // spotless:on

    private static void put(String name, String where) {
        ELSEWHERE.put(name, where);
    }

    @Test
    void saysWhatTheSourcesSay() throws IOException {
        StringBuilder page =
                new StringBuilder(
                        """
                        # What can change in a message

                        Made from the sources; a test compares it. Each change has a note in the [message log](operations.md#the-message-log) and is
                        counted. [dialects.md](dialects.md) explains the classes, and lists what differs between versions of OCPP. `…` stands for
                        values of the message.
                        """);
        for (Map.Entry<String, String> one : ON_THE_WAY.entrySet()) {
            page.append("\n## ").append(one.getValue()).append("\n| class | reason |\n|---|---|\n");
            rows(Files.readString(MAIN.resolve("dialect/" + one.getKey() + ".java")))
                    .forEach(row -> page.append("| ").append(row).append(" |\n"));
        }
        page.append("\n## Elsewhere\n| what | where |\n|---|---|\n");
        new TreeSet<>(ELSEWHERE.values())
                .forEach(
                        where ->
                                page.append("| ")
                                        .append(where.replace(": [", " | ["))
                                        .append(" |\n"));

        GeneratedPage.compare("losses.md", page.toString());
    }

    @Test
    void knowsEveryClassThatMakesNotes() throws IOException {
        TreeSet<String> making = new TreeSet<>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                boolean makes =
                        MADE.matcher(source).find()
                                || source.contains("Remarks.on(")
                                || source.contains("notes.add(Loss");
                if (makes || source.contains("notes.add(\n")) {
                    making.add(file.getFileName().toString().replace(".java", ""));
                }
            }
            making.removeAll(List.of("Note", "Notes", "Remarks", "Text"));
        }
        making.removeIf(name -> Files.exists(MAIN.resolve("routes/rules/" + name + ".java")));

        TreeSet<String> known = new TreeSet<>(ELSEWHERE.keySet());
        known.addAll(ON_THE_WAY.keySet());
        assertEquals(known, making);
    }

    private static TreeSet<String> rows(String source) {
        TreeSet<String> rows = new TreeSet<>();
        Matcher noted = NOTED.matcher(source);
        while (noted.find()) {
            List<String> arguments = arguments(source, noted.end());
            String reason = words(arguments.get(arguments.size() - 1));
            Matcher loss = LOSS.matcher(arguments.get(0));
            boolean known = loss.find();
            if (!reason.replace("…", "").isBlank() && (known || arguments.size() == 3)) {
                String word = known ? loss.group(1) : "IMPOSSIBLE";
                rows.add(word.toLowerCase(Locale.ROOT) + " | " + reason);
            }
        }
        return rows;
    }

    /** The arguments of a call, from behind its bracket on. */
    private static List<String> arguments(String source, int start) {
        List<String> arguments = new ArrayList<>();
        StringBuilder one = new StringBuilder();
        int depth = 0;
        boolean quoted = false;
        for (int i = start; depth >= 0; i++) {
            char c = source.charAt(i);
            quoted ^= c == '"' && source.charAt(i - 1) != '\\';
            depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth < 0 || !quoted && depth == 0 && c == ',') {
                arguments.add(one.toString().strip());
                one.setLength(0);
            } else {
                one.append(c);
            }
        }
        return arguments;
    }

    /** An expression of texts and others, as a reader sees it. */
    private static String words(String expression) {
        StringBuilder words = new StringBuilder();
        Matcher literal = LITERAL.matcher(expression);
        int last = 0;
        while (literal.find()) {
            words.append(other(expression.substring(last, literal.start())));
            words.append(literal.group(1));
            last = literal.end();
        }
        return words.append(other(expression.substring(last))).toString();
    }

    private static String other(String code) {
        String bare = code.replace("+", "").strip();
        return bare.isEmpty() ? "" : "…";
    }
}
