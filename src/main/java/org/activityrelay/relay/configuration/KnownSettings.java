package org.activityrelay.relay.configuration;

import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** The keys that settings can have, found out from the records that settings are bound to. */
public final class KnownSettings {

    /** Stands for one name that an operator chooses: of a key, a tenant, a list's index. */
    private static final String ANY = "*";

    /** Stands for whatever follows. */
    private static final String REST = "**";

    private final List<List<String>> templates;

    private KnownSettings(List<List<String>> templates) {
        this.templates = templates;
    }

    /**
     * Everything below a prefix that some record in a package takes.
     *
     * @param more keys that no record takes
     */
    static KnownSettings in(String packageName, Collection<String> more) {
        List<List<String>> templates = new ArrayList<>();
        more.forEach(key -> templates.add(List.of(key.split("\\."))));
        for (Class<?> type : settingsTypes(packageName)) {
            ConfigurationProperties properties = type.getAnnotation(ConfigurationProperties.class);
            add(List.of(properties.value().split("\\.")), type, templates);
        }
        return new KnownSettings(templates);
    }

    /** What a record takes, below a prefix. */
    public static KnownSettings of(String prefix, Class<?> type) {
        List<List<String>> templates = new ArrayList<>();
        add(List.of(prefix.split("\\.")), type, templates);
        return new KnownSettings(templates);
    }

    /** Whether a setting of that name is read by anything. */
    public boolean contains(ConfigurationPropertyName name) {
        return templates.stream().anyMatch(template -> matches(template, name));
    }

    /** The known key that was probably meant. */
    public Optional<String> nearest(ConfigurationPropertyName name) {
        List<String> candidates =
                templates.stream().map(template -> filled(template, name)).toList();
        return candidates.isEmpty() ? Optional.empty() : Optional.of(Nearest.to(name.toString(), candidates));
    }

    /** The records that settings are bound to. */
    public static List<Class<?>> settingsTypes(String packageName) {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        List<Class<?>> types = new ArrayList<>();
        scanner.findCandidateComponents(packageName)
                .forEach(found -> types.add(ClassUtils.resolveClassName(found.getBeanClassName(), null)));
        return types;
    }

    private static void add(List<String> prefix, Type type, List<List<String>> templates) {
        if (type instanceof Class<?> plain && isOurs(plain)) {
            for (RecordComponent component : plain.getRecordComponents()) {
                List<String> name = join(prefix, name(plain, component));
                add(name, component.getGenericType(), templates);
            }
        } else if (type instanceof ParameterizedType generic) {
            Type value = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            boolean records = value instanceof Class<?> plain && isOurs(plain);
            templates.add(prefix);
            add(join(prefix, records ? ANY : REST), value, templates);
        } else if (type == Map.class) {
            templates.add(join(prefix, REST));
        } else {
            templates.add(prefix);
        }
    }

    /** A setting that is called as a word of Java has another name in its record. */
    private static String name(Class<?> type, RecordComponent component) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> field.getName().equals(component.getName()))
                .map(field -> field.getAnnotation(Name.class))
                .filter(Objects::nonNull)
                .map(Name::value)
                .findFirst()
                .orElseGet(() -> DataObjectPropertyName.toDashedForm(component.getName()));
    }

    /** Not those that are written as one text, such as a retry schedule. */
    private static boolean isOurs(Class<?> type) {
        return type.isRecord()
                && type.getPackageName().startsWith("org.activityrelay")
                && Arrays.stream(type.getMethods())
                        .noneMatch(method -> Modifier.isStatic(method.getModifiers())
                                && method.getReturnType() == type
                                && method.getParameterCount() == 1
                                && method.getParameterTypes()[0] == String.class);
    }

    private static List<String> join(List<String> prefix, String last) {
        List<String> joined = new ArrayList<>(prefix);
        joined.add(last);
        return joined;
    }

    private static boolean matches(List<String> template, ConfigurationPropertyName name) {
        for (int i = 0; i < template.size(); i++) {
            if (template.get(i).equals(REST)) {
                return true;
            }
            if (i >= name.getNumberOfElements()) {
                return false;
            }
            if (!template.get(i).equals(ANY) && !uniform(template.get(i)).equals(name.getElement(i, Form.UNIFORM))) {
                return false;
            }
        }
        return template.size() == name.getNumberOfElements();
    }

    /** The template with what was written in place of what an operator chooses. */
    private static String filled(List<String> template, ConfigurationPropertyName name) {
        List<String> filled = new ArrayList<>();
        for (int i = 0; i < template.size() && !template.get(i).equals(REST); i++) {
            boolean chosen = template.get(i).equals(ANY);
            filled.add(chosen && i < name.getNumberOfElements() ? name.getElement(i, Form.ORIGINAL) : template.get(i));
        }
        return String.join(".", filled);
    }

    private static String uniform(String element) {
        return element.replace("-", "").toLowerCase(Locale.ROOT);
    }
}
