package dev.substation.dialect;

import java.nio.file.Path;

/**
 * The four contracts: where ours lie in the project, where the official ones lie in the reference.
 */
enum ContractFile {
    // spotless:off
    CENTRAL_15("1.5", "central-system", "wsdl/ocpp15/CentralSystemService.wsdl",           10),
    CHARGE_15 ("1.5", "charge-point",   "wsdl/ocpp15/ChargePointService.wsdl",             15),
    CENTRAL_16("1.6", "central-system", "wsdl/ocpp16/OCPP_CentralSystemService_1.6.wsdl",  10),
    CHARGE_16 ("1.6", "charge-point",   "wsdl/ocpp16/OCPP_ChargePointService_1.6.wsdl",    19);
    // spotless:on

    final String version;
    final String service;
    final int operations;
    private final String official;

    ContractFile(String version, String service, String official, int operations) {
        this.version = version;
        this.service = service;
        this.official = official;
        this.operations = operations;
    }

    /** Our file; tests run in the project's folder. */
    Path ours() {
        return Path.of("wsdl", "ocpp-" + version + "-" + service + ".wsdl");
    }

    Path official(Path reference) {
        return reference.resolve(official);
    }
}
