import type { Rule } from '../rule.ts'
import { whereAsked } from './where-asked.ts'

const noReply = { kind: 'timeout' } as const

export const builtinUdpIssues: readonly Rule[] = whereAsked({
	id: 'builtin-udp-answers-lost',
	title: 'A published UDP port answers nobody but the loopback',
	when: { axes: { portDriver: ['builtin'] }, versions: { rootlesskit: { from: '3.0.0', before: '3.0.1' } } },
	checks: {
		'publish.udp': { '*.lan': noReply },
		'publish.range': { 'udp.*': noReply },
		'publish.translated-range': { 'udp.*': noReply },
	},
	expect: 'fail',
	because:
		"RootlessKit 3.0.0 asks the server from the client's own address, and the answer to that leaves the namespace by its default route (also: rootlesskit #596)",
	see: 'https://github.com/rootless-containers/rootlesskit/issues/592',
	severity: 'broken',
	since: 'RootlessKit 3.0.0',
	fixed: 'RootlessKit 3.0.1',
	seen: 'read',
})
