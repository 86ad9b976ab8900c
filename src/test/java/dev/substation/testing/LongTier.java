package dev.substation.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A test that runs in the long tier alone: {@code -Plong}. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag(Tier.MORE_WHEN_LONG)
@EnabledIfSystemProperty(named = "test.tier", matches = "long")
public @interface LongTier {}
