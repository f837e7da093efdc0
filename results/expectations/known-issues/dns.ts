import type { Rule } from '../rule.ts'

const silence = { kind: 'timeout' } as const

export const dnsIssues: readonly Rule[] = [
	{
		id: 'pasta-no-dns-over-tcp',
		title: 'DNS over TCP gets no answer',
		when: { axes: { portDriver: ['implicit'] }, versions: { passt: { before: '2024_07_26.57a21d2' } } },
		checks: { 'dns.tcp': { 'bridge.*': silence, 'network.*': silence, 'netns.*': silence } },
		expect: 'fail',
		because: "pasta's --dns-forward, which RootlessKit uses, forwarded only UDP",
		see: 'https://github.com/containers/podman/issues/23239',
		severity: 'broken',
		fixed: 'passt 2024_07_26.57a21d2',
	},
]
