package dev.tierway.engine.fake;

import dev.tierway.engine.step.StepBackend;
import dev.tierway.engine.step.StepBackendContract;

class FakeBackendTest extends StepBackendContract {
    @Override
    protected StepBackend create(int cells) {
        return new FakeBackend(FakeBackend.Shape.SMALL_MODEL.withCells(cells));
    }
}
