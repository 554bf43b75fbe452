/** The program: command line, configuration, and the wiring of all parts. */
@org.jspecify.annotations.NullMarked
module dev.tierway.app {
    requires dev.tierway.core;
    requires static org.jspecify;
    requires org.snakeyaml.engine;
}
