# An image with the `exporter` command. To build a project that stands in the current folder:
#
#     docker build --tag exporter .
#     docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/project" exporter build
#
# `docker build --target test .` runs the tests on the way.

FROM debian:12-slim AS export
WORKDIR /exporter
COPY . .
RUN ./run export && rm -rf /var/lib/apt/lists/*

FROM export AS test
RUN ./run test

FROM export
ENV HOME=/tmp
WORKDIR /project
ENTRYPOINT ["/exporter/.venv/bin/exporter"]
CMD ["--help"]
