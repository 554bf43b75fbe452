package dev.tierway.gateway.reservation;

import dev.tierway.core.capacity.PoolCapacity;
import dev.tierway.gateway.pipeline.AdmissionGate;
import java.util.Optional;

/**
 * A pool on which capacity can be reserved.
 *
 * @param capacity what it can serve; empty when nobody has said, and then nothing is refused for want of it
 */
public record ReservablePool(AdmissionGate gate, Optional<PoolCapacity> capacity) {}
