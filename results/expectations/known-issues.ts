import { allAddressesIssues } from './known-issues/all-addresses.ts'
import { bridgeIssues } from './known-issues/bridge.ts'
import { builtinUdpIssues } from './known-issues/builtin-udp.ts'
import { daemonIssues } from './known-issues/daemon.ts'
import { dnsIssues } from './known-issues/dns.ts'
import { egressIssues } from './known-issues/egress.ts'
import { rootlesskitIpv6Issues } from './known-issues/rootlesskit-ipv6.ts'
import { isolationIssues } from './known-issues/isolation.ts'
import { publishIssues } from './known-issues/publish.ts'
import { sctpIssues } from './known-issues/sctp.ts'
import { sourceIssues } from './known-issues/source.ts'
import { pluginRules } from './plugin-rules.ts'
import type { Rule } from './rule.ts'

/** What is known to fail, each with the place where upstream says so. Measured in real VMs, but for what says that it was `seen` elsewhere. */
const ownIssues: readonly Rule[] = [
	...daemonIssues,
	...bridgeIssues,
	...publishIssues,
	...allAddressesIssues,
	...builtinUdpIssues,
	...sctpIssues,
	...egressIssues,
	...rootlesskitIpv6Issues,
	...dnsIssues,
	...isolationIssues,
	...sourceIssues,
]

/** Those, and the rules of plug-ins. */
export const knownIssues: readonly Rule[] = [...ownIssues, ...pluginRules(ownIssues)]
