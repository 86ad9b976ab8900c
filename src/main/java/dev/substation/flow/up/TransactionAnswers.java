package dev.substation.flow.up;

import dev.substation.dialect.Remarks;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Answer.Result;
import dev.substation.model.IdTagInfo;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StartAnswer;

/** The answers that stations get to starts and stops, as far as the gateway words them. */
final class TransactionAnswers {

    private static final int SENTENCE_MOST = 500; // characters of why a row is parked

    private TransactionAnswers() {}

    /** The answer to a stop that the CSMS has not answered: it must not come again for ever. */
    static Answer confirmed(Failure instead) {
        return Answer.result(Payload.EMPTY).noting(Note.whole(Loss.DEDUCED, instead.description()));
    }

    static Payload conf(TransactionRow transaction) {
        return Payload.of(
                "transactionId",
                transaction.stationId().orElseThrow(),
                IdTagInfo.FIELD,
                transaction.idTagInfo());
    }

    /** The answer to a start with the id by which the station knows the transaction. */
    static Result told(Result result, long stationId) {
        Payload told = result.payload().with("transactionId", stationId);
        return result.withPayload(told)
                .noting(
                        Remarks.on(
                                result.payload(),
                                told,
                                Loss.RENAMED,
                                "the id by which the station knows the transaction"));
    }

    static Result asKept(Result result, Payload conf) {
        Result named = told(result, new StartAnswer(conf).transactionId().orElseThrow());
        return named.withPayload(conf)
                .noting(
                        Remarks.on(
                                named.payload(),
                                conf,
                                Loss.APPROXIMATED,
                                "what the gateway keeps of a transaction"));
    }

    /** What a column can hold: a CSMS may say anything, at any length. */
    static String sentence(Failure why) {
        String sentence = (why.code() + ": " + why.description()).replaceAll("\\p{Cntrl}", " ");
        return sentence.substring(0, Math.min(SENTENCE_MOST, sentence.length()));
    }
}
