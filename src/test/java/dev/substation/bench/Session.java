package dev.substation.bench;

import java.util.function.Supplier;

/** A station that charges without end: boot, card, start, three times meter values, stop. */
final class Session implements Script {

    private static final int VALUES = 3;

    /** The messages of a session in the form of a dialect. */
    interface Form {
        CharSequence boot(long number);

        CharSequence authorize(long number);

        CharSequence start(long number);

        CharSequence meterValues(long number, long transaction);

        CharSequence stop(long number, long transaction);
    }

    private final Form form;
    private int step;
    private long transaction;

    Session(Form form) {
        this.form = form;
    }

    @Override
    public CharSequence next(Supplier<String> answer) {
        long number = Messages.nextNumber();
        int at = step;
        step = (step + 1) % (VALUES + 4);
        switch (at) {
            case 0:
                return form.boot(number);
            case 1:
                return form.authorize(number);
            case 2:
                return form.start(number);
            case 3:
                transaction = transaction(answer.get());
                return form.meterValues(number, transaction);
            case VALUES + 3:
                return form.stop(number, transaction);
            default:
                return form.meterValues(number, transaction);
        }
    }

    /** The id in an answer of any form; 1 where the peer only sends something back. */
    private static long transaction(String answer) {
        int at = answer.indexOf("transactionId");
        while (at >= 0 && at < answer.length() && !Character.isDigit(answer.charAt(at))) {
            at++;
        }
        long id = 0;
        while (at >= 0 && at < answer.length() && Character.isDigit(answer.charAt(at))) {
            id = id * 10 + answer.charAt(at++) - '0';
        }
        return Math.max(1, id);
    }
}
