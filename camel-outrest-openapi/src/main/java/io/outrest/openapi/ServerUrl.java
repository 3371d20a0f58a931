package io.outrest.openapi;

import io.outrest.request.Origin;
import io.outrest.settings.InvalidSetting;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.servers.ServerVariable;
import io.swagger.v3.oas.models.servers.ServerVariables;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes base URLs of servers: their variables filled in, relative ones resolved (RFC 3986 section 5). For one import. */
final class ServerUrl {

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*]");
    private static final Pattern ABOVE_THE_ROOT = Pattern.compile("^(https?://[^/]*)(/\\.\\.)+(?=/|$)");
    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)}");

    private final Map<String, String> values;
    private final @Nullable URI address;
    private final Set<String> known = new HashSet<>();

    /**
     * @param values of variables, which win over the document's
     * @param address of the document; null when it has none
     */
    ServerUrl(Map<String, String> values, @Nullable URI address) {
        this.values = values;
        this.address = address;
    }

    /** The names of the variables that have been met. */
    Set<String> known() {
        return known;
    }

    /** @throws Unusable when it is no base URL; the message does not hold the URL, which may hold a password */
    String of(Server server) {
        String url = filledIn(server);
        if (url.indexOf('{') >= 0 || url.indexOf('}') >= 0) {
            throw new Unusable("its server still has braces when its variables are filled in");
        }
        String lower = url.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("http:") && !lower.startsWith("https:")) {
            url = resolved(url);
        }
        try {
            if (isLinkLocal(Origin.locate("baseUrl", url).origin().host())) {
                throw new Unusable("its server is a link-local address; if that is meant, set baseUrl (--base-url)");
            }
        } catch (InvalidSetting e) {
            throw new Unusable("its server cannot be used: the URL " + e.problem());
        }
        return url;
    }

    /** Where clouds keep their machines' credentials. Looks at addresses alone, and asks nobody for those of names. */
    static boolean isLinkLocal(String host) {
        try {
            return ADDRESS.matcher(host).matches()
                    && InetAddress.getByName(host).isLinkLocalAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private String filledIn(Server server) {
        String url = server.getUrl() == null ? "" : server.getUrl();
        ServerVariables variables = server.getVariables();
        Matcher names = VARIABLE.matcher(url);
        StringBuilder filled = new StringBuilder();
        while (names.find()) {
            String name = names.group(1);
            known.add(name);
            names.appendReplacement(
                    filled, Matcher.quoteReplacement(value(name, variables == null ? null : variables.get(name))));
        }
        names.appendTail(filled);
        if (variables != null) {
            known.addAll(variables.keySet());
        }
        return filled.toString();
    }

    private String value(String name, @Nullable ServerVariable variable) {
        String given = values.get(name);
        String value = given != null ? given : variable == null ? null : variable.getDefault();
        if (value == null) {
            throw new Unusable("its server has the variable " + Quoted.quoted(name, 40)
                    + " without a value; set serverVariables, or baseUrl (--base-url)");
        }
        List<String> allowed = variable == null ? null : variable.getEnum();
        if (given != null && allowed != null && !allowed.isEmpty() && !allowed.contains(given)) {
            throw new Unusable(
                    "its server's variable " + Quoted.quoted(name, 40) + " cannot be " + Quoted.quoted(given, 40)
                            + "; the document allows " + Quoted.visible(String.join(", ", allowed), 200));
        }
        return value;
    }

    private String resolved(String url) {
        try {
            URI relative = new URI(url);
            if (relative.getScheme() != null) {
                throw new Unusable("its server is no URL of http or https");
            }
            if (address == null) {
                String shown = url.startsWith("//") ? "" : Quoted.quoted(url, 100) + " ";
                throw new Unusable("its server " + shown
                        + "is relative, and the document has no address; set baseUrl (--base-url)");
            }
            return ABOVE_THE_ROOT.matcher(address.resolve(relative).toString()).replaceFirst("$1");
        } catch (URISyntaxException e) {
            throw new Unusable("its server is no URL");
        }
    }
}
