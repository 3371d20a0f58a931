package io.outrest.request;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * JSON text to objects and back (RFC 8259). What is read is one value and nothing after it, 1,000 levels deep at most,
 * whatever the mapper allows. Errors tell the place, never the content. Thread-safe.
 */
public final class JsonCodec {

    private static final int DEEPEST = 1000;

    private final ObjectMapper mapper;
    private final ObjectReader anything;

    private JsonCodec(ObjectMapper mapper) {
        this.mapper = mapper;
        this.anything = mapper.readerFor(Object.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /** With Jackson's defaults, the modules of the class path (dates among them), and unknown properties ignored. */
    public static JsonCodec standard() {
        return new JsonCodec(JsonMapper.builder()
                .findAndAddModules()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build());
    }

    /** With the application's own mapper, which decides about everything else. */
    public static JsonCodec with(ObjectMapper mapper) {
        return new JsonCodec(mapper);
    }

    /** @throws CallFailure of kind BODY, when the object cannot be written */
    public byte[] write(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new CallFailure(
                    FailureKind.BODY,
                    "a " + value.getClass().getName() + " cannot be written as JSON: "
                            + e.getClass().getSimpleName() + at(e));
        }
    }

    /** The properties of an object. */
    Map<?, ?> properties(Object value) {
        try {
            return mapper.convertValue(value, Map.class);
        } catch (IllegalArgumentException e) {
            throw new CallFailure(
                    FailureKind.BODY,
                    "a " + value.getClass().getName() + " has no properties that a form could be made of");
        }
    }

    /** @throws CallFailure of kind PARSE, when the bytes are not one JSON value of that type */
    public <T> T read(byte[] json, Class<T> type) {
        try (JsonParser parser = bounded(mapper.getFactory().createParser(json))) {
            return read(parser, type);
        } catch (IOException e) {
            throw noJson(e);
        }
    }

    /**
     * Reads from a stream, which it does not close: to its end, unless it fails.
     *
     * @return null also where the stream is empty
     * @throws CallFailure of kind PARSE, when the bytes are not one JSON value of that type
     * @throws IOException when the stream breaks, whose cause is a {@link CallFailure}
     */
    <T> @Nullable T read(InputStream json, Class<T> type) throws IOException {
        try (JsonParser parser = bounded(mapper.getFactory().createParser(json))) {
            parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            boolean empty =
                    parser.nextToken() == null && parser.currentLocation().getByteOffset() <= 0;
            return empty ? null : read(parser, type);
        } catch (IOException e) {
            if (e.getCause() instanceof CallFailure) {
                throw e;
            }
            throw noJson(e);
        }
    }

    private <T> T read(JsonParser parser, Class<T> type) throws IOException {
        try {
            return reader(type).readValue(parser);
        } catch (JsonMappingException e) {
            throw new CallFailure(FailureKind.PARSE, "the JSON of the answer does not fit " + type.getName() + at(e));
        }
    }

    private ObjectReader reader(Class<?> type) {
        return type == Object.class ? anything : anything.forType(type);
    }

    private static CallFailure noJson(IOException e) {
        return new CallFailure(FailureKind.PARSE, "the answer is not one JSON value" + at(e));
    }

    private JsonParser bounded(JsonParser parser) {
        boolean mapperMayGoDeeper = mapper.getFactory().streamReadConstraints().getMaxNestingDepth() > DEEPEST;
        return mapperMayGoDeeper ? new BoundedParser(parser) : parser;
    }

    private static String at(IOException e) {
        if (!(e instanceof JsonProcessingException problem)) {
            return "";
        }
        JsonLocation location = problem.getLocation();
        String place = location == null || location.getLineNr() < 0
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
        String property = problem instanceof JsonMappingException mapping ? propertiesIn(mapping) : "";
        return property.isEmpty() ? place : place + " at " + property;
    }

    /** Properties of our own classes; the keys of maps are the answer's. */
    private static String propertiesIn(JsonMappingException mapping) {
        return mapping.getPath().stream()
                .filter(step -> step.getFieldName() != null && !(step.getFrom() instanceof Map))
                .map(JsonMappingException.Reference::getFieldName)
                .collect(Collectors.joining("."));
    }

    /** Counts levels for a mapper whose own limit is higher than ours. */
    private static final class BoundedParser extends JsonParserDelegate {

        private int depth;

        BoundedParser(JsonParser parser) {
            super(parser);
        }

        @Override
        public JsonToken nextToken() throws IOException {
            JsonToken token = super.nextToken();
            if (token != null && token.isStructStart() && ++depth > DEEPEST) {
                throw new StreamConstraintsException("more than " + DEEPEST + " levels", currentTokenLocation());
            }
            if (token != null && token.isStructEnd()) {
                depth--;
            }
            return token;
        }

        @Override
        public JsonToken nextValue() throws IOException {
            JsonToken token = nextToken();
            return token == JsonToken.FIELD_NAME ? nextToken() : token;
        }

        @Override
        public JsonParser skipChildren() throws IOException {
            JsonToken token = currentToken();
            if (token != null && token.isStructStart()) {
                int outside = depth - 1;
                while (depth > outside && nextToken() != null) {
                    // every token is counted
                }
            }
            return this;
        }
    }
}
