package io.outrest.testing;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.support.PluginHelper;

/** What Camel shows of a context to those who look. */
public final class CamelOutputs {

    /** Consoles of later Camels that show nothing but write the whole memory to a file of the working directory. */
    private static final Set<String> DOING = Set.of("heap-dump", "jfr-memory-leak");

    private final CamelContext context;
    private final Outputs outputs;

    private CamelOutputs(CamelContext context, Outputs outputs) {
        this.context = context;
        this.outputs = outputs;
    }

    /** Notes endpoints, threads, JMX, dumps of routes, and all developer consoles. */
    public static void of(CamelContext context, Outputs outputs) throws Exception {
        CamelOutputs camel = new CamelOutputs(context, outputs);
        camel.endpoints();
        camel.threads();
        camel.management();
        camel.routes();
        camel.consoles();
    }

    private void endpoints() {
        context.getEndpoints().forEach(endpoint -> {
            outputs.add("endpoint", endpoint);
            outputs.add("endpoint", endpoint.getEndpointUri());
            outputs.add("endpoint", endpoint.getEndpointKey());
        });
    }

    private void threads() {
        Thread.getAllStackTraces().keySet().forEach(thread -> outputs.add("thread", thread.getName()));
    }

    private void management() throws JMException {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : beans.queryNames(null, null)) {
            outputs.add("JMX", name);
            for (MBeanAttributeInfo attribute : beans.getMBeanInfo(name).getAttributes()) {
                note("JMX " + name + " " + attribute.getName(), () -> beans.getAttribute(name, attribute.getName()));
            }
            for (MBeanOperationInfo operation : beans.getMBeanInfo(name).getOperations()) {
                if (name.getDomain().equals("org.apache.camel") && isDump(operation)) {
                    dump(beans, name, operation, true);
                    dump(beans, name, operation, false);
                }
            }
        }
    }

    /** The dumps of routes, of the context and of statistics: they take flags at most. */
    private static boolean isDump(MBeanOperationInfo operation) {
        boolean shows = Stream.of("dump", "browse", "AsXml", "AsYaml", "AsJson", "AsJSon")
                .anyMatch(operation.getName()::contains);
        return shows
                && Arrays.stream(operation.getSignature())
                        .allMatch(parameter -> parameter.getType().equals("boolean"));
    }

    private void dump(MBeanServer beans, ObjectName name, MBeanOperationInfo operation, boolean flag) {
        Object[] flags = Stream.of(operation.getSignature()).map(each -> flag).toArray();
        String[] types = Stream.of(operation.getSignature())
                .map(MBeanParameterInfo::getType)
                .toArray(String[]::new);
        note(
                "JMX " + name + " " + operation.getName() + "()",
                () -> beans.invoke(name, operation.getName(), flags, types));
    }

    private void routes() {
        ModelCamelContext model = (ModelCamelContext) context;
        for (NamedNode route : model.getRouteDefinitions()) {
            note("route as XML", () -> PluginHelper.getModelToXMLDumper(context)
                    .dumpModelAsXml(context, route, true, true, true));
            note("route as YAML", () -> PluginHelper.getModelToYAMLDumper(context)
                    .dumpModelAsYaml(context, route, true, true, true, true));
        }
    }

    private void consoles() {
        DevConsoleRegistry consoles = DevConsoleRegistry.get(context);
        consoles.loadDevConsoles();
        consoles.stream().filter(console -> !DOING.contains(console.getId())).forEach(console -> {
            for (DevConsole.MediaType type : DevConsole.MediaType.values()) {
                if (console.supportMediaType(type)) {
                    note("console " + console.getId() + " as " + type, () -> console.call(type, Map.of()));
                }
            }
        });
    }

    /** Also a refusal shows something. */
    private void note(String where, Shown shown) {
        try {
            Object value = shown.value();
            outputs.add(where, value instanceof Object[] array ? Arrays.deepToString(array) : value);
        } catch (Exception | LinkageError e) {
            outputs.add(where + " (refused)", e);
        }
    }

    @FunctionalInterface
    private interface Shown {
        Object value() throws Exception;
    }
}
