/**
 * The one reader of YAML for {@code site.yaml}, routes, and route cases, with its limits of size
 * and depth.
 *
 * <p>Knows SnakeYAML Engine, as the only package. Must not know what a file means.
 */
package dev.substation.yaml;
