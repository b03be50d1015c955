package org.activityrelay.relay.activity;

/**
 * What a disposition means: Bright Pattern's own disposition types, and {@link #UNKNOWN} for a disposition that is not
 * listed or was not chosen.
 */
public enum DispositionClass {
    SUCCESS,
    FAILURE,
    CONTINUE,
    SPAM,
    DO_NOT_CALL,
    UNKNOWN
}
