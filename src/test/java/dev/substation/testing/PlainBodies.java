package dev.substation.testing;

/**
 * The fields of usual messages as text: XML as {@link PlainSoapStation} sends them, JSON as {@link
 * PlainJsonStation} does.
 */
public final class PlainBodies {

    private PlainBodies() {}

    /** Of a BootNotification. */
    public static String bootXml(String vendor, String model) {
        return element("chargePointVendor", vendor) + element("chargePointModel", model);
    }

    /** Of a BootNotification. */
    public static String bootJson(String vendor, String model) {
        return "{\"chargePointVendor\":\"%s\",\"chargePointModel\":\"%s\"}"
                .formatted(vendor, model);
    }

    /** Of a StartTransaction at noon. */
    public static String startXml(int connector, String idTag, int meterStart) {
        return element("connectorId", connector)
                + element("idTag", idTag)
                + element("timestamp", "2026-03-01T12:00:00Z")
                + element("meterStart", meterStart);
    }

    /** Of a StartTransaction at noon. */
    public static String startJson(int connector, String idTag, int meterStart) {
        return ("{\"connectorId\":%d,\"idTag\":\"%s\",\"meterStart\":%d,"
                        + "\"timestamp\":\"2026-03-01T12:00:00Z\"}")
                .formatted(connector, idTag, meterStart);
    }

    /** Of a StopTransaction an hour later. */
    public static String stopXml(Object transaction, int meterStop) {
        return element("transactionId", transaction)
                + element("timestamp", "2026-03-01T13:00:00Z")
                + element("meterStop", meterStop);
    }

    private static String element(String name, Object content) {
        return "<" + name + ">" + content + "</" + name + ">";
    }
}
