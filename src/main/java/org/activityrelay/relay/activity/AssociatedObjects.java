package org.activityrelay.relay.activity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The records of another system that an activity is about: those the agent's page listed, and which of them the agent
 * selected.
 *
 * @param list as sent; each has an id
 * @param selected those of the list that are selected, in the order of the selection
 */
public record AssociatedObjects(List<Map<?, ?>> list, List<Map<?, ?>> selected) {

    /** @param associated the field {@code associatedObjects} of a record */
    public static AssociatedObjects of(Map<?, ?> associated) {
        List<Map<?, ?>> list = new ArrayList<>();
        if (associated.get("list") instanceof List<?> objects) {
            for (Object object : objects) {
                if (object instanceof Map<?, ?> map && map.get("id") != null) {
                    list.add(map);
                }
            }
        }
        List<Map<?, ?>> selected = new ArrayList<>();
        for (Object id : ids(associated.get("selected"))) {
            list.stream().filter(object -> hasId(object, id)).forEach(selected::add);
        }
        return new AssociatedObjects(list, selected);
    }

    private static List<?> ids(Object selected) {
        return selected instanceof List<?> several ? several : selected == null ? List.of() : List.of(selected);
    }

    /** Ids compare without regard to case. */
    public static boolean hasId(Map<?, ?> object, Object id) {
        return String.valueOf(object.get("id")).equalsIgnoreCase(String.valueOf(id));
    }

    /**
     * Whether an object is of a kind: by its type, its display type, or a custom field such as {@code isContact} that pages
     * set to {@code "true"}. Letter case does not matter.
     */
    public static boolean isA(String kind, Map<?, ?> object) {
        if (kind.equalsIgnoreCase(String.valueOf(object.get("type")))
                || kind.equalsIgnoreCase(String.valueOf(object.get("displayType")))) {
            return true;
        }
        return object.get("customFields") instanceof Map<?, ?> fields
                && fields.entrySet().stream()
                        .anyMatch(field -> ("is" + kind).equalsIgnoreCase(String.valueOf(field.getKey()))
                                && "true".equalsIgnoreCase(String.valueOf(field.getValue())));
    }
}
