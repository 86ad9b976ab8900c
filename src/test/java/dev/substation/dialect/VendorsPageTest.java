package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.dialect.Shape.Field;
import dev.substation.dialect.Vendors.Kind;
import dev.substation.dialect.Vendors.ListLimits;
import dev.substation.dialect.Vendors.Row;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.testing.GeneratedPage;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/vendors.md}: what each maker's stations lack and say in words of their own. */
class VendorsPageTest {

    @Test
    void saysWhatTheTableSays() throws IOException {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Vendors

                        Made from the code (`dev.substation.dialect`); a test compares it.

                        `vendor:` in `site.yaml`, for a station or under `defaults`, selects the profile for its stations: `keba`, `abl`,
                        `technagon`, or `generic` for all others, about which the gateway assumes nothing. With `auto`, the default, it
                        is the profile of the vendor that the station names in its BootNotification ([configuration](configuration.md#the-vendor-of-a-station)).
                        A profile works outside the routes: on the way up, the gateway translates the station's spelling into OCPP before the first rule; on the way down, it translates what the
                        CSMS sends into what the station knows, after the last rule. It does so with a strict CSMS or not, and adds a note to the
                        message log for each change. It changes nothing beside a signed meter value.

                        A spelling of a vendor is a row on this page. What only one site needs is a rule ([`map-error-code`](rules/map-error-code.md)
                        and others) with a condition on `header.vendor`. The shipped routes have one rule for a vendor:
                        [`strip-idtag-suffix`](rules/strip-idtag-suffix.md) for `keba`. Guides: [KEBA](stations-keba.md), [ABL](stations-abl.md),
                        [Technagon](stations-technagon.md).

                        ## Operations of the CSMS
                        | entry | meaning |
                        |---|---|
                        | yes | The gateway sends the call to the station |
                        | a status | The gateway answers with this status and does not send the call, because the vendor or the dialect lacks the operation |
                        | *error* | The same, with the error NotSupported (`SUB-1025`, `SUB-1026`) |
                        | *by the gateway* | The gateway does it from what it knows ([answer table](answer-table.md#for-stations-that-speak-ocpp-15)) |

                        """);
        page.append(operations());
        page.append(
                """

                ### Operations with certain fields
                | vendor | dialects | operation | with | answer of the gateway | why |
                |---|---|---|---|---|---|
                """);
        Vendors.rows().stream()
                .filter(row -> row.kind() == Kind.LACKS && !row.when().isEmpty())
                .forEach(row -> page.append(form(row)));
        page.append(
                """

                ## Words and values
                `—` means that the gateway removes the field. An error code of a vendor goes into `vendorErrorCode`. If that field already has
                a text, the code is appended after a blank. If both together are longer than 50 characters, the code is only in the message log.

                | vendor | dialects | operation | field | station | | CSMS | why |
                |---|---|---|---|---|---|---|---|
                """);
        Vendors.rows().stream()
                .filter(row -> row.kind() != Kind.LACKS)
                .forEach(row -> page.append(word(row)));
        page.append(
                """

                ## Local lists
                The gateway splits a SendLocalList that is longer than the station accepts. A full list becomes one full update with the first
                cards, then differential updates with the others, one after the other. A long differential list becomes several differential
                updates. The CSMS gets one answer: Accepted if all updates are accepted, otherwise the answer of the first one that is not.
                The log and the message log say which. The CSMS should then send the list again. The limits apply to the cards that the
                station gets, after all rules.

                Each update needs a higher version than the one before (OCPP 1.6 section 5.15), so the version at the station can get ahead of
                the version at the CSMS. The gateway remembers the difference, also after a restart, and subtracts it in GetLocalListVersion
                until the next full list that fits into one update.

                A list with more cards than the station holds is rejected with the error `SUB-1027`. With `long-local-list: cut` the station
                gets the first cards of a full list, as many as it holds, and the message log has a note. The station asks the CSMS for each
                of the other cards. A KEBA master itself treats a long list in this way. A differential list is never cut, because it may remove cards.

                | vendor | full update | differential update | holds |
                |---|---|---|---|
                """);
        Vendors.names().forEach(vendor -> page.append(lists(vendor)));
        page.append(
                """

                ## Configuration keys
                OCPP requires these keys, but the vendor's stations do not have them. The gateway adds them to the answer to GetConfiguration,
                read-only, with the value that the vendor's manual states. If the manual states none, the key has no value. If the station
                has the key, its own value counts. ChangeConfiguration of such a key is answered `Rejected` if the station answers `NotSupported`.

                | vendor | dialects | key | value |
                |---|---|---|---|
                """);
        Vendors.keys().forEach(key -> page.append(key(key)));

        GeneratedPage.compare("vendors.md", page.toString());
    }

    private static String operations() {
        Map<String, List<Map.Entry<String, Dialect>>> columns = new LinkedHashMap<>();
        columns.put("keba soap1.5", List.of(Map.entry("keba", Dialect.SOAP_15)));
        columns.put("keba 1.6", since16("keba"));
        columns.put("abl soap1.5", List.of(Map.entry("abl", Dialect.SOAP_15)));
        columns.put("abl 1.6", since16("abl"));
        columns.put("technagon json1.6", List.of(Map.entry("technagon", Dialect.JSON_16)));
        columns.put("generic soap1.5", List.of(Map.entry("generic", Dialect.SOAP_15)));
        columns.put("generic 1.6", since16("generic"));
        StringBuilder table = new StringBuilder("| operation |");
        columns.keySet().forEach(name -> table.append(' ').append(name).append(" |"));
        table.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
        for (Action action : Action.DOWN) {
            table.append("| ").append(action).append(" |");
            for (List<Map.Entry<String, Dialect>> column : columns.values()) {
                List<String> cells =
                        column.stream()
                                .map(each -> cell(each.getKey(), each.getValue(), action))
                                .distinct()
                                .toList();
                assertEquals(1, cells.size(), action + " differs between SOAP and JSON 1.6");
                table.append(' ').append(cells.get(0)).append(" |");
            }
            table.append('\n');
        }
        return table.toString();
    }

    private static List<Map.Entry<String, Dialect>> since16(String vendor) {
        return List.of(Map.entry(vendor, Dialect.SOAP_16), Map.entry(vendor, Dialect.JSON_16));
    }

    private static String cell(String vendor, Dialect dialect, Action action) {
        if (Differences.isEmulated(dialect, action)) {
            return "*by the gateway*";
        }
        if (!Soap.DICTIONARY.knows(dialect, Direction.DOWN, action)) {
            return Differences.standIn(dialect, action)
                    .flatMap(answer -> answer.text("status"))
                    .orElse("*error*");
        }
        boolean lacks =
                Vendors.rows(vendor).stream()
                        .anyMatch(
                                row ->
                                        row.kind() == Kind.LACKS
                                                && row.action().equals(action)
                                                && row.when().isEmpty()
                                                && row.dialects().contains(dialect));
        return lacks ? answered(action) : "yes";
    }

    private static String answered(Action action) {
        return LocalAnswers.refused(action)
                .map(answer -> answer.text("status").orElse(answer.toString()))
                .orElse("*error*");
    }

    private static String form(Row row) {
        String with =
                row.when().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(
                                field ->
                                        "%s %s"
                                                .formatted(
                                                        field.getKey().replaceFirst(".*\\.", ""),
                                                        field.getValue()))
                        .collect(Collectors.joining(", "));
        return "| %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                        row.vendor(),
                        dialects(row),
                        row.action(),
                        with,
                        answered(row.action()),
                        row.why());
    }

    private static String word(Row row) {
        String station =
                switch (row.kind()) {
                    case DROPPED -> "—";
                    case IGNORED -> "the same";
                    case HELD -> "— until the date";
                    case NEEDED -> "chosen if there is none";
                    case BY_ID -> "one call for each id";
                    default -> row.theirs();
                };
        String csms =
                switch (row.kind()) {
                    case DROPPED, IGNORED, HELD -> "any";
                    case NEEDED -> "any, or none";
                    case BY_ID -> "any fields";
                    case UNIT -> "the same with %s %s".formatted(row.beside(), row.second());
                    case READ_KEPT -> row.ours() + ", its own word in " + row.beside();
                    case READ_SPLIT ->
                            "%s with %s %s".formatted(row.ours(), row.beside(), row.second());
                    default -> row.ours();
                };
        return "| %s | %s | %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                        row.vendor(),
                        dialects(row),
                        row.action(),
                        row.field(),
                        station,
                        row.direction() == Direction.UP ? "→" : "←",
                        csms,
                        row.why());
    }

    private static String dialects(Row row) {
        return row.dialects().size() == Dialect.values().length
                ? "all"
                : row.dialects().stream().map(Dialect::word).collect(Collectors.joining(", "));
    }

    private static String lists(String vendor) {
        ListLimits limits = Vendors.lists(vendor);
        return "| %s | %s | %s | %s |\n"
                .formatted(
                        vendor,
                        count(limits.full()),
                        count(limits.differential()),
                        count(limits.capacity()));
    }

    private static String key(Vendors.MissingKey key) {
        String value =
                switch (key.key()) {
                    case "SupportedFeatureProfiles" -> "what dialect and vendor support";
                    case "ConnectorPhaseRotation" -> "`Unknown` for each connector";
                    default -> key.value().isEmpty() ? "none" : "`" + key.value() + "`";
                };
        return "| %s | %s | %s | %s |\n"
                .formatted(
                        key.vendor(),
                        key.dialects().stream()
                                .map(Dialect::word)
                                .collect(Collectors.joining(", ")),
                        key.key(),
                        value);
    }

    private static String count(int cards) {
        return cards == Integer.MAX_VALUE ? "no bound known" : Integer.toString(cards);
    }

    /** A row that names a field or word that the contracts do not have would never be used. */
    @Test
    void everyRowNamesWhatTheContractsHave() {
        List<String> wrong =
                Vendors.rows().stream().filter(row -> !isKnown(row)).map(Row::toString).toList();

        assertEquals(List.of(), wrong);
    }

    private static boolean isKnown(Row row) {
        boolean conditions =
                row.when().keySet().stream().allMatch(path -> field(row, path).isPresent());
        if (row.kind() == Kind.LACKS) {
            return conditions && Action.DOWN.contains(row.action());
        }
        Optional<Field> field = field(row, row.field());
        return conditions
                && field.isPresent()
                && switch (row.kind()) {
                    case DROPPED, NEEDED, BY_ID -> !field.get().required();
                    case IGNORED, HELD -> field.get().required();
                    case UNIT -> field.get().words().contains(row.theirs());
                    case READ, READ_KEPT, READ_SPLIT, WRITTEN ->
                            field.get().words().contains(row.ours())
                                    && !field.get().words().contains(row.theirs());
                    case ODD, LACKS -> true;
                };
    }

    private static Optional<Field> field(Row row, String path) {
        Optional<Shape> shape =
                Soap.DICTIONARY
                        .message(Dialect.JSON_16, row.direction(), row.action(), Part.REQUEST)
                        .map(Dictionary.Message::shape);
        Optional<Field> field = Optional.empty();
        for (String name : path.split("\\.")) {
            field = shape.map(it -> it.byName().get(name));
            shape = field.map(Field::shape);
        }
        return field;
    }
}
