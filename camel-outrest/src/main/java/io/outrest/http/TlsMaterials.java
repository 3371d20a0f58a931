package io.outrest.http;

import io.outrest.settings.InvalidSetting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates and keys in use: read once for all who use equal settings, and again when their files change. What is in
 * force stays until there is other content that can be used, also for who comes later. Files of settings that nobody uses are
 * not looked at. Thread-safe.
 */
public final class TlsMaterials {

    private static final Logger LOG = LoggerFactory.getLogger(TlsMaterials.class);

    private final SslContexts beans;
    private final Map<Key, Material> materials = new HashMap<>();

    /** @param beans the application's own contexts */
    public TlsMaterials(SslContexts beans) {
        this.beans = beans;
    }

    /** TLS contexts that the application configures itself. */
    public interface SslContexts {

        /**
         * Makes a context of what the files hold now.
         *
         * @param bean its name, or empty for the one that is used without any
         * @return null when there is none
         * @throws InvalidSetting when it cannot be made
         */
        @Nullable
        SSLContext create(String bean);

        /** The files that such a context is made of. */
        List<Path> files(String bean);
    }

    /** @param global whether it is the application's context that is used without any name */
    private record Key(TlsSettings settings, boolean global) {}

    /** What equal settings amount to now. The watching thread alone changes it, but for the number of users. */
    private static final class Material {

        private final Key key;
        private final TlsFiles files;
        private int users;
        private volatile State state;
        private @Nullable Map<Path, String> seen;
        private @Nullable Map<Path, String> refused;

        Material(Key key, TlsFiles files, State state) {
            this.key = key;
            this.files = files;
            this.state = state;
        }
    }

    /**
     * What is in force.
     *
     * @param stamps of the files, as they were looked at before they were read
     */
    private record State(TransportSettings.Tls tls, Map<Path, TlsFiles.Stamp> stamps, Map<Path, String> digests) {}

    /**
     * Begins to use certificates and keys.
     *
     * @param settings null for none
     * @param global whether the application's context is used where they leave it open whom to trust and whom to be
     * @throws InvalidSetting when they contradict each other, or a file cannot be read or holds something else
     */
    public synchronized Use use(@Nullable TlsSettings settings, boolean global) {
        TlsSettings own = TlsSettings.complete(settings);
        Key key = new Key(own, global && own.leavesOpen());
        Material material = materials.get(key);
        if (material == null) {
            material = first(key);
            materials.put(key, material);
        }
        material.users++;
        return new Use(material);
    }

    /** Should a file change while it is read, the next look finds that out. */
    private Material first(Key key) {
        TlsFiles files = files(key);
        Map<Path, TlsFiles.Stamp> stamps = files.stamps();
        Map<Path, String> digests = files.digests();
        return new Material(key, files, new State(read(key), stamps, digests));
    }

    private TlsFiles files(Key key) {
        String bean = key.settings.getSslContextParameters();
        List<Path> ofBean = bean != null ? beans.files(bean) : key.global ? beans.files("") : List.of();
        return new TlsFiles(
                Stream.concat(key.settings.files().stream(), ofBean.stream()).toList());
    }

    private TransportSettings.Tls read(Key key) {
        TransportSettings.Tls tls =
                TlsSettings.transport(key.settings, bean -> bean.isEmpty() && !key.global ? null : beans.create(bean));
        TlsContexts.versions(TlsContexts.of(tls));
        return tls;
    }

    /**
     * Looks whether files have changed; one at a time. When two looks in a row see the same content, and it can be used, it is
     * in force for who begins to use it from now on.
     *
     * @return whether some of what is in use is outdated now
     */
    public boolean look() {
        List<Material> used;
        synchronized (this) {
            used = new ArrayList<>(materials.values());
        }
        Set<String> refusals = new LinkedHashSet<>();
        boolean changed = false;
        for (Material material : used) {
            changed |= renewed(material, refusals);
        }
        refusals.forEach(LOG::warn);
        return changed;
    }

    private boolean renewed(Material material, Set<String> refusals) {
        Map<Path, TlsFiles.Stamp> stamps = material.files.stamps();
        State before = material.state;
        if (stamps.equals(before.stamps)) {
            return false;
        }
        Map<Path, String> digests = material.files.digests();
        boolean settled = digests.equals(material.seen);
        material.seen = digests;
        if (digests.equals(before.digests)) {
            material.refused = null;
            material.state = new State(before.tls, stamps, digests);
            return false;
        }
        return settled && !digests.equals(material.refused) && replaced(material, stamps, digests, refusals);
    }

    private boolean replaced(
            Material material, Map<Path, TlsFiles.Stamp> stamps, Map<Path, String> digests, Set<String> refusals) {
        State before = material.state;
        Collection<Path> changed = TlsFiles.different(before.digests, digests);
        try {
            TransportSettings.Tls tls = read(material.key);
            if (!material.files.digests().equals(digests)) {
                return false; // it is being written again
            }
            material.refused = null;
            material.state = new State(tls.equals(before.tls) ? before.tls : tls, stamps, digests);
            LOG.info("What {} hold now is in force", changed);
            return !tls.equals(before.tls);
        } catch (InvalidSetting e) {
            material.refused = digests;
            refusals.add("What " + changed + " hold now cannot be used, and what they held before stays in force: "
                    + e.setting().replaceFirst("^tls\\.", "") + " " + e.problem());
            return false;
        }
    }

    private synchronized void giveBack(Material material) {
        material.users--;
        if (material.users == 0) {
            materials.remove(material.key);
        }
    }

    /** The use of certificates and keys, as they were when it began. */
    public final class Use implements AutoCloseable {

        private final Material material;
        private final State state;
        private boolean closed;

        private Use(Material material) {
            this.material = material;
            this.state = material.state;
        }

        /** What the transport needs. */
        public TransportSettings.Tls tls() {
            return state.tls;
        }

        /** A text that changes with the content of the files, and tells nothing of it; empty when there are none. */
        public String fingerprint() {
            return TlsFiles.fingerprint(state.digests);
        }

        /** Whether other content is in force now. */
        public boolean isOutdated() {
            return !material.state.tls.equals(state.tls);
        }

        @Override
        public void close() {
            synchronized (TlsMaterials.this) {
                if (!closed) {
                    closed = true;
                    giveBack(material);
                }
            }
        }
    }
}
