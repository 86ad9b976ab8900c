package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.model.Payload;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'value':'12.5'}; false",
                "{'value':'12.5','format':''}; false",
                "{'value':'12.5','format':'Raw'}; false",
                "{'value':'4F434D46','format':'SignedData'}; true",
                "{'value':'1.5','format':'SIGNED'}; true",
                "{'value':'1.5','format':7}; true",
                "{'value':'OCMF|{}|{}'}; true",
                "{'value':'OCMF|{}|{}','format':'Raw'}; true",
                "{'value':'00000000000000000000000000000000000000000000000000000000000000000'}; true"
            })
    void takesForASignatureWhatCouldBeOne(String sample, boolean signature) throws BadMessage {
        assertEquals(signature, Samples.isSignature(read(sample)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'value':'236.1'}; 236.1",
                "{'value':' 2 ','unit':'Wh','location':'Outlet'}; 2",
                "{'value':'0.1623','unit':'kWh'}; 162.3",
                "{'value':'1','unit':'kWh'}; 1000",
                "{'value':7}; 7",
                "{'value':'7','measurand':'','unit':'','location':'','phase':''}; 7",
                "{'value':'7','measurand':'energy_active_import_register','unit':'KWH'}; 7000",
                "{'value':'1','phase':'L1'};",
                "{'value':'1','location':'Inlet'};",
                "{'value':'1','unit':'varh'};",
                "{'value':'1','measurand':'Energy.Active.Import.Interval'};",
                "{'value':'1E999999999'};",
                "{'value':'NaN'};",
                "{};"
            })
    void readsARegisterOfAllPhasesAtTheOutletInWattHours(String sample, String wattHours)
            throws BadMessage {
        assertEquals(
                Optional.ofNullable(wattHours),
                Samples.wattHours(read(sample)).map(BigDecimal::toPlainString));
    }

    private static Payload read(String sample) throws BadMessage {
        return Json.read(sample.replace('\'', '"'));
    }
}
