package dev.substation.flow.upstream;

import dev.substation.flow.ports.Ledger.OutboxRow;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.time.Moment;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What an upstream station needs of the gateway. Called on the desk, but for {@link #rejected}. */
public interface UpstreamOwner {

    /** The call for a row, with the CSMS's transaction id in it. */
    Call outgoing(OutboxRow row);

    /** Why a row must not go to this csms: its transaction is another one's. */
    Optional<Answer.Failure> misdirected(OutboxRow row, String csms);

    /** An answer of the CSMS, or an error where it lacks what its contract requires. */
    Answer sound(CsmsSettings csms, Call call, Answer answer);

    /** The same for a row, before the row is {@link #settled} or sent again. */
    Answer sound(CsmsSettings csms, OutboxRow row, Answer answer);

    /**
     * The CSMS has answered a row, or the row is dropped: it leaves the outbox. Completes with the
     * answer for the station, once that is stored.
     *
     * @param took how long the CSMS took to answer
     */
    CompletableFuture<Answer> settled(OutboxRow row, Answer answer, Duration took);

    /**
     * The CSMS never answers a row though it answers others, or says that it will never take it:
     * the row is kept aside, and goes out no more.
     *
     * @param why what to tell who waits for its answer still
     */
    void setAside(OutboxRow row, Answer.Failure why);

    /**
     * The BootNotification to send before all else on a fresh link, when there is one that the CSMS
     * must see.
     */
    Optional<Call> pendingBoot(StationId upstream);

    /**
     * The CSMS's answer to that boot. Empty when it is accepted, else how long to wait before it is
     * sent again.
     */
    Optional<Duration> bootAnswered(StationId upstream, Answer answer);

    /** Whether the CSMS's last word on the registration forbids to send the outbox. */
    boolean heldBack(StationId upstream);

    /** A call that the gateway itself makes for an upstream station. */
    Call own(StationId upstream, Action action, Payload payload);

    /**
     * Such a call, or the boot, has ended.
     *
     * @param since when it was sent
     */
    void ownEnded(Call call, Answer answer, Moment since);

    /** A row went out, for the first time in this run or again. */
    void transmitted(boolean again);

    /** The CSMS answered a row with an error; it may be sent again. */
    void refused();

    /** The link was opened, or was lost, or could not be opened. */
    void reached(StationId upstream, boolean connected);

    /** A call of the csms. */
    CompletableFuture<Answer> fromCsms(StationId upstream, Call call);

    /** A call of the CSMS was answered with an error before it came here. From any thread. */
    void rejected(Call call, Answer.Failure why);
}
