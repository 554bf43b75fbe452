package dev.tierway.gateway.batch.run;

import dev.tierway.storage.batch.ClaimedLine;
import dev.tierway.storage.batch.LineClaim;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Claimed lines that share one execution: of most, there is one. */
record IdenticalLines(ClaimedLine first, List<LineClaim> others) {
    /** In the order of the first of each. */
    static Collection<IdenticalLines> grouped(List<ClaimedLine> lines) {
        List<IdenticalLines> groups = new ArrayList<>();
        Map<ByteBuffer, IdenticalLines> known = new HashMap<>();
        for (ClaimedLine line : lines) {
            ByteBuffer identity = ByteBuffer.wrap(line.identity());
            IdenticalLines same = identity.hasRemaining() ? known.get(identity) : null;
            if (same == null) {
                IdenticalLines group = new IdenticalLines(line, new ArrayList<>());
                groups.add(group);
                known.put(identity, group);
            } else {
                same.others().add(line.claim());
            }
        }
        return groups;
    }
}
