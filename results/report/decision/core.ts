/** Without these nobody would say that it works: a daemon, neighbours by address and name, a published port, a way out, names. */
const coreChecks: ReadonlySet<string> = new Set([
	'daemon.starts',
	'bridge.default-bridge',
	'bridge.same-network-v4',
	'bridge.name-resolution',
	'publish.any-v4',
	'publish.any-nic',
	'publish.no-proxy',
	'egress.tcp',
	'dns.udp',
])

/** Whether nobody can do without this check. */
export const isCore = (check: string): boolean => coreChecks.has(check)
