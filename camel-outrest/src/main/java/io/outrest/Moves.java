package io.outrest;

import io.outrest.connection.Connection;
import io.outrest.connection.Definitions;
import io.outrest.connection.Definitions.Defined;
import io.outrest.request.Origin;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.InvalidSetting;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where calls and credentials go now that went elsewhere before, because a document that somebody else has written says so. A
 * line for each definition and each pair of servers.
 */
final class Moves {

    private final Set<String> moves = new LinkedHashSet<>();

    private Moves() {}

    /** What is different between two states of one import. */
    static Collection<String> between(Definitions before, Definitions now) {
        Moves found = new Moves();
        now.security().forEach((name, defined) -> {
            Defined<SecurityDefinition> old = before.security().get(name);
            if (old != null) {
                found.add("the credentials of '" + name + "'", asked(old.value()), asked(defined.value()));
            }
        });
        now.connections().forEach((name, defined) -> {
            Defined<Connection> old = before.connections().get(name);
            if (old != null) {
                found.add("calls", old.value().getBaseUrl(), defined.value().getBaseUrl());
            }
        });
        return found.moves;
    }

    private static @Nullable String asked(SecurityDefinition definition) {
        return definition.getTokenUrl() == null ? definition.getIssuer() : definition.getTokenUrl();
    }

    private void add(String what, @Nullable String before, @Nullable String now) {
        String from = origin(before);
        String to = origin(now);
        if (to != null && !Objects.equals(from, to)) {
            moves.add("it sends " + what + " to " + to + (from == null ? "" : ", and no longer to " + from));
        }
    }

    private static @Nullable String origin(@Nullable String url) {
        try {
            return url == null ? null : Origin.locate("url", url).origin().toString();
        } catch (InvalidSetting e) {
            return null;
        }
    }
}
