/**
 * A call as values: what a caller asks for ({@link io.outrest.request.Invocation}), what goes out
 * ({@link io.outrest.request.Request}), what comes back ({@link io.outrest.request.Response}), and the rules that lead from
 * one to the next. {@link io.outrest.request.Call} is the spine that every link of the chain implements; open it first, then
 * {@link io.outrest.request.RequestFactory}.
 */
@NullMarked
package io.outrest.request;

import org.jspecify.annotations.NullMarked;
