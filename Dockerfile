# Two stages: build with compilers, run with libraries only, as nobody in particular.
FROM debian:bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends git make && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN make all && make install PREFIX=/usr DESTDIR=/out

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libzmq5 libmsgpackc2 liblmdb0 libzstd1 libxxhash0 libssl3 libarchive13 libxml2 libsqlite3-0 libseccomp2 poppler-utils \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 999 garner \
 && install -d -o garner /data /keys
COPY --from=build /out/ /
USER garner
VOLUME /data
ENV GARNER_DATA=/data
ENTRYPOINT ["garner"]
