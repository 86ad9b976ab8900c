package dev.substation.flow.ports;

import dev.substation.model.Dialect;
import java.util.Optional;

/**
 * What is known of somebody who is rejected at a door.
 *
 * @param address of the other end of the connection, without its port
 * @param path what was asked for, without secrets; empty if nothing was
 * @param identity who it says it is
 * @param dialect what it speaks
 * @param why a sentence
 */
public record Knock(
        String address,
        String path,
        Optional<String> identity,
        Optional<Dialect> dialect,
        String why) {

    /** By somebody of whom no more is known. */
    public Knock(String address, String path, String why) {
        this(address, path, Optional.empty(), Optional.empty(), why);
    }
}
