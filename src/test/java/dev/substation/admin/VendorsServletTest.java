package dev.substation.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.flow.desk.StationVendor;
import dev.substation.flow.desk.StationVendor.Origin;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.List;
import org.junit.jupiter.api.Test;

class VendorsServletTest {

    @Test
    void showsWhereTheVendorOfEachStationComesFrom() {
        assertEquals(
                Payload.of(
                        "stations",
                        List.of(
                                Payload.of(
                                        "station", "BOX",
                                        "vendor", "keba",
                                        "origin", "BootNotification",
                                        "boot", "Keba AG KC-P30"),
                                Payload.of(
                                        "station", "NEW",
                                        "vendor", "generic",
                                        "origin", "unknown",
                                        "boot", ""))),
                VendorsServlet.page(
                        List.of(
                                new StationVendor(
                                        new StationId("BOX"),
                                        "keba",
                                        Origin.BOOT,
                                        "Keba AG KC-P30"),
                                new StationVendor(
                                        new StationId("NEW"), "generic", Origin.UNKNOWN, ""))));
    }
}
