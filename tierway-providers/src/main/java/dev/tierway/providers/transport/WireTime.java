package dev.tierway.providers.transport;

/**
 * What one exchange spent on its way, in nanoseconds.
 *
 * @param connecting until there was a connection: names, TCP, TLS, and a pooled connection that turned out to be dead;
 *     zero when a pooled one served
 * @param roundTrip to whatever ends the connection and back, as its TCP handshake took when it was opened
 * @param waited from the first byte sent to the end of the response's head
 */
public record WireTime(long connecting, long roundTrip, long waited) {
    /** Time on the network: connecting, and one round trip. */
    public long network() {
        return connecting + Math.min(roundTrip, waited);
    }

    /** The same for a backend that tells how long it worked before its head: the rest of the wait was the network's. */
    public long network(long worked) {
        return worked < 0 || worked > waited ? network() : connecting + waited - worked;
    }
}
