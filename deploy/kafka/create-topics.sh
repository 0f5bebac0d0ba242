#!/bin/sh
# Every topic that topics.yaml declares exists; run once by compose, with Kafka's own command.
#   create-topics.sh <bootstrap> <prefix>
set -eu
declaration=$(dirname "$0")/topics.yaml
partitions=$(sed -n 's/^partitions: *\([0-9]*\).*/\1/p' "$declaration")
# "  retention.ms: -1    # why" becomes "--config retention.ms=-1"
config=$(sed -n '/^config:/,/^topics:/s/^  \([a-z.]*\): *\([^ ]*\).*/--config \1=\2/p' "$declaration" | tr '\n' ' ')
for topic in $(sed -n '/^topics:/,$s/^  - \([a-z0-9.-]*\).*/\1/p' "$declaration"); do
    # shellcheck disable=SC2086 -- the words of config are options, one by one
    "${KAFKA_TOPICS:-/opt/kafka/bin/kafka-topics.sh}" --bootstrap-server "$1" --create --if-not-exists \
        --topic "$2.$topic" --partitions "$partitions" --replication-factor "${REPLICATION:-1}" $config
done
