package dev.substation.api;

import java.io.IOException;
import java.io.Writer;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;

/** Transactions as a table for a spreadsheet: RFC 4180, with commas. */
final class TransactionTable {

    private static final CSVFormat FORMAT = CSVFormat.RFC4180;

    /** The names of the columns. */
    static final String HEAD =
            "key,station,connectorId,identity,csms,csmsConnectorId,stationTransactionId,"
                    + "csmsTransactionId,card,idTagStatus,started,stopped,meterStartWh,meterStopWh,"
                    + "energyWh,reason,parentCard,stopCard,startedAt,stoppedAt,closedByOperator\r\n";

    private TransactionTable() {}

    static void write(TransactionState row, Writer out) throws IOException {
        FORMAT.printRecord(
                out,
                row.key(),
                cell(row.station()),
                row.connectorId(),
                cell(row.identity()),
                row.csms(),
                row.csmsConnectorId(),
                row.stationTransactionId().orElse(null),
                cell(row.csmsTransactionId()),
                cell(row.card()),
                cell(row.idTagStatus()),
                row.started(),
                row.stopped().orElse(null),
                row.meterStart().orElse(null),
                row.meterStop().orElse(null),
                row.energy().orElse(null),
                cell(row.reason()),
                cell(row.parentCard()),
                cell(row.stopCard()),
                row.startedAt().orElse(null),
                row.stoppedAt().orElse(null),
                row.closedByOperator());
    }

    private static String cell(Optional<String> text) {
        return text.map(TransactionTable::cell).orElse(null);
    }

    /** A spreadsheet would take text of a peer that begins like this for a formula. */
    static String cell(String text) {
        return !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
