---- MODULE MCAsFoundIsolation ----
EXTENDS AsFoundIsolation
====
