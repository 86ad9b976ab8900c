package dev.substation.dialect;

import java.util.Set;

/** Fields whose text is more than text. */
final class FieldNames {

    /** Cutting one of these would make another card of it. */
    static final Set<String> ID_TAGS = Set.of("idTag", "parentIdTag");

    /** Cutting one of these would make a certificate of nobody's of it. */
    static final Set<String> OF_CERTIFICATES =
            Set.of("csr", "issuerNameHash", "issuerKeyHash", "serialNumber");

    private FieldNames() {}
}
