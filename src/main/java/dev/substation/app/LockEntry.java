package dev.substation.app;

import dev.substation.flow.PathSecret;
import dev.substation.flow.StationCertificate;
import dev.substation.flow.StationKey;
import dev.substation.flow.StationLocks;
import java.util.Optional;
import java.util.function.Function;

/**
 * What one entry of {@code site.yaml} says of what stations must show; what it leaves out is empty.
 *
 * @param profile the security profile, 0 to 3
 * @param tls whether the port in clear is closed
 */
record LockEntry(
        Optional<Integer> profile,
        Optional<Boolean> tls,
        Optional<PathSecret> secret,
        Optional<StationCertificate> certificate,
        Optional<StationKey> key) {

    /** What a station must show: what its entries say, over what goes for all. */
    static StationLocks locks(StationEntries.Found found, LockEntry all) {
        return new StationLocks(
                value(found, LockEntry::profile).or(all::profile).orElse(0),
                value(found, LockEntry::tls).or(all::tls).orElse(false),
                value(found, LockEntry::secret),
                value(found, LockEntry::certificate)
                        .or(all::certificate)
                        .orElse(StationCertificate.OPTIONAL),
                value(found, LockEntry::key),
                Optional.empty());
    }

    private static <T> Optional<T> value(
            StationEntries.Found found, Function<LockEntry, Optional<T>> field) {
        return found.value(entry -> field.apply(entry.locks()));
    }
}
