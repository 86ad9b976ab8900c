package dev.substation.flow.desk;

import static dev.substation.flow.desk.AnswerTable.Manner.ASKED;
import static dev.substation.flow.desk.AnswerTable.Manner.OWN;
import static dev.substation.flow.desk.AnswerTable.Manner.RECORDED;
import static dev.substation.flow.desk.AnswerTable.Manner.RECORDED_THEN_ASKED;

import dev.substation.model.Action;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Who answers a station's call, and when (docs/answer-table.md is this table in prose). An action
 * that has no row is asked of the CSMS like DataTransfer.
 */
public final class AnswerTable {

    /** The manner of answering. */
    public enum Manner {
        /** The gateway answers by itself; nothing goes upstream for it. */
        OWN,
        /** The CSMS answers, within the wait; nothing is stored before. */
        ASKED,
        /** Stored for delivery, then answered at once. */
        RECORDED,
        /**
         * Stored for delivery, then the CSMS's answer is awaited; without it the gateway answers.
         */
        RECORDED_THEN_ASKED
    }

    /** What to say when the CSMS refuses, is away or late. */
    public enum Fallback {
        /** Nothing can go wrong: the gateway answers anyway. */
        NONE,
        /** BootNotification: Accepted from memory, and the CSMS gets the boot later. */
        REGISTRATION,
        /** Authorize: the offline authorization policy. */
        AUTHORIZATION,
        /**
         * StartTransaction: a transaction id of the gateway and the offline authorization policy.
         */
        TRANSACTION,
        /** StopTransaction: a conf without idTagInfo. */
        EMPTY,
        /** The failure is passed on. */
        FAILURE
    }

    public record Row(Action action, Manner manner, Fallback fallback) {}

    // spotless:off
    private static final Map<Action, Row> ROWS = List.of(
            new Row(Action.BootNotification,   ASKED,               Fallback.REGISTRATION),
            new Row(Action.Heartbeat,          OWN,                 Fallback.NONE),
            new Row(Action.Authorize,          ASKED,               Fallback.AUTHORIZATION),
            new Row(Action.StartTransaction,   RECORDED_THEN_ASKED, Fallback.TRANSACTION),
            new Row(Action.StopTransaction,    RECORDED_THEN_ASKED, Fallback.EMPTY),
            new Row(Action.MeterValues,        RECORDED,            Fallback.NONE),
            new Row(Action.StatusNotification, RECORDED,            Fallback.NONE),
            new Row(Action.SecurityEventNotification,        RECORDED, Fallback.NONE),
            new Row(Action.FirmwareStatusNotification,       RECORDED, Fallback.NONE),
            new Row(Action.DiagnosticsStatusNotification,    RECORDED, Fallback.NONE),
            new Row(Action.LogStatusNotification,            RECORDED, Fallback.NONE),
            new Row(Action.SignedFirmwareStatusNotification, RECORDED, Fallback.NONE)
    ).stream().collect(Collectors.toUnmodifiableMap(Row::action, Function.identity()));
    // spotless:on

    private AnswerTable() {}

    /** Whether a call of a station is stored before it is answered, for money may hang on it. */
    public static boolean isWorthMoney(Action action) {
        Manner manner = row(action).manner();
        return manner == RECORDED || manner == RECORDED_THEN_ASKED;
    }

    public static Row row(Action action) {
        return ROWS.getOrDefault(action, new Row(action, ASKED, Fallback.FAILURE));
    }
}
