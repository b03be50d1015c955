package org.activityrelay.relay.console;

import java.util.List;
import org.activityrelay.relay.privacy.Erased;

/**
 * What an erasure did, or would do.
 *
 * @param places where, and how much; those that hold nothing are left out
 * @param unreachable places that do not answer
 * @param elsewhere what other systems have
 */
record ErasedPage(
        int interactions, List<Erased.Place> places, List<String> unreachable, List<Copy> elsewhere, String reference) {

    /** @param link if it is one that a browser may follow */
    record Copy(String destination, String externalId, String link, String recordKey, boolean certain) {

        private static Copy of(Erased.Elsewhere elsewhere) {
            return new Copy(
                    elsewhere.destination(),
                    elsewhere.externalId(),
                    Fact.link(elsewhere.externalUrl()),
                    elsewhere.recordKey(),
                    elsewhere.certain());
        }
    }

    static ErasedPage of(Erased erased) {
        return new ErasedPage(
                erased.interactions(),
                erased.places().stream()
                        .filter(place -> place.count() != null && place.count() > 0)
                        .map(place -> new Erased.Place(Wording.place(place.place()), place.count(), null))
                        .toList(),
                erased.places().stream()
                        .filter(place -> place.count() == null)
                        .map(place -> Wording.place(place.place()))
                        .toList(),
                erased.elsewhere().stream().map(Copy::of).toList(),
                erased.reference());
    }

    /** Whether there is anything at all. */
    public boolean isEmpty() {
        return interactions == 0 && places.isEmpty();
    }

    /** Says nothing about a person. */
    @Override
    public String toString() {
        return "ErasedPage";
    }
}
