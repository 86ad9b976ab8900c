package dev.substation.files;

import java.net.http.HttpClient;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;

/**
 * What the clients to file servers are made of.
 *
 * @param http never follows redirects by itself
 * @param tls whom FTPS believes
 * @param threads for work that does not wait
 */
public record FileClients(HttpClient http, SSLContext tls, Executor threads) {}
