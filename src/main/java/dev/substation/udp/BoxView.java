package dev.substation.udp;

import dev.substation.flow.time.Moment;
import java.util.Optional;

/** What was last seen of a box. Changed on the turn; the model is read from any thread. */
final class BoxView {

    private volatile Optional<ProductReport> product = Optional.empty();
    private Optional<Observation> latest = Optional.empty();
    private Optional<Moment> refreshed = Optional.empty();

    Optional<ProductReport> product() {
        return product;
    }

    void product(Optional<ProductReport> said) {
        product = said;
    }

    /** Whether the box can do something; one that has not said its model can nothing special. */
    boolean can(KebaModel.Feature feature) {
        return product.filter(one -> one.model().can(feature)).isPresent();
    }

    Optional<Observation> latest() {
        return latest;
    }

    /** When the box last got a command that keeps it from falling to its safe current. */
    Optional<Moment> refreshed() {
        return refreshed;
    }

    void refreshed(Moment at) {
        refreshed = Optional.of(at);
    }

    void saw(Observation seen) {
        latest = Optional.of(seen);
    }
}
