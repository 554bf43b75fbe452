package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.gateway.file.FileLimits;

/** How large uploaded files may be. */
public record FilesConfig(FileLimits limits) {
    public static final FilesConfig DEFAULTS = new FilesConfig(FileLimits.DEFAULTS);

    private static final long MOST = 8L << 30;
    private static final ConfigFormat<Long> SIZE =
            ConfigFormats.SIZE.where("a size from 1KiB to 8GiB", size -> size >= 1 << 10 && size <= MOST);

    static FilesConfig from(ConfigReader reader) {
        FileLimits defaults = FileLimits.DEFAULTS;
        long maxSize = reader.or("max_size", SIZE, defaults.maxBytes());
        long maxBatchSize = reader.or("max_batch_size", SIZE, Math.min(maxSize, defaults.maxBatchBytes()));
        if (maxBatchSize > maxSize) {
            reader.problem("max_batch_size", "'max_batch_size' is larger than 'max_size', which bounds all files");
            return DEFAULTS;
        }
        return new FilesConfig(new FileLimits(maxSize, maxBatchSize));
    }
}
