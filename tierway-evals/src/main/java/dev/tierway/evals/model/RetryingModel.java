package dev.tierway.evals.model;

/** Asks again when a failure may pass. What it throws is not worth another try. Thread-safe. */
public final class RetryingModel implements ChatModel {
    private final ChatModel model;
    private final Backoff backoff;

    public RetryingModel(ChatModel model, Backoff backoff) {
        this.model = model;
        this.backoff = backoff;
    }

    @Override
    public ModelReply reply(ModelCall call) throws ModelFailure, InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                return model.reply(call);
            } catch (ModelFailure failure) {
                if (!failure.retryable()) {
                    throw failure;
                }
                if (!backoff.again(failures, failure.retryAfter())) {
                    String tries = failures == 1 ? "" : " (after " + failures + " attempts)";
                    throw new ModelFailure(failure.getMessage() + tries, false);
                }
            }
        }
    }
}
