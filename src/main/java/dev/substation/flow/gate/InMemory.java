package dev.substation.flow.gate;

import dev.substation.flow.charging.SmartCharging;
import dev.substation.flow.desk.Acceptance;
import dev.substation.flow.desk.Affiliations;
import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.RefusedCards;
import dev.substation.flow.desk.Registration;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.down.ChargingProfiles;
import dev.substation.flow.down.FileTransfers;
import dev.substation.flow.down.HeldUpdates;
import dev.substation.flow.down.LocalLists;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.up.Upward;
import java.util.ArrayList;
import java.util.List;

/**
 * What the gateway keeps in memory of stations, cards and transactions, for the metrics
 * (docs/adr/0030-cards-in-the-ledger.md). Asked on the desk.
 */
record InMemory(
        SharedState books,
        Rules rules,
        Upward upward,
        LocalLists lists,
        ChargingProfiles profiles,
        SmartCharging charging,
        HeldUpdates updates,
        Affiliations affiliations,
        Registration registration,
        RefusedCards refused,
        Presence presence,
        FileTransfers files) {

    Acceptance acceptance() {
        return registration.acceptance(refused.waiting());
    }

    List<MemoryFigure> kept() {
        Connections connections = books.connections();
        List<MemoryFigure> kept = new ArrayList<>(books.cards().kept());
        kept.addAll(books.transactions().kept());
        kept.addAll(upward.kept());
        kept.add(books.stopReasons().kept());
        kept.add(books.statuses().kept());
        kept.add(lists.kept());
        kept.add(profiles.kept());
        kept.add(charging.kept());
        kept.add(updates.kept());
        kept.add(affiliations.kept());
        kept.addAll(registration.kept());
        kept.add(MemoryFigure.ofEach(RefusedCards.OWNER, refused.waiting()));
        kept.add(presence.kept());
        kept.add(files.kept());
        kept.add(MemoryFigure.ofEach("stations", connections.stations().size()));
        kept.add(MemoryFigure.ofEach("stations-at-csms", connections.upstreams().size()));
        kept.add(
                MemoryFigure.ofEach(
                        "quirks",
                        connections.stations().stream()
                                .mapToLong(station -> station.quirks().size())
                                .sum()));
        kept.addAll(rules.kept());
        return kept;
    }
}
