package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What an operation cannot be read without, in any version of a document. For one thread. */
final class Needed {

    private final References references;
    private final Set<String> places;
    private final List<String> warnings;

    /**
     * @param places of parameters that the document's version knows
     * @param warnings where it is told what was left out
     */
    Needed(References references, Set<String> places, List<String> warnings) {
        this.references = references;
        this.places = places;
        this.warnings = warnings;
    }

    /** @throws Unusable when its reference cannot be followed */
    Resolved.Found found(String what, JsonNode written, Place place) {
        Resolved resolved = references.resolve(written, place);
        if (resolved instanceof Resolved.Found found) {
            return found;
        }
        throw new Unusable(what + ": " + ((Resolved.Broken) resolved).problem());
    }

    /**
     * Hands over the parameters of a list, one after the other, without those that can be left out.
     *
     * @param written absent or null for none
     * @throws Unusable when one that is needed cannot be read
     */
    void parameters(JsonNode written, Place place, Consumer<Resolved.Found> each) {
        if (written.isMissingNode() || written.isNull()) {
            return;
        }
        Resolved.Found list = found("parameters", written, place);
        if (!list.node().isArray()) {
            throw new Unusable("parameters must be a list");
        }
        for (JsonNode item : list.node()) {
            Resolved.Found parameter = found("a parameter", item, list.place());
            if (!parameter.node().path("in").isTextual()
                    || !parameter.node().path("name").isValueNode()) {
                throw new Unusable("a parameter must have a name and say where it is (in)");
            }
            if (isPlaced(parameter.node())) {
                each.accept(parameter);
            }
        }
    }

    private boolean isPlaced(JsonNode parameter) {
        String place = parameter.path("in").asText();
        if (places.contains(place)) {
            return true;
        }
        String problem = "the parameter " + Quoted.quoted(parameter.path("name").asText(), 100) + " says in: "
                + Quoted.quoted(place, 40) + ", which is no place for one";
        if (parameter.path("required").asBoolean()) {
            throw new Unusable(problem);
        }
        warnings.add(problem + "; it is left out");
        return false;
    }
}
