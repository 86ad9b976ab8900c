package dev.substation.tracing;

import dev.substation.flow.ports.CsmsLink;
import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.ports.CsmsRefusal;
import dev.substation.flow.ports.LinkPasswords;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.StationId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Shows how long a CSMS takes for a call, and begins a trace for each of its calls. Text that
 * passes a transparent station is followed where it is understood.
 */
record TracedLinks(CsmsLinks links, CallSpans spans) implements CsmsLinks {

    @Override
    public CsmsLink open(StationId identity, CsmsSettings csms, CsmsLink.Listener listener) {
        return listener.passes()
                ? links.open(identity, csms, listener)
                : new Link(
                        links.open(identity, csms, new Listening(listener, spans)),
                        csms.name(),
                        spans);
    }

    @Override
    public void show(LinkPasswords passwords) {
        links.show(passwords);
    }

    private record Link(CsmsLink link, String csms, CallSpans spans) implements CsmsLink {

        @Override
        public CompletableFuture<Answer> call(Call call, Duration deadline) {
            return spans.leg("csms", call, csms, () -> link.call(call, deadline));
        }

        @Override
        public void tryNow() {
            link.tryNow();
        }

        @Override
        public CompletableFuture<Void> close(String reason) {
            return link.close(reason);
        }
    }

    private record Listening(CsmsLink.Listener listener, CallSpans spans)
            implements CsmsLink.Listener {

        @Override
        public CompletableFuture<Answer> call(Call call) {
            return spans.followed(call, listener::call);
        }

        @Override
        public void connected() {
            listener.connected();
        }

        @Override
        public void disconnected(String reason) {
            listener.disconnected(reason);
        }

        @Override
        public void refused(CsmsRefusal refusal) {
            listener.refused(refusal);
        }

        @Override
        public void pausing(Duration wait) {
            listener.pausing(wait);
        }

        @Override
        public void closing(int code, String reason) {
            listener.closing(code, reason);
        }

        @Override
        public void rejected(Call call, Answer.Failure why) {
            listener.rejected(call, why);
        }
    }
}
