/**
 * What has to be asked before anybody says that it works: a daemon, neighbours by address and name, a published port, a way
 * out, names.
 */
const core: readonly (readonly string[])[] = [
	['daemon.starts'],
	['bridge.default-bridge', 'bridge.same-network-v4', 'bridge.name-resolution'],
	['publish.any-v4', 'publish.any-nic', 'publish.no-proxy'],
	['egress.tcp'],
	['dns.udp'],
]
const coreChecks: ReadonlySet<string> = new Set(core.flat())

/** Whether nobody can do without this check. */
export const isCore = (check: string): boolean => coreChecks.has(check)

/** Whether of each thing that nobody can do without something is among these. */
export const isWhole = (checks: ReadonlySet<string>): boolean =>
	core.every((any) => any.some((check) => checks.has(check)))
