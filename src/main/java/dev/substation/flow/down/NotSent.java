package dev.substation.flow.down;

import dev.substation.model.Answer;
import dev.substation.model.Loss;
import dev.substation.model.Note;

/** Answers of the gateway in the place of a station that does not get the call. */
final class NotSent {

    static final String BECAUSE = "not sent: ";

    private NotSent() {}

    /**
     * Notes on an answer that the station did not give it.
     *
     * @param why the call was not sent, as the end of a sentence
     */
    static Answer answer(Answer answer, String why) {
        return answer.noting(Note.whole(Loss.DEDUCED, BECAUSE + why));
    }
}
