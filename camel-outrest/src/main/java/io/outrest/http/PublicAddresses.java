package io.outrest.http;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Finds the addresses of hosts, and lets only those pass that belong to the public Internet. What it returns is what is
 * connected to, so that no name can have one address when it is checked and another when it is used. Thread-safe.
 */
final class PublicAddresses implements DnsResolver {

    /** What is no public address, from the registries of RFC 6890: as {@code address/bits}. */
    private static final List<Block> NOT_PUBLIC_4 = blocks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /** IPv6 counts as public only where it is global unicast; within it, what leads elsewhere, and examples. */
    private static final Block GLOBAL_6 = Block.of("2000::/3");

    private static final List<Block> NOT_PUBLIC_6 = blocks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /** A translator's addresses (RFC 6052): their last four bytes are the IPv4 address that it connects to. */
    private static final Block TRANSLATED_6 = Block.of("64:ff9b::/96");

    private final DnsResolver names;

    PublicAddresses(DnsResolver names) {
        this.names = names;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = names.resolve(host);
        InetAddress[] allowed =
                Arrays.stream(found).filter(PublicAddresses::isPublic).toArray(InetAddress[]::new);
        if (found.length > 0 && allowed.length == 0) {
            UnknownHostException refused = new UnknownHostException("no public address");
            refused.initCause(
                    new CallFailure(FailureKind.REJECTED, "the host has no public address, and no other is allowed"));
            throw refused;
        }
        return allowed;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return names.resolveCanonicalHostname(host);
    }

    /** Whether an address belongs to the public Internet; of IPv4 addresses within IPv6 ones, what they lead to. */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return NOT_PUBLIC_4.stream().noneMatch(block -> block.contains(bytes));
        }
        if (TRANSLATED_6.contains(bytes)) {
            byte[] behind = Arrays.copyOfRange(bytes, 12, 16);
            return NOT_PUBLIC_4.stream().noneMatch(block -> block.contains(behind));
        }
        return GLOBAL_6.contains(bytes) && NOT_PUBLIC_6.stream().noneMatch(block -> block.contains(bytes));
    }

    private static List<Block> blocks(String... blocks) {
        return Arrays.stream(blocks).map(Block::of).toList();
    }

    /** The addresses that begin with the same bits. */
    private record Block(byte[] start, int bits) {

        static Block of(String written) {
            int slash = written.indexOf('/');
            try {
                byte[] start =
                        InetAddress.getByName(written.substring(0, slash)).getAddress();
                return new Block(start, Integer.parseInt(written.substring(slash + 1)));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(written, e);
            }
        }

        boolean contains(byte[] address) {
            int whole = bits / 8;
            int mask = 0xFF << (8 - bits % 8) & 0xFF;
            return address.length == start.length
                    && Arrays.equals(address, 0, whole, start, 0, whole)
                    && (bits % 8 == 0 || (address[whole] & mask) == (start[whole] & mask));
        }

        @Override
        public String toString() {
            return HexFormat.of().formatHex(start) + "/" + bits;
        }
    }
}
