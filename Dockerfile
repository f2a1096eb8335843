# Three images from one build: docker build --target worker . (or simulator, or gateway)
FROM eclipse-temurin:25-jdk-noble AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends maven \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -q -pl worker,deploy/simulator,deploy/gateway -am package -Dmaven.test.skip=true
# the same command starts it, in three quarters of the time: jars within a jar are read slowly
RUN java -Djarmode=tools -jar worker/target/panopto-upload-worker.jar extract --destination worker/target/unpacked \
 && java -Djarmode=tools -jar deploy/gateway/target/panopto-gateway.jar extract --destination deploy/gateway/target/unpacked

FROM eclipse-temurin:25-jre-noble AS runtime
# the healthchecks of docker-compose.yml ask with it
RUN apt-get update \
 && apt-get install -y --no-install-recommends curl \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --user-group --home-dir /app --create-home panopto \
 && mkdir /certificates /data \
 && chown panopto:panopto /certificates /data
WORKDIR /app
USER panopto

FROM runtime AS simulator
COPY --from=build /source/deploy/simulator/target/panopto-simulator.jar /app/
EXPOSE 8080 8443
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", "-jar", "/app/panopto-simulator.jar"]

FROM runtime AS gateway
COPY --from=build /source/deploy/gateway/target/unpacked/ /source/deploy/bin/jvm.options /app/
EXPOSE 8090
ENTRYPOINT ["java", "@/app/jvm.options", "-XX:MaxRAMPercentage=75", "-jar", "/app/panopto-gateway.jar"]

FROM runtime AS worker
COPY --from=build /source/worker/target/unpacked/ /source/deploy/bin/jvm.options /app/
EXPOSE 8080
ENTRYPOINT ["java", "@/app/jvm.options", "-XX:MaxRAMPercentage=75", "-jar", "/app/panopto-upload-worker.jar"]
CMD ["run"]
