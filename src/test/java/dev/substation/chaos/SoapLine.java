package dev.substation.chaos;

import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.SoapMessage;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** OCPP 1.5 or 1.6 over SOAP. */
final class SoapLine implements Line {

    private final PlainSoapStation station;
    private final Carrier gateway;

    SoapLine(PlainSoapStation.Version version, String identity, Carrier gateway) {
        this.gateway = gateway;
        station = new PlainSoapStation(version, identity, gateway.soap());
        station.answering("RemoteStopTransaction", element("status", "Accepted"));
    }

    @Override
    public CompletableFuture<Told> send(String id, Words words, Consumer<Told> answer) {
        station.turnTo(gateway.soap());
        return station.callLater(words.action(), fields(words))
                .thenApply(
                        message -> {
                            if (message.status() != 200 || message.isFault()) {
                                throw new Refused(message.text());
                            }
                            Told told = told(message);
                            answer.accept(told);
                            return told;
                        });
    }

    private static Told told(SoapMessage message) {
        String id = message.field("transactionId");
        String status = message.field("idTagInfo/status");
        return new Told(
                id.isEmpty() ? 0 : Long.parseLong(id),
                status.isEmpty() ? message.field("status") : status);
    }

    @Override
    public boolean isToStop(long transaction) {
        return station.visits("RemoteStopTransaction").stream()
                .anyMatch(visit -> visit.field("transactionId").equals("" + transaction));
    }

    private String fields(Words words) {
        String connector = element("connectorId", words.connector());
        String transaction = element("transactionId", words.transaction());
        String time = element("timestamp", words.time());
        return switch (words.action()) {
            case "StartTransaction" ->
                    connector
                            + element("idTag", words.card())
                            + time
                            + element("meterStart", words.number());
            case "MeterValues" -> connector + transaction + values(words, time);
            case "StopTransaction" -> transaction + time + element("meterStop", words.number());
            case "Authorize" -> element("idTag", words.card());
            case "BootNotification" ->
                    element("chargePointVendor", "v") + element("chargePointModel", "m");
            case "StatusNotification" ->
                    connector
                            + element("status", words.status())
                            + element("errorCode", "NoError")
                            + time;
            default -> "";
        };
    }

    private String values(Words words, String time) {
        String interval = "Energy.Active.Import.Interval";
        if (station.version() == PlainSoapStation.Version.V15) {
            String more =
                    "<value measurand=\"%s\" unit=\"Wh\">%d</value>"
                            .formatted(interval, words.interval());
            return element(
                    "values",
                    time + element("value", words.number()) + (words.interval() == 0 ? "" : more));
        }
        String more =
                element(
                        "sampledValue",
                        element("value", words.interval())
                                + element("measurand", interval)
                                + element("unit", "Wh"));
        return element(
                "meterValue",
                time
                        + element("sampledValue", element("value", words.number()))
                        + (words.interval() == 0 ? "" : more));
    }

    private static String element(String name, Object value) {
        return "<" + name + ">" + value + "</" + name + ">";
    }

    @Override
    public void close() {
        station.close();
    }
}
