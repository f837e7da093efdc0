import type { Rule } from '../rule.ts'

const silence = { kind: 'timeout' } as const
/** dockerd's own resolver gives up on the upstream one and answers SERVFAIL (26.1.5 with 2023_03_09: measured), or says nothing in time. */
const noUpstream = [{ kind: 'wrong-answer', found: 'error 2' }, silence] as const

export const dnsIssues: readonly Rule[] = [
	{
		id: 'pasta-no-dns-over-tcp',
		title: 'DNS over TCP gets no answer',
		when: { axes: { portDriver: ['implicit'] }, versions: { passt: { before: '2024_07_26.57a21d2' } } },
		checks: { 'dns.tcp': { 'bridge.*': silence, 'network.*': noUpstream, 'netns.*': silence } },
		expect: 'fail',
		because: "pasta's --dns-forward, which RootlessKit uses, forwarded only UDP",
		see: 'https://github.com/containers/podman/issues/23239',
		severity: 'broken',
		fixed: 'passt 2024_07_26.57a21d2',
	},
]
