/** What a kernel can be built without, in the order in which a value names them; each has a file `configs/no-NAME.config`. */
export const withoutNames = [
	'br-netfilter',
	'ip-nf-raw',
	'ip-tables',
	'ipv6',
	'veth',
	'virtio-blk',
	'virtio-net',
] as const
export type BuiltWithout = (typeof withoutNames)[number]

/** Understands `br-netfilter`, `ipv6`: each at most once, in that order; undefined for anything else. */
export function parseWithout(names: readonly string[]): BuiltWithout[] | undefined {
	const found = withoutNames.filter((name) => names.includes(name))
	return found.length === names.length && found.every((name, at) => name === names[at]) ? found : undefined
}
