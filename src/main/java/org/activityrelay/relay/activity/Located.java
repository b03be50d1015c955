package org.activityrelay.relay.activity;

/** A part of what was sent, and the JSON Pointer to it. */
record Located<T>(String pointer, T value) {

    <U> Located<U> with(U other) {
        return new Located<>(pointer, other);
    }
}
