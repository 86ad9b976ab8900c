package dev.substation.app.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which stations are served as if the gateway were not there: the setting {@code transparent} of a
 * CSMS and of all stations (docs/adr/0031-transparent.md). A station's own entry, or a pattern,
 * beats both.
 *
 * @param byDefault for stations of a CSMS that says nothing
 * @param ofCsms what each CSMS says, by its name
 */
record Transparency(boolean byDefault, Map<String, Boolean> ofCsms) {

    /** What the sections {@code csms} and {@code defaults} say. */
    static Transparency read(List<SectionReader> csms, SectionReader defaults) {
        Map<String, Boolean> ofCsms = new LinkedHashMap<>();
        csms.forEach(
                section ->
                        section.find(CsmsKeys.TRANSPARENT)
                                .ifPresent(says -> ofCsms.put(section.name(), says)));
        return new Transparency(defaults.get(StationKeys.TRANSPARENT), Map.copyOf(ofCsms));
    }

    /** What goes for stations of a CSMS that say nothing themselves. */
    boolean of(String csms) {
        return ofCsms.getOrDefault(csms, byDefault);
    }
}
