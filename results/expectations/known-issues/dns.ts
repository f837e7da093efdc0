import type { Rule } from '../rule.ts'

export const dnsIssues: readonly Rule[] = [
	{
		id: 'pasta-no-dns-over-tcp',
		title: 'DNS over TCP gets no answer',
		when: { axes: { portDriver: ['implicit'] }, versions: { passt: { before: '2024_07_26.57a21d2' } } },
		checks: ['dns.tcp'],
		expect: 'fail',
		because: "pasta's --dns-forward, which RootlessKit uses, forwarded only UDP",
		see: 'https://github.com/containers/podman/issues/23239',
		severity: 'broken',
		fixed: 'passt 2024_07_26.57a21d2',
	},
	{
		id: 'pasta-drops-loopback-resolver',
		title: 'No name resolves when the resolver listens on the loopback only',
		when: { axes: { portDriver: ['implicit'] }, versions: { passt: { before: '2025_04_15.2340bbf' } } },
		checks: ['dns.stub-resolver'],
		expect: 'fail',
		because:
			'pasta ignored a resolv.conf that names only loopback addresses when run with --no-map-gw, as RootlessKit does',
		see: 'https://passt.top/passt/commit/?id=5024908',
		severity: 'broken',
		fixed: 'passt 2025_04_15.2340bbf',
	},
]
