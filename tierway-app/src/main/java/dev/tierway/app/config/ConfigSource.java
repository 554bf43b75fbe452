package dev.tierway.app.config;

import dev.tierway.core.config.ConfigException;
import dev.tierway.core.config.ConfigNode;
import dev.tierway.core.config.ConfigProblem;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.core.config.Location;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The text of a configuration, before it is read.
 *
 * @param name how messages refer to it, usually a path
 */
public record ConfigSource(String name, String yaml) {
    /**
     * A configuration that can be used.
     *
     * @param warnings doubts that do not stop a start
     */
    public record Loaded(TierwayConfig config, List<ConfigProblem> warnings) {}

    /**
     * The text of a file.
     *
     * @throws ConfigException when {@code path} cannot be read
     */
    public static ConfigSource file(Path path) {
        try {
            return new ConfigSource(path.toString(), Files.readString(path));
        } catch (NoSuchFileException missing) {
            throw unreadable(path, "there is no such file");
        } catch (IOException failed) {
            throw unreadable(
                    path,
                    "it cannot be read as UTF-8 text (" + failed.getClass().getSimpleName() + ")");
        }
    }

    /** One of the configurations that ship with Tierway, e.g. {@code default}. */
    public static ConfigSource bundled(String name) {
        try (InputStream in = ConfigSource.class.getResourceAsStream(name + ".yaml")) {
            if (in == null) {
                throw new IllegalArgumentException("no bundled configuration '" + name + "'");
            }
            return new ConfigSource("bundled " + name + ".yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /**
     * Reads, follows references to secrets, and checks.
     *
     * @param environment value of a variable, null when it is not set
     * @throws ConfigException with everything that is wrong
     */
    public Loaded load(UnaryOperator<@Nullable String> environment) {
        ConfigNode root = YamlTree.parse(name, yaml);
        SecretResolver secrets = new SecretResolver(environment);
        TierwayConfig config = ConfigReader.bind(
                root, reader -> TierwayConfig.from(yaml, reader, secrets), bound -> ConfigChecks.problems(bound, root));
        return new Loaded(config, secrets.warnings());
    }

    private static ConfigException unreadable(Path path, String why) {
        return new ConfigException(List.of(new ConfigProblem(new Location(path.toString(), 1, 1), why)));
    }
}
