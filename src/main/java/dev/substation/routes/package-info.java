/**
 * The site's rules, in five packages with arrows one way: {@code live} and {@code workbench} use
 * {@code engine}, which uses {@code language}, which uses {@code rules}; {@code live} tries changed
 * routes on the {@code workbench}. They stand behind {@link dev.substation.flow.ports.Rules}.
 */
package dev.substation.routes;
