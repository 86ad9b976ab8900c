package dev.substation.soap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.flow.gate.Credentials;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResumptionsTest {

    private final List<Integer> resumed = new ArrayList<>();
    private final List<Post> posts =
            IntStream.range(0, 40).mapToObj(i -> ResumptionsTest.post()).toList();
    private long now;
    private final Resumptions resumptions = new Resumptions(() -> now);

    private static Post post() {
        return new Post(
                Document.NONE,
                "/soap",
                "",
                SoapPaths.Place.NONE,
                "192.0.2.7",
                false,
                Credentials.NONE,
                Optional.of(Refusal.of(Answer.failure(Cause.STOPPING))));
    }

    private void resume(int first, int behind) {
        for (int i = first; i < behind; i++) {
            int number = i;
            resumptions.resume(posts.get(i), () -> resumed.add(number));
        }
    }

    @Test
    void resumesAFewAtATimeAndTheOthersInTheirOrderAsTheseEnd() {
        resume(0, 20);

        assertEquals(IntStream.range(0, 16).boxed().toList(), resumed);
        resumptions.done(posts.get(3));
        resumptions.done(posts.get(3));
        assertEquals(IntStream.range(0, 17).boxed().toList(), resumed);
    }

    @Test
    void givesThePlacesOfRequestsThatWereLostToOthers() {
        resume(0, 20);
        now = TimeUnit.SECONDS.toNanos(11);

        resume(20, 21);

        assertEquals(IntStream.range(0, 21).boxed().toList(), resumed);
    }

    @Test
    void goesOnWhenARequestCannotBeResumed() {
        resume(0, 15);
        for (int i = 15; i < 40; i++) {
            Post gone = posts.get(i);
            resumptions.resume(gone, () -> resumptions.done(gone));
        }

        assertEquals(15, resumed.size());
        resume(0, 1);
        assertEquals(16, resumed.size());
    }
}
