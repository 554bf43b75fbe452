package dev.tierway.gateway.http;

class NioClientGoneTest extends ClientGoneContract {
    @Override
    Transport transport() {
        return Transport.NIO;
    }
}
