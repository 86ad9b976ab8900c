package dev.substation.api;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/**
 * What is posted is JSON and says so. A page of somebody else in a browser on this machine can send
 * other types, and none at all, without asking whether it may; for {@code DELETE} it has to ask.
 */
@Provider
public final class JsonBodies implements ContainerRequestFilter {

    private static final int NOT_JSON = 415;

    @Override
    public void filter(ContainerRequestContext request) {
        boolean reads =
                request.getMethod().equals(HttpMethod.GET)
                        || request.getMethod().equals(HttpMethod.HEAD)
                        || request.getMethod().equals(HttpMethod.OPTIONS);
        boolean bare =
                request.getMethod().equals(HttpMethod.DELETE) && request.getMediaType() == null;
        if (!reads && !bare && !isJson(request.getMediaType())) {
            request.abortWith(Problems.of(NOT_JSON, Problems.SENTENCES.get(NOT_JSON)));
        }
    }

    private static boolean isJson(MediaType type) {
        return type != null
                && MediaType.APPLICATION_JSON_TYPE.isCompatible(type)
                && !type.isWildcardType()
                && !type.isWildcardSubtype();
    }
}
