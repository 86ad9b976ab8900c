package dev.substation.app.edit;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The ends of lines: a file may have those of Windows, or some of both. */
final class LineEnds {

    /** That of Windows. */
    static final String CRLF = "\r\n";

    /** That of all others. */
    static final String LF = "\n";

    static final Pattern END = Pattern.compile("\r?\n");

    private LineEnds() {}

    /** The ends of all lines; a last line without one has an empty one. */
    static List<String> of(String text) {
        List<String> ends =
                END.matcher(text).results().map(MatchResult::group).collect(Collectors.toList());
        if (!text.endsWith(LF)) {
            ends.add("");
        }
        return ends;
    }
}
