/** What the gateway adds to a request, measured against a bundled upstream with the direct line beside it. */
@org.jspecify.annotations.NullMarked
package dev.tierway.app.bench.proxy;
