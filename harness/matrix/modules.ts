import { expected, parsed, type Parsed } from '#images/providers'
import { usualModules } from '#results'

/** `absent`: the kernel has no such module. `loaded`: the host loads it before Docker is installed. */
export const moduleStates = ['absent', 'loaded'] as const
export interface ModuleState {
	/** As the kernel calls it, with _ and not -. */
	readonly name: string
	readonly state: (typeof moduleStates)[number]
}

const entry = /^([A-Za-z0-9][A-Za-z0-9_-]{0,54})=(absent|loaded)$/
const maxLength = 200

/** What the VM itself does not come up without. */
const needed = /^(virtio.*|ext4|jbd2|mbcache|crc.*|veth)$/

/** What a host has of modules other than br_netfilter: `ip_tables=absent,tun=loaded`; `default` leaves them as they are. */
export function parseModules(text: string): Parsed<readonly ModuleState[]> {
	if (text === usualModules) return parsed([])
	const entries = text.split(',').map((one) => entry.exec(one))
	if (text.length > maxLength || entries.some((one) => one === null))
		return expected(
			`modules and what the host has of them (${moduleStates.join(' or ')}), such as { ip_tables: absent } or "ip_tables=absent,tun=loaded"; or "${usualModules}"`,
		)
	const states = entries.map((one): ModuleState => ({
		name: (one?.[1] ?? '').replaceAll('-', '_'),
		state: one?.[2] === 'loaded' ? 'loaded' : 'absent',
	}))
	const names = states.map(({ name }) => name)
	const twice = names.find((name, index) => names.indexOf(name) !== index)
	if (twice !== undefined) return expected(`each module once, and not "${twice}" twice`)
	if (names.includes('br_netfilter'))
		return expected('modules other than br_netfilter, which has an axis of its own, brNetfilter')
	const own = states.find(({ name, state }) => state === 'absent' && needed.test(name))
	if (own !== undefined)
		return expected(`modules other than "${own.name}", without which the VM itself does not work`)
	return parsed(states)
}

/** The names of those modules of which the host has this. */
export const modulesThatAre = (
	state: ModuleState['state'],
	{ value }: { readonly value: readonly ModuleState[] },
): string[] => value.flatMap((one) => (one.state === state ? [one.name] : []))

/** The text that stands for a map of modules, in the order of their names; undefined for what is no such map. */
export function modulesText(value: unknown): string | undefined {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
	const entries = Object.entries(value)
	if (entries.length === 0 || entries.some(([, state]) => typeof state !== 'string')) return undefined
	return entries
		.map(([name, state]) => `${name}=${state as string}`)
		.sort()
		.join(',')
}
