package io.outrest.settings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a JavaBean, read from its accessors, so that the bean stays the only list of them. Documents are bound
 * with it, defaults merged, and two versions compared after a reload. A setting is a getter with one or more setters; where
 * there is a setter for text, it does the parsing, so that a value means the same wherever it was written.
 *
 * @param <T> the bean; has a public constructor without arguments
 */
public final class SettingsOf<T> {

    private final Class<T> type;
    private final Map<String, Setting> settings;

    private SettingsOf(Class<T> type, Map<String, Setting> settings) {
        this.type = type;
        this.settings = settings;
    }

    /** Reads the accessors of a bean class. */
    public static <T> SettingsOf<T> type(Class<T> type) {
        Map<String, Setting> settings = new TreeMap<>();
        for (Method getter : type.getMethods()) {
            String name = propertyOf(getter);
            if (name != null) {
                List<Method> setters = setters(type, name);
                if (!setters.isEmpty()) {
                    settings.put(name, new Setting(name, getter, setters));
                }
            }
        }
        return new SettingsOf<>(type, Collections.unmodifiableMap(settings));
    }

    /** The settings by name, in alphabetical order. */
    public Map<String, Setting> settings() {
        return settings;
    }

    /** A new bean on which nothing is set. */
    public T create() {
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " must have a public constructor without arguments", e);
        }
    }

    /** A bean of its own with the same values. */
    public T copy(T bean) {
        return over(bean, create());
    }

    /** A new bean with the values of {@code bean}, and those of {@code defaults} where it has none. */
    public T over(T bean, T defaults) {
        T merged = create();
        for (Setting setting : settings.values()) {
            Object value = setting.get(bean);
            Object chosen = value != null ? value : setting.get(defaults);
            if (chosen != null) {
                setting.set(merged, setting.isBlock() ? copyOf(chosen) : chosen);
            }
        }
        return merged;
    }

    @SuppressWarnings("unchecked") // the class of a value fits the value
    private static <B> B copyOf(B block) {
        return type((Class<B>) block.getClass()).copy(block);
    }

    /** Whether both beans have equal values for every setting. */
    public boolean same(T left, T right) {
        return settings.values().stream().allMatch(setting -> Objects.equals(setting.get(left), setting.get(right)));
    }

    /** A hash of all values, fit for {@link #same}. */
    public int hash(T bean) {
        return Objects.hash(
                settings.values().stream().map(setting -> setting.get(bean)).toArray());
    }

    private static @Nullable String propertyOf(Method getter) {
        boolean accessor = getter.getParameterCount() == 0
                && !Modifier.isStatic(getter.getModifiers())
                && getter.getName().startsWith("get")
                && getter.getDeclaringClass() != Object.class;
        if (!accessor) {
            return null;
        }
        String capital = getter.getName().substring(3);
        return Character.toLowerCase(capital.charAt(0)) + capital.substring(1);
    }

    private static List<Method> setters(Class<?> type, String name) {
        String setter = "set" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
        return List.of(type.getMethods()).stream()
                .filter(method -> method.getName().equals(setter) && method.getParameterCount() == 1)
                .toList();
    }

    /**
     * One setting.
     *
     * @param name as it is written in configuration
     * @param setters one for the value's own type and, as the case may be, one for text
     */
    public record Setting(String name, Method getter, List<Method> setters) {

        /** The type of the value. */
        public Class<?> type() {
            return getter.getReturnType();
        }

        /** Whether its value is made of settings itself, such as {@code tls}. */
        public boolean isBlock() {
            return isMadeOfSettings(type());
        }

        private static boolean isMadeOfSettings(Class<?> type) {
            return type.getName().startsWith("io.outrest.")
                    && !SettingsOf.type(type).settings().isEmpty();
        }

        /** The class of the blocks in a map of blocks, such as {@code declared}; null for every other setting. */
        public @Nullable Class<?> typeOfBlocks() {
            if (type() == Map.class
                    && getter.getGenericReturnType() instanceof ParameterizedType map
                    && map.getActualTypeArguments()[1] instanceof Class<?> value
                    && isMadeOfSettings(value)) {
                return value;
            }
            return null;
        }

        /** Whether it can be set from one piece of text. */
        public boolean acceptsText() {
            return setters.stream().anyMatch(setter -> setter.getParameterTypes()[0] == String.class);
        }

        /** Whether it can be set from a list. */
        public boolean takesList() {
            return setters.stream().anyMatch(setter -> setter.getParameterTypes()[0] == List.class);
        }

        /** Whether it is a list whose items may be mappings. */
        public boolean takesMappings() {
            return getter.getGenericReturnType() instanceof ParameterizedType list
                    && list.getRawType() == List.class
                    && list.getActualTypeArguments()[0] == Object.class;
        }

        /**
         * Reads a value from text, the same way wherever it was written.
         *
         * @return what {@link #set} takes
         * @throws InvalidSetting when the text is no such value
         */
        public Object read(String text) {
            if (acceptsText() || type() == Object.class) {
                return text;
            }
            if (type() == Boolean.class) {
                if (text.equals("true") || text.equals("false")) {
                    return Boolean.valueOf(text);
                }
                throw new InvalidSetting(name, "must be true or false");
            }
            if (type() == Integer.class) {
                if (text.matches("-?\\d{1,9}")) {
                    return Integer.valueOf(text);
                }
                throw new InvalidSetting(name, "must be a whole number");
            }
            throw new InvalidSetting(name, "must be made of keys and values");
        }

        /** The value, or null when it is not set. */
        public @Nullable Object get(Object bean) {
            return invoke(getter, bean);
        }

        /**
         * Sets a value of the setting's own type, or text.
         *
         * @throws InvalidSetting when the bean refuses the value
         */
        public void set(Object bean, Object value) {
            for (Method setter : setters) {
                if (setter.getParameterTypes()[0].isInstance(value)) {
                    invoke(setter, bean, value);
                    return;
                }
            }
            throw new InvalidSetting(
                    name,
                    type() == String.class
                            ? "must be text, where a bean is meant its name alone (without #bean: or #class:)"
                            : "does not take a " + value.getClass().getSimpleName());
        }

        private static @Nullable Object invoke(Method method, Object bean, Object... arguments) {
            try {
                return method.invoke(bean, arguments);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw new IllegalStateException(method + " failed", e);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(method + " must be public", e);
            }
        }
    }
}
