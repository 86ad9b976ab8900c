package dev.substation.flow.gate;

import dev.substation.dialect.Checks;
import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.MeterKeys;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.StationVendor;
import dev.substation.flow.desk.StationVendors;
import dev.substation.flow.keys.LinkKeys;
import dev.substation.flow.keys.SetByCsms;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.time.Desk;
import dev.substation.flow.up.ClosedTransactions;
import dev.substation.flow.upstream.Upstream;
import dev.substation.model.StationId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** What the gateway knows of its stations, and does with them, for an operator. */
public final class StationFacts {

    private final Desk desk;
    private final Connections connections;
    private final LinkKeys linkKeys;
    private final MeterKeys meterKeys;
    private final StationBoard board;
    private final OperatorCalls calls;
    private final Standings standings;
    private final ClosedTransactions closing;
    private final ParkedMessages parked;

    /**
     * @param ledger has the messages that are parked
     * @param stopping whether calls are rejected
     */
    StationFacts(Rooms rooms, Checks checks, Ledger ledger, BooleanSupplier stopping) {
        parked = new ParkedMessages(rooms, ledger);
        board = new StationBoard(rooms);
        standings = new Standings(rooms, board);
        closing = rooms.closing;
        calls = new OperatorCalls(rooms, checks, stopping);
        desk = rooms.desk;
        connections = rooms.connections;
        linkKeys = rooms.linkKeys;
        meterKeys = rooms.meterKeys;
    }

    /** Who made the stations, as far as it is known; by their names. */
    public CompletableFuture<List<StationVendor>> vendors() {
        CompletableFuture<List<StationVendor>> known = new CompletableFuture<>();
        desk.execute(() -> known.complete(StationVendors.known(connections.stations())));
        return known;
    }

    /** The SOAP stations that are known, with the addresses at which they are called. */
    public CompletableFuture<Map<StationId, String>> called() {
        CompletableFuture<Map<StationId, String>> known = new CompletableFuture<>();
        desk.execute(
                () -> {
                    Map<StationId, String> called = new LinkedHashMap<>();
                    connections.stations().stream()
                            .filter(station -> station.dialect().isSoap())
                            .forEach(station -> called.put(station.id(), station.address()));
                    known.complete(called);
                });
        return known;
    }

    /** The vendor profile of a station that is known. On the desk. */
    public Optional<String> vendor(StationId station) {
        return connections.station(station).map(Station::vendor);
    }

    /**
     * Links to a CSMS that is away try again at once. From any thread.
     *
     * @return how many
     */
    public CompletableFuture<Integer> tryNow(String csms) {
        CompletableFuture<Integer> tried = new CompletableFuture<>();
        desk.execute(
                () -> {
                    List<Upstream> away =
                            connections.upstreams().stream()
                                    .filter(one -> one.csms().name().equals(csms))
                                    .filter(one -> one.isOpen() && one.isAway())
                                    .toList();
                    away.forEach(Upstream::tryNow);
                    tried.complete(away.size());
                });
        return tried;
    }

    /** What CSMS have set that counts in place of the settings. From any thread. */
    public List<SetByCsms> setByCsms() {
        return linkKeys.all();
    }

    /** The public keys of meters. From any thread. */
    public List<MeterKeys.Known> meterKeys() {
        return meterKeys.all();
    }

    /** How they stand. */
    public StationBoard board() {
        return board;
    }

    /** Operators look on: what changes of stations and links from now on is an event. */
    public void lookOn() {
        standings.begin();
    }

    /** Messages that are not sent any more. */
    public ParkedMessages parked() {
        return parked;
    }

    /** Transactions that an operator closes. */
    public ClosedTransactions closing() {
        return closing;
    }

    /** What an operator sends them. */
    public OperatorCalls calls() {
        return calls;
    }
}
