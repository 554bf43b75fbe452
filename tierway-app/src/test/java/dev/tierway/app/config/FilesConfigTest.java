package dev.tierway.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.config.ConfigException;
import dev.tierway.gateway.file.FileLimits;
import org.junit.jupiter.api.Test;

class FilesConfigTest {
    private static final String REST = ConfigSource.bundled("default").yaml();

    private static FileLimits load(String files) {
        return new ConfigSource("t.yaml", REST + files)
                .load(name -> null)
                .config()
                .files()
                .limits();
    }

    @Test
    void the_defaults_are_pinned() {
        assertThat(load("")).isEqualTo(new FileLimits(512_000_000, 200_000_000));
    }

    @Test
    void sizes_are_told_apart() {
        assertThat(load("files: {max_size: 1GB, max_batch_size: 300MB}\n"))
                .isEqualTo(new FileLimits(1_000_000_000, 300_000_000));
        assertThat(load("files: {max_size: 1MB}\n")).isEqualTo(new FileLimits(1_000_000, 1_000_000));
    }

    @Test
    void what_cannot_be_is_refused() {
        assertThatThrownBy(() -> load("files: {max_size: 1MB, max_batch_size: 2MB}\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'max_batch_size' is larger than 'max_size'");
        assertThatThrownBy(() -> load("files: {max_size: 1B}\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a size from 1KiB to 8GiB");
    }
}
