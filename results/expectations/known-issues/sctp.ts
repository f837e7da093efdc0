import type { Rule } from '../rule.ts'

/** moby #51616: from here on dockerd leaves out what the port driver does not support before it looks for a port. */
const LEAVES_OUT = '29.1.2'

const ignored = {
	title: 'An SCTP port is taken and not published',
	checks: { 'publish.sctp-error': { refusal: { kind: 'daemon-accepted' } } },
	expect: 'fail',
	see: 'https://github.com/moby/moby/pull/38913',
	severity: 'broken',
} as const satisfies Partial<Rule>

const unclear = {
	title: 'An SCTP port is refused with an error that does not name SCTP',
	expect: 'fail',
	see: 'https://github.com/moby/moby/pull/38913',
	severity: 'broken',
} as const satisfies Partial<Rule>

export const sctpIssues: readonly Rule[] = [
	{
		...ignored,
		id: 'sctp-ignored',
		when: { axes: { portDriver: ['builtin'] }, versions: { dockerd: { before: LEAVES_OUT } } },
		because:
			'rootless Docker does not support SCTP; dockerd only warns that the port driver does not, and "docker run" succeeds (26.1.5, 28.5.2: measured)',
	},
	{
		...ignored,
		id: 'slirp4netns-sctp-ignored',
		when: {
			axes: { portDriver: ['slirp4netns'] },
			// 20.10.6: slirp4netns-all-addresses-timed-out.
			versions: { dockerd: [{ before: '20.10.6' }, { from: '20.10.7', before: '28.0.0' }] },
		},
		because: 'rootless Docker does not support SCTP; 26.1.5 ignores the publication (measured)',
	},
	{
		...ignored,
		id: 'slirp4netns-sctp-ignored-without-proxy',
		when: {
			axes: { portDriver: ['slirp4netns'] },
			daemon: { userlandProxy: [false] },
			versions: { dockerd: { from: '28.0.0', before: '29.0.0' } },
		},
		because:
			'rootless Docker does not support SCTP; without the userland proxy 28.5.2 ignores the publication as 26.1.5 does (measured)',
	},
	{
		...unclear,
		id: 'sctp-unclear',
		// From 29.0.0 to 29.1.1: slirp4netns-all-addresses-refused.
		when: {
			axes: { portDriver: ['slirp4netns'] },
			daemon: { userlandProxy: [true] },
			versions: { dockerd: { from: '28.0.0', before: '29.0.0' } },
		},
		checks: {
			'publish.sctp-error': { refusal: { kind: 'daemon-refused', words: /address already in use/ } },
		},
		because:
			'rootless Docker does not support SCTP; since 28.0 dockerd asks the port driver, and 28.5.2 says "address already in use" (measured)',
	},
	{
		...unclear,
		id: 'sctp-without-addresses',
		when: {
			axes: { portDriver: ['builtin', 'slirp4netns'] },
			versions: { dockerd: { from: LEAVES_OUT } },
		},
		checks: {
			'publish.sctp-error': { refusal: { kind: 'daemon-refused', words: /no IP addresses specified/ } },
		},
		because:
			'rootless Docker does not support SCTP; since 29.1.2 dockerd leaves out what the port driver does not support, and then has no address to look for a port on: "no IP addresses specified" (29.7.2 with builtin: measured; also: moby #51616)',
		since: 'Docker 29.1.2',
		seen: 'elsewhere',
	},
	{
		...ignored,
		id: 'implicit-sctp-leads-nowhere',
		title: 'An SCTP port is published and leads nowhere',
		when: { axes: { portDriver: ['implicit'] } },
		because:
			"rootless Docker does not support SCTP; with the implicit port driver dockerd listens in RootlessKit's namespace, and pasta forwards TCP and UDP only (28.5.2: measured)",
	},
]
