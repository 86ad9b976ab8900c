package dev.substation.app;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

@WebListener
public final class Start implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        System.out.println("UP in " + System.getProperty("substation.home"));
        System.setProperty("substation.up", "true");
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        System.out.println("DESTROYED");
    }
}
