#!/bin/sh
# The first pod founds the cluster, the others join it. Each is known by its name in the headless Service.
peer() { echo "http://qdrant-db-$1.qdrant-db-headless:6335"; }
index=${HOSTNAME##*-}
if [ "$index" = 0 ]; then
    exec ./entrypoint.sh --uri "$(peer 0)"
fi
exec ./entrypoint.sh --bootstrap "$(peer 0)" --uri "$(peer "$index")"
