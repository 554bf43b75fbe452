package dev.tierway.engine.llama;

import dev.tierway.engine.catalogue.NativeBundle;
import dev.tierway.engine.step.StepBackend;
import dev.tierway.engine.step.StepBackendContract;
import dev.tierway.testing.gguf.TinyModel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class LlamaBackendTest extends StepBackendContract {
    private static LlamaModel model;

    @BeforeAll
    static void load(@TempDir Path folder) {
        model = LlamaLibrary.open(NativeBundle.in(Path.of(System.getenv("TIERWAY_LLAMA_DIR"))))
                .load(TinyModel.DEFAULT.write(folder.resolve("tiny.gguf")));
    }

    @AfterAll
    static void free() {
        model.close();
    }

    @Override
    protected StepBackend create(int cells) {
        return new LlamaBackend(model, new LlamaBackend.Options(cells, 512, 64, 1));
    }
}
