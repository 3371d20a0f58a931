package io.outrest.examples.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What goes over the wire; each answer has an {@code id} that tells it from the others. */
final class Documents {

    static final String SMALL = "customer-12345";
    static final String CREATED = "order-4711";
    static final String BIG = "page-1";

    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, Object> ORDER = order("order-new", 6);

    private Documents() {}

    /** The answer of a small GET: about 950 bytes. */
    static byte[] small() {
        return json(order(SMALL, 6));
    }

    /** The answer of a POST: about 870 bytes. */
    static byte[] created() {
        return json(order(CREATED, 5));
    }

    /** The answer of a big GET: about 1.1 MB. */
    static byte[] big() {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("id", BIG);
        page.put(
                "orders",
                IntStream.range(0, 1200).mapToObj(i -> order("order-" + i, 6)).toList());
        return json(page);
    }

    /** The body of a POST: about 950 bytes of JSON. */
    static Map<String, Object> order() {
        return ORDER;
    }

    private static Map<String, Object> order(String id, int positions) {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("id", id);
        order.put("status", "in transit");
        order.put("paid", true);
        order.put("total", 1234.56);
        order.put("created", "2026-01-15T10:30:00Z");
        order.put(
                "customer", Map.of("id", 12345, "name", "Maria Sample", "mail", "maria@example.com", "city", "Berlin"));
        List<Map<String, Object>> lines =
                IntStream.range(0, positions).mapToObj(Documents::position).toList();
        order.put("positions", lines);
        order.put(
                "note",
                "Please ring twice; the bell is broken and the dog is not. Leave it with the neighbour if nobody is in."
                        + " ".repeat(id.length() % 2));
        return order;
    }

    private static Map<String, Object> position(int number) {
        Map<String, Object> position = new LinkedHashMap<>();
        position.put("number", number + 1);
        position.put("article", "A-10" + number);
        position.put("text", "Green tea, loose, 250 g");
        position.put("count", 2);
        position.put("price", 12.95);
        return position;
    }

    private static byte[] json(Map<String, ?> document) {
        try {
            return JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document of this benchmark cannot be written", e);
        }
    }
}
