package dev.substation.flow.charging;

import dev.substation.flow.charging.Balance.Member;
import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.LatestReports;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Transactions;
import dev.substation.flow.ports.Actuator;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.SharedLimit;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Moment;
import dev.substation.model.Action;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shares the limits of the site's groups of stations among those that charge. */
final class SharedLimits {

    private static final Logger LOG = LoggerFactory.getLogger(SharedLimits.class);

    private static final Duration LOOKED = Duration.ofSeconds(2);
    private static final Duration LOOKED_IDLE = Duration.ofSeconds(30);

    /** A limit that falls is kept after this, or there is a reason why it is not. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** The car takes nothing; a car that takes some again is noticed within two seconds. */
    private static final Set<String> WITHOUT_NEED =
            Set.of("SuspendedEV", "Finishing", "Faulted", "Unavailable", "Available");

    /** What runs for a group. */
    private static final class Group {
        private final Balance balance = new Balance();
        private Runnable timer = () -> {};
        private Optional<Moment> over = Optional.empty();
        private Optional<String> reason = Optional.empty();
    }

    private final Desk desk;
    private final Site site;
    private final Connections connections;
    private final Transactions transactions;
    private final LatestReports said;
    private final Carriers carriers;
    private final Limits limits;
    private final Map<String, Group> groups = new HashMap<>();
    private final Map<StationId, Long> caps = new HashMap<>();
    private boolean started;

    SharedLimits(
            Desk desk,
            Site site,
            Connections connections,
            Transactions transactions,
            LatestReports said,
            Carriers carriers,
            Limits limits) {
        this.desk = desk;
        this.site = site;
        this.connections = connections;
        this.transactions = transactions;
        this.said = said;
        this.carriers = carriers;
        this.limits = limits;
    }

    /** What a station may draw as one of several; empty for one that shares no limit. */
    Optional<Long> cap(StationId station) {
        return Optional.ofNullable(caps.get(station));
    }

    boolean isMember(StationId station) {
        return group(station).isPresent();
    }

    private Optional<SharedLimit> group(StationId station) {
        return site.sharedLimits().stream()
                .filter(limit -> limit.stations().contains(station))
                .findFirst();
    }

    /** Which limits are not kept, a sentence each. */
    List<String> reasons() {
        return groups.values().stream().flatMap(group -> group.reason.stream()).sorted().toList();
    }

    /** After the start, and when the settings have changed. */
    void lookAtAll() {
        started = true;
        Set<String> names =
                site.sharedLimits().stream().map(SharedLimit::name).collect(Collectors.toSet());
        groups.entrySet()
                .removeIf(
                        group -> {
                            if (!names.contains(group.getKey())) {
                                group.getValue().timer.run();
                            }
                            return !names.contains(group.getKey());
                        });
        for (StationId station : List.copyOf(caps.keySet())) {
            if (!isMember(station)) {
                caps.remove(station);
                limits.look(station);
            }
        }
        site.sharedLimits().forEach(this::look);
    }

    /** A station has come, begins or ends to charge, or has another limit in force. */
    void changed(StationId station) {
        if (started) {
            group(station).ifPresent(this::look);
        }
    }

    private void look(SharedLimit limit) {
        Group group = groups.computeIfAbsent(limit.name(), name -> new Group());
        group.timer.run();
        List<Member> members = new ArrayList<>();
        limit.stations()
                .forEach(id -> connections.station(id).map(this::member).ifPresent(members::add));
        long milliamperes = limit.at(desk.now());
        watch(limit, group, members, milliamperes);
        List<StationId> others = new ArrayList<>();
        group.balance
                .shares(milliamperes, members, limit.turn(), desk.moment())
                .forEach(
                        (station, share) -> {
                            if (!share.equals(caps.put(station, share))) {
                                others.add(station);
                            }
                        });
        boolean busy = members.stream().anyMatch(Member::charges);
        group.timer = desk.after(busy ? LOOKED : LOOKED_IDLE, () -> lookAgain(limit.name()));
        others.forEach(limits::lookSoon);
    }

    private void lookAgain(String name) {
        site.sharedLimits().stream()
                .filter(limit -> limit.name().equals(name))
                .findFirst()
                .ifPresent(this::look);
    }

    private Member member(Station station) {
        Optional<Actuator> actuator =
                station.settings().transparent() ? Optional.empty() : carriers.actuator(station);
        long most = limits.own(station);
        long least = actuator.map(it -> it.ability().lowest()).orElse(CallingActuator.LOWEST);
        return new Member(
                station.id(),
                transactions.openOf(station.id()).stream().anyMatch(this::needs),
                least,
                most,
                station.settings().charging().priority(),
                actuator.isPresent() ? limits.inForce(station, most) : most,
                actuator.isPresent());
    }

    private boolean needs(TransactionRow row) {
        return said.of(row.station(), Action.StatusNotification, row.connectorId())
                .filter(saying -> WITHOUT_NEED.contains(saying.status()))
                .isEmpty();
    }

    /** Stations that cannot be limited, or do not take their limits, may draw too much. */
    private void watch(SharedLimit limit, Group group, List<Member> members, long milliamperes) {
        long sum = members.stream().filter(Member::charges).mapToLong(Member::inForce).sum();
        if (sum <= milliamperes) {
            if (group.reason.isPresent()) {
                LOG.info("site={} the limit is kept again", limit.name());
            }
            group.over = Optional.empty();
            group.reason = Optional.empty();
            return;
        }
        Moment since = group.over.orElse(desk.moment());
        group.over = Optional.of(since);
        if (group.reason.isEmpty() && desk.moment().isAfter(since.plus(PATIENCE))) {
            String line =
                    Problem.SHARED_LIMIT_EXCEEDED.line(
                            amperes(sum), limit.name(), amperes(milliamperes));
            LOG.warn("site={} {}", limit.name(), line);
            group.reason = Optional.of(line + ". " + Problem.SHARED_LIMIT_EXCEEDED.remedy());
        }
    }

    private static String amperes(long milliamperes) {
        return BigDecimal.valueOf(milliamperes, 3).stripTrailingZeros().toPlainString();
    }
}
