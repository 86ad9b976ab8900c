package dev.substation.json;

import dev.substation.model.StationId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where stations may knock, and who they say they are: the last path segment that is not empty,
 * percent-decoded once. Doubled slashes, a trailing one and further segments in between do no harm
 * (quirk 15: {@code //id}, {@code ///charger}, {@code /4/CBI-1}).
 */
final class StationPaths {

    private final List<List<String>> paths;
    private final List<List<String>> others;

    /**
     * @param paths where stations connect, without the identity: {@code /ocpp} and its aliases
     * @param others paths that are something else and end in no identity, such as {@code /soap/1.5}
     */
    StationPaths(List<String> paths, List<String> others) {
        this.paths = paths.stream().map(StationPaths::segments).toList();
        this.others = others.stream().map(StationPaths::segments).toList();
    }

    /** Whether a path is there for nothing but stations. */
    boolean ours(String rawPath) {
        List<String> segments = segments(rawPath);
        return paths.stream().anyMatch(path -> startsWith(segments, path));
    }

    /** Whether a path belongs to another face, or lies below one of its paths. */
    boolean others(String rawPath) {
        List<String> segments = segments(rawPath);
        return others.stream().anyMatch(path -> startsWith(segments, path));
    }

    /** Who the path names; empty when it names no one. */
    Optional<StationId> station(String rawPath) {
        List<String> segments = segments(rawPath);
        if (segments.isEmpty() || paths.contains(segments) || others.contains(segments)) {
            return Optional.empty();
        }
        String text = decoded(segments.get(segments.size() - 1)).strip();
        if (text.isEmpty()
                || text.length() > StationId.MAX_LENGTH
                || text.chars().anyMatch(Character::isISOControl)) {
            return Optional.empty();
        }
        return Optional.of(new StationId(text));
    }

    /** The parts of a path in front of the identity, decoded: a station's secret may be one. */
    List<String> inFront(String rawPath) {
        List<String> segments = segments(rawPath);
        return segments.isEmpty()
                ? List.of()
                : segments.subList(0, segments.size() - 1).stream()
                        .map(StationPaths::decoded)
                        .toList();
    }

    private static boolean startsWith(List<String> segments, List<String> path) {
        return segments.size() >= path.size() && segments.subList(0, path.size()).equals(path);
    }

    private static List<String> segments(String rawPath) {
        return Arrays.stream(rawPath.split("/")).filter(part -> !part.isEmpty()).toList();
    }

    /** The segment decoded as UTF-8; as it stands when it is not well encoded. */
    private static String decoded(String segment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < segment.length(); ) {
            int character = segment.codePointAt(i);
            if (character != '%') {
                bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(character);
                continue;
            }
            int high = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 1), 16) : -1;
            int low = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return segment;
            }
            bytes.write(high * 16 + low);
            i += 3;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return segment;
        }
    }
}
