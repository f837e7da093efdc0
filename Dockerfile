# rootless-matrix with all that its VMs need. QEMU emulates where the container has no /dev/kvm; nothing is privileged.
#
#   docker build --tag rootless-matrix .
#   docker run --rm --device /dev/kvm --volume rootless-matrix:/cache --volume "$PWD:/work" rootless-matrix run --preset quick
FROM debian:13-slim AS build
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates nodejs npm
WORKDIR /src
COPY . .
RUN npm ci && npm run build && npm pack --ignore-scripts --pack-destination /tmp

FROM debian:13-slim
# The host's tools as `rootless-matrix doctor` asks for them; a test holds the list to it.
RUN apt-get update && apt-get install --yes --no-install-recommends \
	apt \
	ca-certificates \
	dpkg \
	e2fsprogs \
	kmod \
	libarchive-tools \
	lz4 \
	mmdebstrap \
	nodejs \
	npm \
	qemu-system-x86 \
	qemu-utils \
	tar \
	util-linux \
	xz-utils \
	zstd
COPY --from=build /tmp/rootless-matrix-*.tgz /tmp/
# The queues of a farm are optional packages: add them where it has one.
RUN npm install --global --ignore-scripts --omit=optional /tmp/rootless-matrix-*.tgz && rm /tmp/*.tgz
ENV ROOTLESS_MATRIX_CACHE=/cache
VOLUME /cache
WORKDIR /work
ENTRYPOINT ["rootless-matrix"]
CMD ["--help"]
