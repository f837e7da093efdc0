import type { NetworkDriver } from '../provider.ts'

/** A driver that RootlessKit has and this version cannot get: a matrix may name it, and its cells are `unavailable`. */
const unsupported = (name: string): NetworkDriver => ({
	name,
	about: 'Understood, but this version has no way to get it: its cells are `unavailable`.',
	examples: [{ value: name }],
	expects: `"${name}" without a version`,
	parse: (version) => (version === undefined ? {} : undefined),
	slug: () => name,
})

export const vpnkit = unsupported('vpnkit')
/** A part of RootlessKit 3, with addresses of its own: 10.0.2.1 is its gateway and its DNS server. */
export const gvisorTapVsock = unsupported('gvisor-tap-vsock')
