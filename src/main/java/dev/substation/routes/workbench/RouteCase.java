package dev.substation.routes.workbench;

import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One example of what the routes do: a given call, what must be delivered, and the answer that the
 * caller must get. The file format is in docs/rules-guide.md.
 *
 * @param file where it stands, such as {@code tests/keba.yaml}
 * @param line from 1
 * @param name a sentence
 * @param example whether it is shown in the rule's page
 * @param rule the one rule that it is about; empty when it is about the whole folder
 * @param before calls that run first, in fresh memory
 * @param expect what becomes of the given call
 * @param answer what the peer answers
 * @param then the answer that the caller gets; empty if it does not matter
 * @param pause how far the clock moves on after the call
 * @param made what the rules send by themselves during that time, in order; empty when it does not
 *     matter
 */
public record RouteCase(
        String file,
        int line,
        String name,
        boolean example,
        Optional<RuleUse> rule,
        List<Message> before,
        Message given,
        Expected expect,
        Optional<Payload> answer,
        Optional<Expected> then,
        Duration pause,
        Optional<List<Made>> made) {

    public RouteCase {
        before = List.copyOf(before);
        made = made.map(List::copyOf);
    }

    /** One use of a rule, as in a {@code kamelet:} step. */
    public record RuleUse(String name, Map<String, String> parameters) {

        public RuleUse {
            parameters = Map.copyOf(parameters);
        }
    }

    /**
     * A call, as an engineer writes it.
     *
     * @param vendor empty when it is left out: {@code generic}, or what the site says of the
     *     station
     * @param dialect empty when it is left out: json1.6, or what the site says of the station
     * @param answer what the peer answers to it; only of a call that runs {@code before}
     * @param pause how far the clock moves on after it; only of a call that runs {@code before}
     */
    public record Message(
            Direction direction,
            StationId station,
            Action action,
            Optional<String> vendor,
            Optional<Dialect> dialect,
            Payload body,
            Optional<Payload> answer,
            Duration pause) {

        /** What is taken for the vendor when nobody names one. */
        public static final String GENERIC = "generic";

        /** The station of calls that name none. */
        public static final StationId SOME_STATION = new StationId("STATION-1");

        /** A call and nothing else. */
        public static Message of(
                Direction direction, StationId station, Action action, Payload body) {
            return new Message(
                    direction,
                    station,
                    action,
                    Optional.empty(),
                    Optional.empty(),
                    body,
                    Optional.empty(),
                    Duration.ZERO);
        }

        /** The same of a station of this vendor. */
        public Message withVendor(String name) {
            return new Message(
                    direction, station, action, Optional.of(name), dialect, body, answer, pause);
        }

        /** The same of a station that speaks this dialect. */
        public Message withDialect(Dialect spoken) {
            return new Message(
                    direction, station, action, vendor, Optional.of(spoken), body, answer, pause);
        }

        /** The call itself; it has an id of its own only. */
        public Call call() {
            return new Call(
                    "case",
                    station,
                    direction,
                    dialect.orElse(Dialect.CANONICAL),
                    action,
                    body,
                    List.of());
        }

        /** The same at a site: what it does not say of vendor and dialect, the site says. */
        public Message of(StationSettings settings) {
            return new Message(
                    direction,
                    station,
                    action,
                    vendor.or(
                            () ->
                                    Optional.of(settings)
                                            .filter(site -> !site.learnsVendor())
                                            .map(StationSettings::vendor)),
                    dialect.or(settings::dialect),
                    body,
                    answer,
                    pause);
        }

        /** The vendor that routes choose by. */
        public String vendorOrGeneric() {
            return vendor.orElse(GENERIC);
        }
    }

    /** The possible results of a call. */
    public enum Kind {
        /** It goes on to its peer. */
        DELIVERED,
        /** There is a result. */
        ANSWERED,
        /** There is an error. */
        FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What must be seen.
     *
     * @param fields compared as far as they are named
     * @param absent paths of fields that must not be there, such as {@code idTagInfo.parentIdTag}
     * @param code the error's, for FAILED; empty for any
     * @param station the identity under which the call goes on; empty when it does not matter
     */
    public record Expected(
            Kind kind,
            Payload fields,
            List<String> absent,
            Optional<ErrorCode> code,
            Optional<StationId> station) {

        public Expected {
            absent = List.copyOf(absent);
        }
    }

    /**
     * A call that rules make by themselves.
     *
     * @param station whose it is; empty when it does not matter
     * @param body compared as far as fields are named
     */
    public record Made(
            Action action, Optional<StationId> station, Payload body, List<String> absent) {

        public Made {
            absent = List.copyOf(absent);
        }
    }

    /** Where it stands: {@code tests/keba.yaml, line 12}. */
    public String place() {
        return file + ", line " + line;
    }
}
