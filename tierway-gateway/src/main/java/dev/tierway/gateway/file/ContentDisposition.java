package dev.tierway.gateway.file;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a part of a form says of itself, in <a href="https://www.rfc-editor.org/rfc/rfc7578">RFC 7578</a>'s
 * {@code Content-Disposition: form-data; name="file"; filename="a.jsonl"}.
 */
record ContentDisposition(String name, Optional<String> filename) {
    private static final String FORM_DATA = "form-data";

    /** Reads a header's value; null when it is no form-data with a name. */
    static @Nullable ContentDisposition parse(String value) {
        int at = value.indexOf(';');
        if (at < 0 || !value.substring(0, at).strip().toLowerCase(Locale.ROOT).equals(FORM_DATA)) {
            return null;
        }
        Parameters parameters = new Parameters(value, at);
        String name = null;
        String filename = null;
        while (parameters.next()) {
            switch (parameters.name) {
                case "name" -> name = parameters.value;
                case "filename" -> filename = parameters.value;
                default -> {} // Others say nothing that is used here.
            }
        }
        return name == null || parameters.broken ? null : new ContentDisposition(name, Optional.ofNullable(filename));
    }

    /** Walks through {@code ; name=value; name="value"}. */
    private static final class Parameters {
        private final String text;
        private int at;
        private String name = "";
        private String value = "";
        private boolean broken;

        Parameters(String text, int from) {
            this.text = text;
            this.at = from;
        }

        boolean next() {
            skipSpaces();
            if (at == text.length()) {
                return false;
            }
            int equals = text.indexOf('=', at);
            if (text.charAt(at) != ';' || equals < 0) {
                broken = true;
                return false;
            }
            name = text.substring(at + 1, equals).strip().toLowerCase(Locale.ROOT);
            at = equals + 1;
            value = at < text.length() && text.charAt(at) == '"' ? quoted() : token();
            return !broken;
        }

        private void skipSpaces() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        private String token() {
            int end = text.indexOf(';', at);
            String token = text.substring(at, end < 0 ? text.length() : end).strip();
            at = end < 0 ? text.length() : end;
            return token;
        }

        /** Some clients put a backslash before a quote, others write {@code %22} for it. */
        private String quoted() {
            StringBuilder out = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '"') {
                    at++;
                    return out.toString().replace("%22", "\"");
                }
                boolean escapes = c == '\\' && at + 1 < text.length() && "\"\\".indexOf(text.charAt(at + 1)) >= 0;
                out.append(escapes ? text.charAt(++at) : c);
            }
            broken = true;
            return "";
        }
    }
}
