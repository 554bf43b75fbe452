package dev.tierway.engine.llama;

import dev.tierway.engine.catalogue.CacheFolder;
import dev.tierway.engine.catalogue.Natives;
import dev.tierway.engine.catalogue.TransferListener;
import dev.tierway.testing.gguf.TinyModel;
import java.nio.file.Path;
import java.util.Optional;

/** The real natives, installed where needed, and the tiny generated model. */
public final class TinyLlama {
    private TinyLlama() {}

    public static LlamaLibrary library() {
        return LlamaLibrary.open(new Natives(CacheFolder.of(System.getenv()), System.getenv())
                .findOrInstall(Optional.empty(), TransferListener.SILENT));
    }

    public static LlamaModel load(Path folder) {
        return library().load(TinyModel.DEFAULT.write(folder.resolve("tiny.gguf")));
    }

    /** A context on one CPU thread: tests share their cores. */
    public static LlamaBackend backend(LlamaModel model, int cells) {
        return new LlamaBackend(model, new LlamaBackend.Options(cells, 512, 64, 1));
    }
}
