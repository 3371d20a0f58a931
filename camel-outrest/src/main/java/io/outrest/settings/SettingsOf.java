package io.outrest.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
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
    private final @Nullable Constructor<?> constructor;
    private final Map<String, Setting> settings;
    private final List<Setting> all;

    private SettingsOf(Class<T> type, Map<String, Setting> settings) {
        this.type = type;
        this.constructor = Stream.of(type.getConstructors())
                .filter(any -> any.getParameterCount() == 0)
                .findFirst()
                .orElse(null);
        this.settings = settings;
        this.all = List.copyOf(settings.values());
    }

    /** Reads the accessors of a bean class. */
    public static <T> SettingsOf<T> type(Class<T> type) {
        Map<String, Setting> settings = new TreeMap<>();
        for (Method getter : type.getMethods()) {
            String name = propertyOf(getter);
            if (name != null) {
                Map<Class<?>, Method> setters = setters(type, name);
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
        if (constructor == null) {
            throw new IllegalStateException(type + " must have a public constructor without arguments");
        }
        try {
            return type.cast(constructor.newInstance());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(constructor + " failed", e);
        }
    }

    /** A bean of its own with the same values. */
    public T copy(T bean) {
        T copy = create();
        for (Setting setting : all) {
            setting.copy(bean, copy);
        }
        return copy;
    }

    /** A new bean with the values of {@code bean}, and those of {@code defaults} where it has none. */
    public T over(T bean, T defaults) {
        T merged = create();
        for (Setting setting : all) {
            if (!setting.copy(bean, merged)) {
                setting.copy(defaults, merged);
            }
        }
        return merged;
    }

    /** Whether both beans have equal values for every setting. */
    public boolean same(T left, T right) {
        return all.stream().allMatch(setting -> Objects.equals(setting.get(left), setting.get(right)));
    }

    /** A hash of all values, fit for {@link #same}. */
    public int hash(T bean) {
        return Objects.hash(all.stream().map(setting -> setting.get(bean)).toArray());
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

    /** By what they take: the value's own type and, as the case may be, text. */
    private static Map<Class<?>, Method> setters(Class<?> type, String name) {
        String setter = "set" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
        Map<Class<?>, Method> setters = new LinkedHashMap<>();
        for (Method method : type.getMethods()) {
            if (method.getName().equals(setter) && method.getParameterCount() == 1) {
                setters.put(method.getParameterTypes()[0], method);
            }
        }
        return setters;
    }

    /** One setting. What reflection says of it is asked once. */
    public static final class Setting {

        private final String name;
        private final Method getter;
        private final Map<Class<?>, Method> setters;
        private final @Nullable SettingsOf<?> block;

        private Setting(String name, Method getter, Map<Class<?>, Method> setters) {
            this.name = name;
            this.getter = getter;
            this.setters = setters;
            this.block = settingsOf(getter.getReturnType());
        }

        private static @Nullable SettingsOf<?> settingsOf(Class<?> type) {
            SettingsOf<?> settings = type.getName().startsWith("io.outrest.") ? SettingsOf.type(type) : null;
            return settings == null || settings.all.isEmpty() ? null : settings;
        }

        /** As it is written in configuration. */
        public String name() {
            return name;
        }

        /** The type of the value. */
        public Class<?> type() {
            return getter.getReturnType();
        }

        /** Whether its value is made of settings itself, such as {@code tls}. */
        public boolean isBlock() {
            return block != null;
        }

        /** The class of the blocks in a map of blocks, such as {@code declared}; null for every other setting. */
        public @Nullable Class<?> typeOfBlocks() {
            if (type() == Map.class
                    && getter.getGenericReturnType() instanceof ParameterizedType map
                    && map.getActualTypeArguments()[1] instanceof Class<?> value
                    && settingsOf(value) != null) {
                return value;
            }
            return null;
        }

        /** Whether it can be set from one piece of text. */
        public boolean acceptsText() {
            return setters.containsKey(String.class);
        }

        /** Whether it can be set from a list. */
        public boolean takesList() {
            return setters.containsKey(List.class);
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
            for (Map.Entry<Class<?>, Method> setter : setters.entrySet()) {
                if (setter.getKey().isInstance(value)) {
                    invoke(setter.getValue(), bean, value);
                    return;
                }
            }
            throw new InvalidSetting(
                    name,
                    type() == String.class
                            ? "must be text, where a bean is meant its name alone (without #bean: or #class:)"
                            : "does not take a " + value.getClass().getSimpleName());
        }

        /** Sets the same value on another bean, if there is one; a block is copied. Whether there is. */
        private boolean copy(Object from, Object to) {
            Object value = get(from);
            if (value == null) {
                return false;
            }
            set(to, block == null ? value : copyOf(block, value));
            return true;
        }

        @SuppressWarnings("unchecked") // the settings are those of the value's class
        private static <B> Object copyOf(SettingsOf<B> block, Object value) {
            return block.copy((B) value);
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
