package dev.substation.files;

import java.net.URI;

/**
 * Makes clients for the addresses that a CSMS names.
 *
 * @param targets which may be used
 */
record Remotes(Targets targets, FileClients clients) {

    Remote at(URI target) {
        return Targets.scheme(target).startsWith("http")
                ? new HttpRemote(target, targets, clients)
                : new FtpRemote(target, targets, clients);
    }
}
