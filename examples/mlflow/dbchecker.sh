#!/bin/sh
# Waits until the database takes connections; PGHOST and PGPORT say where it is.
until pg_isready; do
    sleep 2
done
