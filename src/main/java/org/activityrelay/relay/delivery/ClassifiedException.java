package org.activityrelay.relay.delivery;

/**
 * Thrown inside a destination route by a step that itself knows how the attempt ended: a token client whose second
 * attempt was refused, an answer that says 201 and carries an error. Classifiers take the outcome as it is.
 */
public class ClassifiedException extends RuntimeException {

    private final transient Outcome outcome;

    /** @param message for operators; secrets are masked later, personal data must not be in it */
    public ClassifiedException(Outcome outcome, String message, Throwable cause) {
        super(message, cause);
        this.outcome = outcome;
    }

    public Outcome outcome() {
        return outcome;
    }
}
