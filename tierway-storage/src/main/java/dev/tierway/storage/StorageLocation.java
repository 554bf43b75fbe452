package dev.tierway.storage;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which database: a SQLite file, or a PostgreSQL database. Written {@code sqlite:data/tierway.db} and
 * {@code postgresql://user@host:5432/database?sslmode=require}. A password is no part of it.
 */
public sealed interface StorageLocation {
    /**
     * One file.
     *
     * @param file created with its folders when it does not exist
     */
    record Sqlite(Path file) implements StorageLocation {
        @Override
        public String toString() {
            return "sqlite:" + file;
        }
    }

    /**
     * A database of a PostgreSQL server.
     *
     * @param user empty to let the driver choose
     * @param options of the driver, as {@code name=value&name=value}; may be empty
     */
    record Postgresql(String host, int port, String database, String user, String options) implements StorageLocation {
        static final int DEFAULT_PORT = 5432;

        @Override
        public String toString() {
            String at = user.isEmpty() ? "" : user + "@";
            String query = options.isEmpty() ? "" : "?" + options;
            return "postgresql://" + at + host + ":" + port + "/" + database + query;
        }
    }

    /** Reads a location; throws {@link IllegalArgumentException} saying what is wrong with it. */
    static StorageLocation parse(String url) {
        if (url.startsWith("sqlite:")) {
            return sqlite(url.substring("sqlite:".length()));
        }
        if (url.startsWith("postgresql:")) {
            return postgresql(url);
        }
        throw new IllegalArgumentException(
                "a storage url begins with 'sqlite:' or 'postgresql:', like sqlite:data/tierway.db");
    }

    private static Sqlite sqlite(String file) {
        if (file.isBlank() || file.startsWith(":") || file.startsWith("//") || file.indexOf('?') >= 0) {
            throw new IllegalArgumentException(
                    "'sqlite:' is followed by the path of a file, like sqlite:data/tierway.db");
        }
        try {
            return new Sqlite(Path.of(file));
        } catch (InvalidPathException wrong) {
            throw new IllegalArgumentException("'" + file + "' is not a path: " + wrong.getReason(), wrong);
        }
    }

    private static Postgresql postgresql(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException wrong) {
            // The text may hold a password.
            throw new IllegalArgumentException("the storage url is malformed: " + wrong.getReason());
        }
        String user = Optional.ofNullable(uri.getUserInfo()).orElse("");
        String options = Optional.ofNullable(uri.getRawQuery()).orElse("");
        if (user.indexOf(':') >= 0 || options.contains("password=")) {
            throw new IllegalArgumentException(
                    "a storage url holds no password; give it under 'password', as env:NAME or file:path");
        }
        String path = Optional.ofNullable(uri.getPath()).orElse("");
        if (uri.getHost() == null || path.length() < 2 || path.indexOf('/', 1) >= 0 || uri.getFragment() != null) {
            throw new IllegalArgumentException(
                    "a PostgreSQL url names host and database, like postgresql://user@host/database");
        }
        int port = uri.getPort() < 0 ? Postgresql.DEFAULT_PORT : uri.getPort();
        return new Postgresql(uri.getHost(), port, path.substring(1), user, options);
    }
}
