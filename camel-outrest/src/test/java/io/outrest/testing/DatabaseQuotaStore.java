package io.outrest.testing;

import io.github.bucket4j.BucketExceptions;
import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import io.github.bucket4j.distributed.proxy.generic.select_for_update.AbstractSelectForUpdateBasedProxyManager;
import io.github.bucket4j.distributed.proxy.generic.select_for_update.LockAndGetResult;
import io.github.bucket4j.distributed.proxy.generic.select_for_update.SelectForUpdateBasedTransaction;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Buckets in the table {@code bucket (id, state)} of a database; a row is locked while its bucket is used. */
public final class DatabaseQuotaStore extends AbstractSelectForUpdateBasedProxyManager<String> {

    private final DataSource database;

    public DatabaseQuotaStore(DataSource database) {
        super(ClientSideConfig.getDefault());
        this.database = database;
    }

    /** Makes the table. */
    public static void prepare(DataSource database, String binaryType) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement create = connection.prepareStatement(
                        "CREATE TABLE bucket (id VARCHAR(200) PRIMARY KEY, state " + binaryType + ")")) {
            create.execute();
        }
    }

    @Override
    protected SelectForUpdateBasedTransaction allocateTransaction(String key, Optional<Long> timeoutNanos) {
        return new Transaction(key);
    }

    @Override
    public void removeProxy(String key) {
        throw new UnsupportedOperationException(); // nothing removes a quota
    }

    private final class Transaction implements SelectForUpdateBasedTransaction {

        private final String key;
        private final Connection connection = attempt(database::getConnection);

        Transaction(String key) {
            this.key = key;
        }

        @Override
        public void begin(Optional<Long> timeoutNanos) {
            attempt(() -> {
                connection.setAutoCommit(false);
                return true;
            });
        }

        @Override
        public void rollback() {
            attempt(() -> {
                connection.rollback();
                return true;
            });
        }

        @Override
        public void commit(Optional<Long> timeoutNanos) {
            attempt(() -> {
                connection.commit();
                return true;
            });
        }

        @Override
        public LockAndGetResult tryLockAndGet(Optional<Long> timeoutNanos) {
            return attempt(() -> {
                try (PreparedStatement select =
                        connection.prepareStatement("SELECT state FROM bucket WHERE id = ? FOR UPDATE")) {
                    select.setString(1, key);
                    try (ResultSet row = select.executeQuery()) {
                        return row.next() ? LockAndGetResult.locked(row.getBytes(1)) : LockAndGetResult.notLocked();
                    }
                }
            });
        }

        @Override
        public boolean tryInsertEmptyData(Optional<Long> timeoutNanos) {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO bucket (id, state) VALUES (?, NULL)")) {
                insert.setString(1, key);
                return insert.executeUpdate() > 0;
            } catch (SQLException e) {
                return false; // somebody else was faster
            }
        }

        @Override
        public void update(byte[] data, RemoteBucketState state, Optional<Long> timeoutNanos) {
            attempt(() -> {
                try (PreparedStatement update =
                        connection.prepareStatement("UPDATE bucket SET state = ? WHERE id = ?")) {
                    update.setBytes(1, data);
                    update.setString(2, key);
                    return update.executeUpdate();
                }
            });
        }

        @Override
        public void release() {
            attempt(() -> {
                connection.close();
                return true;
            });
        }
    }

    private static <T> T attempt(Step<T> step) {
        try {
            return step.run();
        } catch (SQLException e) {
            throw new BucketExceptions.BucketExecutionException(e);
        }
    }

    @FunctionalInterface
    private interface Step<T> {
        T run() throws SQLException;
    }
}
