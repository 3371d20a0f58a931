package io.outrest.testing;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What every object of ours says of itself that others lead to, as a debugger or a careless log line would show it. */
public final class Reachable {

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> next = new ArrayDeque<>();
    private final Outputs outputs;

    private Reachable(Outputs outputs) {
        this.outputs = outputs;
    }

    /** Notes the text of all objects that a root leads to. */
    public static void from(Object root, Outputs outputs) {
        Reachable reachable = new Reachable(outputs);
        reachable.visit(root);
        while (!reachable.next.isEmpty()) {
            reachable.open(reachable.next.remove());
        }
    }

    private void visit(@Nullable Object object) {
        if (object != null && seen.add(object)) {
            next.add(object);
        }
    }

    private void open(Object object) {
        if (object instanceof Map<?, ?> map) {
            map.keySet().forEach(this::visit);
            map.values().forEach(this::visit);
        } else if (object instanceof Collection<?> collection) {
            collection.forEach(this::visit);
        } else if (object instanceof Object[] array) {
            Arrays.asList(array).forEach(this::visit);
        } else if (object instanceof Optional<?> optional) {
            visit(optional.orElse(null));
        } else if (object instanceof AtomicReference<?> reference) {
            visit(reference.get());
        } else if (object instanceof CompletableFuture<?> future && future.isDone()) {
            future.whenComplete((value, failure) -> visit(value));
        } else if (isOurs(object)) {
            outputs.add("text of " + object.getClass().getName(), object);
            for (Class<?> type = object.getClass(); type != null && isOurs(type); type = type.getSuperclass()) {
                Arrays.stream(type.getDeclaredFields()).forEach(field -> visit(valueOf(field, object)));
            }
        }
    }

    private static boolean isOurs(Object object) {
        return isOurs(object.getClass()) && !object.getClass().isEnum();
    }

    private static boolean isOurs(Class<?> type) {
        String name = type.getName();
        return name.startsWith("io.outrest.") && !name.contains("Test") && !name.startsWith("io.outrest.testing.");
    }

    private static @Nullable Object valueOf(Field field, Object object) {
        if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
            return null;
        }
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
