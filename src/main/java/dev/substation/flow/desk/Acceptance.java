package dev.substation.flow.desk;

/**
 * What the CSMS has not accepted, or not yet.
 *
 * @param pending upstream stations whose last boot the CSMS has answered with Pending
 * @param rejected those that it, or the gateway in its place, has answered with Rejected
 * @param owed those whose last boot the CSMS must still see
 * @param stops transactions that are to be stopped because the CSMS has refused their card
 */
public record Acceptance(int pending, int rejected, int owed, int stops) {}
