/**
 * When a run last showed a known issue, in the ways and forms that its rule says: a day where the run is recorded, a
 * month where a finding says so. `rootless-matrix rules check RUN…` tells what is to be written here. A rule that is
 * missing was shown by no recorded run.
 */
export const lastSeen: Readonly<Record<string, string>> = {
	'failed-bridge-stuck': '2026-11-26',
	'pasta-dual-stack-fatal': '2026-11',
	'icc-not-enforced': '2026-11-26',
	'no-proxy-hairpin-without-br-netfilter': '2026-11',
	'no-proxy-builtin-hairpin': '2026-11-26',
	'pasta-loopback-publish-reset': '2026-11-26',
	'no-proxy-builtin-does-not-listen': '2026-11',
	'no-proxy-slirp4netns-does-not-listen': '2026-11-26',
	'slirp4netns-no-v6-publish': '2026-11',
	'pasta-no-v6-publish': '2026-11-26',
	'slirp4netns-udp-loopback': '2026-11-26',
	'distinct-loopbacks-collide': '2026-11-26',
	'distinct-loopbacks-collide-without-proxy': '2026-11-26',
	'implicit-distinct-loopbacks-collide': '2026-11-26',
	'sctp-ignored': '2026-11-26',
	'slirp4netns-sctp-ignored': '2026-11',
	'sctp-unclear': '2026-11',
	'sctp-without-addresses': '2026-11-26',
	'implicit-sctp-leads-nowhere': '2026-11-26',
	'pasta-no-ip-fragments': '2026-11-26',
	'pasta-no-ip-fragments-small-mtu': '2026-11',
	'pasta-no-ip-fragments-no-br-netfilter': '2026-11',
	'pasta-no-dns-over-tcp': '2026-11-26',
	'pasta-host-loopback-spliced': '2026-11-26',
	'pasta-netns-loopback-tcp': '2026-11',
	'pasta-netns-loopback-before-the-change': '2026-11',
	'pasta-netns-loopback-restored': '2026-11',
	'builtin-loses-source-address': '2026-11-26',
}
