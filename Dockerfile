# Builds and runs Activity Relay. Without an API key it does not start, because it listens on all interfaces here:
#   docker run --rm activity-relay key new --role ingest --name desktop
# prints a key and the option to pass. routes/ and config/ are meant to be mounted, data/ must be kept.

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml ./
COPY src src
RUN --mount=type=cache,target=/root/.m2 mvn -q -B -Dmaven.test.skip -Dspotless.check.skip package
RUN java -Djarmode=tools -jar target/activity-relay.jar extract --layers --destination layers

FROM eclipse-temurin:25-jre
RUN groupadd --gid 10001 relay && useradd --uid 10001 --gid relay --no-create-home --shell /usr/sbin/nologin relay
WORKDIR /relay
COPY --from=build /build/layers/dependencies/ app/
COPY --from=build /build/layers/snapshot-dependencies/ app/
COPY --from=build /build/layers/application/ app/
COPY relay ./
COPY config config
COPY routes routes
RUN mkdir -p data lib && chown relay:relay data

# Listens on all interfaces; everything written goes below data/, so that the root file system can be read-only.
# File names in data/intake may be Unicode.
ENV LC_ALL=C.UTF-8 \
    SERVER_ADDRESS=0.0.0.0 \
    JAVA_OPTS="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xms64m -Xmx160m -XX:MaxMetaspaceSize=160m -XX:TrimNativeHeapInterval=10000 -XX:+ExitOnOutOfMemoryError -Djava.io.tmpdir=/relay/data --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"

RUN --mount=type=bind,from=build,source=/build/src/image,target=/image /image/archive

# By number, so that an orchestrator sees that it is not root.
USER 10001:10001
VOLUME /relay/data
EXPOSE 8080

HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${SERVER_PORT:-8080} && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]

ENTRYPOINT ["/relay/relay"]
CMD ["serve"]
