package dev.substation.udp;

import java.util.Optional;

/** What a box says to {@code report 1}: which one it is. */
record ProductReport(String product, String serial, String firmware, Optional<Long> sec) {

    static Optional<ProductReport> of(BoxText said) {
        return said.text("Product")
                .map(
                        product ->
                                new ProductReport(
                                        product,
                                        said.text("Serial").orElse(""),
                                        said.text("Firmware").orElse(""),
                                        said.number("Sec")));
    }

    KebaModel model() {
        return KebaModel.of(product, firmware);
    }
}
