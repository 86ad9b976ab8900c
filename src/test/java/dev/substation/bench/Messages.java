package dev.substation.bench;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** What stations send. No message is like another: a repeat would not be forwarded. */
final class Messages {

    private static final int SAMPLES = 12;
    private static final String ENERGY = "Energy.Active.Import.Register";
    private static final AtomicLong NUMBERS = new AtomicLong();

    private Messages() {}

    static long nextNumber() {
        return NUMBERS.incrementAndGet();
    }

    /** OCPP-J MeterValues of 12 samples, 1.8 KB. */
    static Script meterValues() {
        return answer -> jsonMeterValues(nextNumber(), 0);
    }

    static Script heartbeats() {
        return answer -> "[2,\"h" + nextNumber() + "\",\"Heartbeat\",{}]";
    }

    static Script dataTransfers() {
        return answer -> {
            long number = nextNumber();
            return "[2,\"d%d\",\"DataTransfer\",{\"vendorId\":\"Bench\",\"data\":\"%d\"}]"
                    .formatted(number, number);
        };
    }

    static Script sessions() {
        return new Session(new JsonForm());
    }

    /** MeterValues of 12 samples over SOAP. */
    static Script meterValues(SoapForm form) {
        return answer -> form.meterValues(nextNumber(), 0);
    }

    static Script heartbeats(SoapForm form) {
        return answer -> form.heartbeat(nextNumber());
    }

    static Script sessions(SoapForm form) {
        return new Session(form);
    }

    private static CharSequence jsonMeterValues(long number, long transaction) {
        StringBuilder text = new StringBuilder(2_048);
        text.append("[2,\"m").append(number).append("\",\"MeterValues\",{\"connectorId\":1,");
        if (transaction > 0) {
            text.append("\"transactionId\":").append(transaction).append(',');
        }
        text.append("\"meterValue\":[{\"timestamp\":\"").append(Instant.now());
        text.append("\",\"sampledValue\":[");
        for (int i = 0; i < SAMPLES; i++) {
            text.append(i == 0 ? "" : ",").append("{\"value\":\"").append(number * SAMPLES + i);
            text.append("\",\"context\":\"Sample.Periodic\",\"format\":\"Raw\",\"measurand\":\"");
            text.append(ENERGY).append("\",\"unit\":\"Wh\"}");
        }
        return text.append("]}]}]");
    }

    private static final class JsonForm implements Session.Form {

        @Override
        public CharSequence boot(long number) {
            return "[2,\"b%d\",\"BootNotification\",{\"chargePointVendor\":\"Bench\",\"chargePointModel\":\"B\"}]"
                    .formatted(number);
        }

        @Override
        public CharSequence authorize(long number) {
            return "[2,\"a%d\",\"Authorize\",{\"idTag\":\"BENCH\"}]".formatted(number);
        }

        @Override
        public CharSequence start(long number) {
            return "[2,\"s%d\",\"StartTransaction\",{\"connectorId\":1,\"idTag\":\"BENCH\",\"meterStart\":%d,\"timestamp\":\"%s\"}]"
                    .formatted(number, number * SAMPLES, Instant.now());
        }

        @Override
        public CharSequence meterValues(long number, long transaction) {
            return jsonMeterValues(number, transaction);
        }

        @Override
        public CharSequence stop(long number, long transaction) {
            return "[2,\"e%d\",\"StopTransaction\",{\"transactionId\":%d,\"idTag\":\"BENCH\",\"meterStop\":%d,\"timestamp\":\"%s\"}]"
                    .formatted(number, transaction, number * SAMPLES, Instant.now());
        }
    }

    /** Envelopes of one station. */
    static final class SoapForm implements Session.Form {

        private final String identity;
        private final boolean of16;

        /**
         * @param identity of the station
         * @param of16 OCPP 1.6, otherwise 1.5
         */
        SoapForm(String identity, boolean of16) {
            this.identity = identity;
            this.of16 = of16;
        }

        @Override
        public CharSequence boot(long number) {
            return envelope(
                    number,
                    "BootNotification",
                    "<o:bootNotificationRequest><o:chargePointVendor>Bench</o:chargePointVendor>"
                            + "<o:chargePointModel>B</o:chargePointModel>"
                            + "</o:bootNotificationRequest>");
        }

        CharSequence heartbeat(long number) {
            return envelope(number, "Heartbeat", "<o:heartbeatRequest/>");
        }

        @Override
        public CharSequence authorize(long number) {
            return envelope(
                    number,
                    "Authorize",
                    "<o:authorizeRequest><o:idTag>BENCH</o:idTag></o:authorizeRequest>");
        }

        @Override
        public CharSequence start(long number) {
            return envelope(
                    number,
                    "StartTransaction",
                    "<o:startTransactionRequest><o:connectorId>1</o:connectorId><o:idTag>BENCH"
                            + "</o:idTag><o:timestamp>"
                            + Instant.now()
                            + "</o:timestamp><o:meterStart>"
                            + number * SAMPLES
                            + "</o:meterStart></o:startTransactionRequest>");
        }

        @Override
        public CharSequence meterValues(long number, long transaction) {
            StringBuilder text = new StringBuilder(2_048);
            text.append("<o:meterValuesRequest><o:connectorId>1</o:connectorId>");
            if (transaction > 0) {
                text.append("<o:transactionId>").append(transaction).append("</o:transactionId>");
            }
            text.append(of16 ? "<o:meterValue>" : "<o:values>");
            text.append("<o:timestamp>").append(Instant.now()).append("</o:timestamp>");
            for (int i = 0; i < SAMPLES; i++) {
                long value = number * SAMPLES + i;
                if (of16) {
                    text.append("<o:sampledValue><o:value>").append(value).append("</o:value>");
                    text.append("<o:measurand>").append(ENERGY).append("</o:measurand>");
                    text.append("<o:unit>Wh</o:unit></o:sampledValue>");
                } else {
                    text.append("<o:value measurand=\"").append(ENERGY).append("\" unit=\"Wh\">");
                    text.append(value).append("</o:value>");
                }
            }
            text.append(of16 ? "</o:meterValue>" : "</o:values>");
            return envelope(number, "MeterValues", text.append("</o:meterValuesRequest>"));
        }

        @Override
        public CharSequence stop(long number, long transaction) {
            return envelope(
                    number,
                    "StopTransaction",
                    "<o:stopTransactionRequest><o:transactionId>"
                            + transaction
                            + "</o:transactionId><o:idTag>BENCH</o:idTag><o:timestamp>"
                            + Instant.now()
                            + "</o:timestamp><o:meterStop>"
                            + number * SAMPLES
                            + "</o:meterStop></o:stopTransactionRequest>");
        }

        private CharSequence envelope(long number, String action, CharSequence body) {
            return new StringBuilder(body.length() + 512)
                    .append("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"")
                    .append(" xmlns:a=\"http://www.w3.org/2005/08/addressing\" xmlns:o=\"")
                    .append(of16 ? "urn://Ocpp/Cs/2015/10/" : "urn://Ocpp/Cs/2012/06/")
                    .append("\"><s:Header><o:chargeBoxIdentity s:mustUnderstand=\"true\">")
                    .append(identity)
                    .append("</o:chargeBoxIdentity><a:Action s:mustUnderstand=\"true\">/")
                    .append(action)
                    .append("</a:Action><a:MessageID>urn:bench:")
                    .append(number)
                    .append("</a:MessageID></s:Header><s:Body>")
                    .append(body)
                    .append("</s:Body></s:Envelope>");
        }
    }
}
