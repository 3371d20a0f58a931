/**
 * The security type {@code awsV4}: AWS Signature Version 4. Open {@link io.outrest.aws.AwsSignatureV4} first.
 */
@NullMarked
package io.outrest.aws;

import org.jspecify.annotations.NullMarked;
